"""The directory of services, and how it is searched."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0024"
down_revision = "0029"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
