"""Several guests in a call; no room calls the next citizen while a guest of another call is in it."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0139"
down_revision = "0138"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
