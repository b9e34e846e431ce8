"""Indexes with which what is asked again and again reads the jornada that goes on, and not all that ever were."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
