"""Passkeys of staff, and challenges that were answered."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0120"
down_revision = "0119"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
