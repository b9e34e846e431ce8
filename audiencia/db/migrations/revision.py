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


def built_upon(previous: str, file: str) -> tuple[str, str, Callable[[], None]]:
    """The number of the revision in `file`, which its name begins with, the one before, and the upgrade: the SQL file beside it."""
    path = Path(file)
    return path.stem.partition("_")[0], previous, lambda: run_sql(path.with_suffix(".sql"))
