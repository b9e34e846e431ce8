"""Services move to another department, and change their order."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0034"
down_revision = "0031"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
