"""Several media workers: which there are, where each department is at home, and where each room is attended."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
