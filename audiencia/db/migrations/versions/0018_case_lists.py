"""Lists of cases: what stands where in them, and when those who answer were warned."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
