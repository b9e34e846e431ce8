"""Which keys belong to this database."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
