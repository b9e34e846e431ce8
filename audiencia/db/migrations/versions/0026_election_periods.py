"""Election periods: from when until when achievements, names and pictures of officials are on no public page."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0026"
down_revision = "0028"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
