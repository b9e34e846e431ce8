"""What was allowed can be taken back, and allowed again."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0110"
down_revision = "0109"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
