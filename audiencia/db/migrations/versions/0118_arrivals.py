"""Sockets of citizens are noted in one round trip."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0118"
down_revision = "0117"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
