"""A command of the queue: one transaction, the locks in their order, the same answer when it is repeated."""
