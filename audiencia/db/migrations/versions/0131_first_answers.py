"""When a petition was first answered, and until when that was promised first."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0131"
down_revision = "0130"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
