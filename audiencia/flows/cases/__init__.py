"""What is done with cases, one file for each use."""
