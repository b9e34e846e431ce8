"""Cases about the same thing: which may be, and what is done to those that were joined."""
