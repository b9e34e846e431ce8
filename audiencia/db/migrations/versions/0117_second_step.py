"""The second step of signing in: codes of an application, recovery codes, and what is between password and session."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0117"
down_revision = "0116"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
