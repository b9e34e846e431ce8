"""The tables say which programs run with them."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0133"
down_revision = "0132"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
