"""Visits about a case."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
