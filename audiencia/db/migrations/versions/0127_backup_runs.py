"""When backups and drills were done, and how they ended."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0127"
down_revision = "0126"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
