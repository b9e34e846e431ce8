"""PostgreSQL: the pool, one transaction per command, migrations."""
