"""Ending for conduct, silent help, who is in the room, and assistants."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
