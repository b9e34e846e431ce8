"""The line that somebody joins is locked and counted in one round trip."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0123"
down_revision = "0122"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
