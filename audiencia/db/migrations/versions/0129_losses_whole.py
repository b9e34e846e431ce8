"""Sockets of a dead node are declared lost by one statement that is a transaction of its own."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0129"
down_revision = "0128"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
