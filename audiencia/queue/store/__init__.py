"""Rows of the queue: reads and writes inside the transaction that is given."""
