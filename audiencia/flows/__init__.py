"""Use cases, one file each: the only owners of a transaction and of what is told after it."""
