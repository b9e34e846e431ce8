"""What a person says of a visit: why it is not resolved, and how they were served."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0106"
down_revision = "0105"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
