"""The figures for everybody are looked up by line over all jornadas."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
