"""Requests about personal data, and what happened to each."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0114"
down_revision = "0113"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
