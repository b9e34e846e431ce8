"""Which of microphone and camera somebody in a call turned off."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0107"
down_revision = "0106"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
