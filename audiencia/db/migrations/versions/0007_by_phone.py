"""Attention by telephone and at the front desk."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
