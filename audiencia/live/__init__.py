"""Redis: hints that make things faster and may vanish. Nothing personal, nothing that is not in PostgreSQL."""
