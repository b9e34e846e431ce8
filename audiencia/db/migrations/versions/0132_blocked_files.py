"""A file that was taken of blocked data is an act of its own in the record of accesses; it was handed over as well."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0132"
down_revision = "0131"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
