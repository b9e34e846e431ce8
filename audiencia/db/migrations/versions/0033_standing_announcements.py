"""Announcements of administration, with their history."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
