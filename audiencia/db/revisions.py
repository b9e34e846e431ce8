"""Revisions of the tables. Each is a file of SQL, `0138_name.sql`, that begins with the one it is built upon: `-- after 0137`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiencia.db.database import Connection

VERSIONS, SCHEMA = Path(__file__).parent / "migrations" / "versions", Path(__file__).parent / "schema"
OLDEST_PROGRAM = "SELECT obj_description(to_regclass('alembic_version'), 'pg_class')"
AFTER = re.compile(r"-- after (\w+)$")
INCLUDED = re.compile(r"^-- include (\S+)$", re.MULTILINE)
NOTHING = "nothing"
"""What the first one is after."""


@dataclass(frozen=True, slots=True)
class Revision:
    """`before`: the number of the one that it is built upon; `None` of the first."""

    file: Path
    before: str | None

    @property
    def name(self) -> str:
        """Its number, and what it is about."""
        return self.file.stem

    @property
    def number(self) -> str:
        """What the tables are told that they are of."""
        return self.name.partition("_")[0]

    def sql(self) -> str:
        """The file, with each `-- include FILE` as that file of the schema."""
        return INCLUDED.sub(lambda found: (SCHEMA / found[1]).read_text("utf-8"), self.file.read_text("utf-8"))


def newest() -> str:
    """The revision that a database has once it was migrated by this code: the one that no other is built upon.

    Numbers alone do not tell: of two that were written beside each other the later one to arrive may have the lower one.
    """
    (last,) = _all().keys() - {one.before for one in _all().values()}
    return last


def known() -> frozenset[str]:
    """All that this code can bring up to date."""
    return frozenset(_all())


def is_older(revision: str | None) -> bool:
    """Whether tables of this revision are still to be brought up to date. Those of a later version, with which this code runs, are not."""
    return revision is None or (revision in known() and revision != newest())


def after(revision: str | None, until: str | None = None) -> list[Revision]:
    """What brings tables of this known revision up to date, or to `until`, in the order in which it runs. `revision`: `None`
    without tables."""
    here: str | None = until or newest()
    found = list[Revision]()
    while here is not None and here != revision:
        found.append(_all()[here])
        here = found[-1].before
    return found[::-1]


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
def _all() -> Mapping[str, Revision]:
    """By number. Raises `ValueError` for two of one number, and for a file that does not say what it is built upon."""
    found = [_read(file) for file in VERSIONS.glob("*.sql")]
    numbered = {one.number: one for one in found}
    if len(numbered) < len(found):
        raise ValueError(f"two revisions have one number: {sorted(one.name for one in found)}")
    return numbered


def _read(file: Path) -> Revision:
    with file.open(encoding="utf-8") as lines:
        begun = AFTER.match(lines.readline())
    if begun is None:
        raise ValueError(f"{file.name}: the first line says what it is built upon, such as «-- after 0137»")
    return Revision(file, None if begun[1] == NOTHING else begun[1])
