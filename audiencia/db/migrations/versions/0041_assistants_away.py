"""An assistant whose page has been closed for a while is announced no more."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0041"
down_revision = "0039"


def upgrade() -> None:
    """Applies the SQL file of the same name."""
    run_sql(Path(__file__).with_suffix(".sql"))
