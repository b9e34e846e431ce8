"""Sockets of citizens are noted by one statement that is a transaction of its own."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0126"
down_revision = "0125"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
