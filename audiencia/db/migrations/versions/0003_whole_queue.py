"""The whole queue: order with preference, ready checks, postponing, transfers, interpreters, estimates, the citizen's word."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
