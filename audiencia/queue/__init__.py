"""The live audience, along a visit."""
