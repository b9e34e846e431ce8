"""Who authorises it for a minor."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0128"
down_revision = "0127"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
