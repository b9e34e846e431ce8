"""Note what changed where events are written, without a trigger for each statement."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0102"
down_revision = "0101"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
