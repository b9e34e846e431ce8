"""An identity for each installation, and which media workers its web nodes use."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
