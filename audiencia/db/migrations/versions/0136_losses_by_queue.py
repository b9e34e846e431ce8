"""The sockets of dead nodes are declared lost one queue after the other."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0136"
down_revision = "0135"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
