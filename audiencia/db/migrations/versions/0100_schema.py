"""The tables of version 0.1.0."""

from audiencia.db.migrations.revision import SCHEMA, run_sql

revision = "0100"
down_revision = None

FILES = (
    "core",
    "media",
    "departments",
    "staff",
    "privacy",
    "settings",
    "directory",
    "queue/sessions",
    "queue/tickets",
    "queue/order",
    "queue/presence",
    "queue/calls",
    "queue/locking",
    "queue/write_calls",
    "queue/moderation",
    "notifications",
    "queue/booking",
    "queue/forgetting",
    "cases",
)
"""Each refers only to those before it."""


def upgrade() -> None:
    """Applies the files of the schema."""
    for name in FILES:
        run_sql(SCHEMA / f"{name}.sql")
