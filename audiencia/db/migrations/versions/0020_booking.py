"""Appointments: a place of a coming jornada with a window of time."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
