"""Which revision of the database this code was written for. Known without Alembic: a web node needs it for nothing else."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiencia.db.database import Connection

VERSIONS = Path(__file__).parent / "migrations" / "versions"
OLDEST_PROGRAM = "SELECT obj_description(to_regclass('alembic_version'), 'pg_class')"
NAMED = re.compile(r'^(revision|down_revision) = "(\w+)"', re.MULTILINE)


def newest() -> str:
    """The revision that a database has once it was migrated by this code: the one that no other is built upon.

    Numbers alone do not tell: of two that were written beside each other the later one to arrive may have the lower one.
    """
    found = _all()
    before = {one.get("down_revision") for one in found}
    (last,) = {one["revision"] for one in found if "revision" in one} - before
    return last


def known() -> frozenset[str]:
    """All that this code can bring up to date."""
    return frozenset(one["revision"] for one in _all() if "revision" in one)


def is_older(revision: str | None) -> bool:
    """Whether tables of this revision are still to be brought up to date. Those of a later version, with which this code runs, are not."""
    return revision is None or (revision in known() and revision != newest())


def after(revision: str) -> list[str]:
    """Names of the files that bring tables of this known revision up to date, in the order in which they run."""
    files = {one["revision"]: one for one in _all() if "revision" in one}
    here, names = newest(), list[str]()
    while here != revision:
        names.append(files[here]["name"])
        here = files[here]["down_revision"]
    return names[::-1]


async def of(conn: "Connection") -> str | None:
    """That of the tables; `None`: there are none."""
    if await conn.fetchval("SELECT to_regclass('alembic_version') IS NULL"):
        return None
    found: str | None = await conn.fetchval("SELECT version_num FROM alembic_version")
    return found


async def oldest_program(conn: "Connection") -> str | None:
    """The oldest revision whose programs run with these tables, as the migrations wrote it on them; `None`: none wrote any."""
    found: str | None = await conn.fetchval(OLDEST_PROGRAM)
    return found


@cache
def _all() -> Sequence[dict[str, str]]:
    return tuple({**dict(NAMED.findall(file.read_text("utf-8"))), "name": file.stem} for file in VERSIONS.glob("*.py"))
