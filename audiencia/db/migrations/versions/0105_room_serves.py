"""The index of the queues that rooms serve takes new rooms at once."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0105"
down_revision = "0104"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
