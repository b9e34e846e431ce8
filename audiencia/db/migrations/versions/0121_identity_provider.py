"""Who signs in through the identity provider."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0121"
down_revision = "0120"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
