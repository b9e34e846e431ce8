"""Use cases of petitions and cases, one file each."""
