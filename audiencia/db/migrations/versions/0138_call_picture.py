"""A picture of what somebody shows in a call, for the case that the visit may become."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0138"
down_revision = "0137"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
