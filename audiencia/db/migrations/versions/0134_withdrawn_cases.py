"""Cases that were withdrawn are concluded without an answer."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0134"
down_revision = "0133"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
