"""Locks of queues and rooms let rows be written that only refer to them."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0035"
down_revision = "0033"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
