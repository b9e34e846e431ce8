"""How many connections wait to be taken: the same for sockets that the supervisor opens and for a web node's own."""

BACKLOG = 4096
"""Connections that the kernel holds until they are taken, also while a web process ends and another begins: thousands come back then. Whom
it does not hold it lets ask again after 1, 3, 7, 15, 31 and 63 s. As much as Linux grants (`net.core.somaxconn`)."""
