"""Whether a director shows a screen in the call."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0109"
down_revision = "0108"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
