"""Cases: petitions of the weekday channel, and what an audience left in process."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
