"""One-time codes that carry a room or a ticket to another device, and chat."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
