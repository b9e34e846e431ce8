"""Valkey channels and hints: nothing personal, and nothing that is not in PostgreSQL but messages about the keys of calls."""
