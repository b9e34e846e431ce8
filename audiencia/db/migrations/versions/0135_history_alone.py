"""Changes of tickets say whether the history alone grew."""

from pathlib import Path

from audiencia.db.migrations.revision import run_sql

revision = "0135"
down_revision = "0134"


def upgrade() -> None:
    """Applies the SQL file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))
