"""Accounts of interpreters, and reading the record of accesses by time."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
