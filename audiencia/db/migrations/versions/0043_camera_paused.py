"""Whether a citizen's page sends no picture because its line is too narrow."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
