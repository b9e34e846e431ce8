"""One moment of a queue, read whole, for the views."""
