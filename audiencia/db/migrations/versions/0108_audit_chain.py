"""The record of accesses is chained: each entry sealed with its predecessor, and the end of the chain signed."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0108"
down_revision = "0107"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
