"""Lists of all departments' cases for those who oversee them."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0137"
down_revision = "0136"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
