"""The search of the directory runs in memory (docs/decisions/082)."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0119"
down_revision = "0118"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
