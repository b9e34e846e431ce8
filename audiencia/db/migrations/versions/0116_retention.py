"""Records are kept for a time, then blocked and suppressed."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0116"
down_revision = "0115"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
