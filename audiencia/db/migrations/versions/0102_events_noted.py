"""Events are noted by the statements that write them."""

from pathlib import Path

from audiencia.db.migrations.revision import SCHEMA, run_sql

revision = "0102"
down_revision = "0101"


def upgrade() -> None:
    """Drops the trigger, and replaces the function by the one of the schema."""
    run_sql(Path(__file__).with_suffix(".sql"))
    run_sql(SCHEMA / "queue" / "write_calls.sql")
