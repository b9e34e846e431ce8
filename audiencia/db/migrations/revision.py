"""Runs a revision's SQL file whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import op

SCHEMA = Path(__file__).parents[1] / "schema"


def run_sql(path: Path) -> None:
    """Sends the file as it is, through asyncpg itself: SQLAlchemy would prepare it, and only one statement can be prepared."""
    text = path.read_text("utf-8")
    adapted: Any = op.get_bind().connection.dbapi_connection
    adapted.run_async(lambda connection: connection.execute(text))


def sql_beside(revision: str) -> Callable[[], None]:
    """Applies the SQL file beside this revision's own."""
    return lambda: run_sql(Path(revision).with_suffix(".sql"))
