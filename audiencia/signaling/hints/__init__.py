"""Redis channels and hints: nothing personal, nothing that is not in PostgreSQL."""
