"""An id for each call, and whether the page of somebody in it can encrypt."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0125"
down_revision = "0124"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
