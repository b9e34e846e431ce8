"""The first whole slice."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
