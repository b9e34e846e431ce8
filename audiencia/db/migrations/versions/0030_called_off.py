"""A day that is called off although people have places: why, whose places were given back, and what they are told."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0030"
down_revision = "0024"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
