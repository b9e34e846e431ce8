"""Who plays the simulated people of a practice, and whether its jornada was opened for it."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0029"
down_revision = "0027"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
