"""Socket.IO namespaces, one file each."""
