"""The register of incidents, and notices of them."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0122"
down_revision = "0121"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
