"""Whether a jornada can begin: when directors tried their devices, and the list that is mailed before it."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0028"
down_revision = "0021"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
