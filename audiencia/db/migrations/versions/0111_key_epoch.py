"""Which epoch of keys counts."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0111"
down_revision = "0110"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
