"""Notes that were being written are forgotten with the ticket, also without a result."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
