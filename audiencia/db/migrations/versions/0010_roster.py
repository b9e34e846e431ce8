"""Who attends in a jornada, substitutes, and what is offered to those who wait."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
