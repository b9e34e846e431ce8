"""Which versions of a queue changed its tickets alone."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0113"
down_revision = "0112"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
