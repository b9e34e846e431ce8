"""Services are changed in pages as the rest of what changes on a working day; staff is invited; accounts have a history."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
