"""On which device a session of staff was begun, and when it was used last."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0115"
down_revision = "0114"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
