"""Which revision of the database this code was written for. Known without Alembic: a web node needs it for nothing else."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiencia.db.connection import Connection

VERSIONS = Path(__file__).parent / "migrations" / "versions"
OLDEST_PROGRAM = "SELECT obj_description(to_regclass('alembic_version'), 'pg_class')"
BUILT_UPON = re.compile(r'(?:down_revision = |built_upon\()"(\w+)"')


def newest() -> str:
    """The revision that a database has once it was migrated by this code: the one that no other is built upon.
    Numbers alone do not tell: of two that were written beside each other the later one to arrive may have the lower one."""
    (last,) = _all().keys() - {before for before, _ in _all().values()}
    return last


def known() -> frozenset[str]:
    """All that this code can bring up to date."""
    return frozenset(_all())


def is_older(revision: str | None) -> bool:
    """Whether tables of this revision are still to be brought up to date. Those of a later version, with which this code runs, are not."""
    return revision is None or (revision in known() and revision != newest())


def after(revision: str) -> list[str]:
    """Names of the files that bring tables of this known revision up to date, in the order in which they run."""
    here, names = newest(), list[str]()
    while here != revision:
        here, name = _all()[here]
        names.append(name)
    return names[::-1]


async def of(conn: "Connection") -> str | None:
    """The revision of the tables; `None` where there are none."""
    if await conn.fetchval("SELECT to_regclass('alembic_version') IS NULL"):
        return None
    found: str | None = await conn.fetchval("SELECT version_num FROM alembic_version")
    return found


async def oldest_program(conn: "Connection") -> str | None:
    """The oldest revision whose programs run with these tables, as the migrations wrote it on them; `None`: none wrote any."""
    found: str | None = await conn.fetchval(OLDEST_PROGRAM)
    return found


@cache
def _all() -> Mapping[str, tuple[str, str]]:
    """By their numbers: the number of the one that each is built upon, and the name of its file."""
    return {
        file.stem.partition("_")[0]: ("".join(BUILT_UPON.findall(file.read_text("utf-8"))), file.stem)
        for file in VERSIONS.glob("*.py")
    }
