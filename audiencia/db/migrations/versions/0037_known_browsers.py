"""A browser that was right before guesses on a budget of its own."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
