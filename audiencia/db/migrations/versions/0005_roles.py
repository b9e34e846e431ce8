"""All roles, and departments whose line is fed by rule."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
