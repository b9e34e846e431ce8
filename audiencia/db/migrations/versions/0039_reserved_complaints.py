"""A complaint about a department stays out of that department's lines and cases."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0039"
down_revision = "0037"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
