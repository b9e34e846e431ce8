"""Each person has a leaf of the key of the epoch."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0112"
down_revision = "0111"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
