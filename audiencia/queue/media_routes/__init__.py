"""Which media worker attends a room, and who is in which slot."""
