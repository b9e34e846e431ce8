"""What administrators change on a working day: each change, by whom, when, and what it was before."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
