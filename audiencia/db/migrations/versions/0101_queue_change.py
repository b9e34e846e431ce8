"""What changed of whose ticket, for the nodes that keep the queues in memory."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0101"
down_revision = "0100"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
