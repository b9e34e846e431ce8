"""What a topic is called in each department."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0104"
down_revision = "0103"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
