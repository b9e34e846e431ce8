"""PDF documents made of our own pages, in a child process of limited time."""
