"""How the lines of those in a call fared."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
