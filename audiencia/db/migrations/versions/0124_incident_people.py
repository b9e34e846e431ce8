"""Whom an incident concerns, and who of them was told."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0124"
down_revision = "0123"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
