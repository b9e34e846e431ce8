"""Sound and picture: the worker that forwards packets, and the web node's control of all workers."""
