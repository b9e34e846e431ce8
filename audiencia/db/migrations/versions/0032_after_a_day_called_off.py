"""A called-off day that is held after all: who had a place reads it, and can be told it once."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0032"
down_revision = "0034"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
