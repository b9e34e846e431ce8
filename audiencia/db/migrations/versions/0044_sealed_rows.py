"""Receipts as PDF are kept, sealed, for some days; what does not open any more is noted."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
