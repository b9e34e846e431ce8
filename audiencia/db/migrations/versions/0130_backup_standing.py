"""How the copy of the keys and the log of the database stand."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0130"
down_revision = "0129"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
