"""How much data a citizen lets a visit cost."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
