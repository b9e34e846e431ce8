"""Use cases of requests about personal data, one file each."""
