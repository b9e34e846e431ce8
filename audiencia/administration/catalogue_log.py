"""The log of changes of the catalogue: what there is of each object, and what was changed, by whom."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from audiencia.administration import catalogue_effects as effects
from audiencia.db.connection import Connection
from audiencia.runtime.context import AppContext
from audiencia.settings.catalogue import Key, Kind, Value

if TYPE_CHECKING:
    from audiencia.administration.catalogue_sql import History

SQL = effects.SQL
SHOWN = 40  # How many changes a page tells of.


@dataclass(frozen=True, slots=True)
class Version:
    """One object as it is now. `number` counts its changes; `by` made the last one, nobody where it came from the files."""

    value: Value | None
    number: int
    by: str | None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All objects, and by which change the holidays are what they are (0: as they were seeded)."""

    objects: Mapping[Key, Version]
    holidays_changed: int

    @property
    def entries(self) -> dict[Key, Value | None]:
        """What counts of each."""
        return {key: one.value for key, one in self.objects.items()}

    def number(self, key: Key) -> int:
        """The version of this object, 0 for one that never was."""
        found = self.objects.get(key)
        return 0 if found is None else found.number


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the log. `newest`: the object has not changed since; `undone`: somebody took it back."""

    id: int
    key: Key
    version: int
    before: Value | None
    value: Value | None
    by: str | None
    at: datetime
    source: str
    newest: bool
    undone: bool


async def read(conn: Connection, kinds: Collection[Kind] = tuple(Kind)) -> Catalogue:
    """What there is of these kinds now."""
    objects, changed = {}, 0
    async for row in SQL.newest(conn, kinds=list(kinds)):
        key = Key(Kind(row.kind), row.key)
        objects[key] = Version(value_of(row.value), row.version, row.by)
        if key.kind is Kind.HOLIDAY and row.source != "seed":
            changed = max(changed, row.id)
    return Catalogue(objects, changed)


async def history(context: AppContext, *kinds: Kind, key: str | None = None, within: str | None = None) -> list[Change]:
    """The newest changes of these kinds, or of one object of them: of a department, with its topics. `within`: of what this department
    publishes alone."""
    async with context.database.read() as conn:
        rows = SQL.history(conn, kinds=list(kinds), key=key, department=within, most=SHOWN)
        return [_change(row) async for row in rows]


async def addresses_before(context: AppContext) -> dict[str, set[str]]:
    """Each address that services were moved to, with the keys of those that were (`service_places.Places`)."""
    found: dict[str, set[str]] = {}
    async with context.database.read() as conn:
        async for row in SQL.addresses_before(conn):
            found.setdefault(row.at, set()).add(row.key)
    return found


async def now(context: AppContext, *kinds: Kind) -> Catalogue:
    """For the pages: what there is of these kinds, or of all."""
    async with context.database.read() as conn:
        return await read(conn, kinds or tuple(Kind))


def value_of(kept: str | None) -> Value | None:
    """As the log keeps it."""
    return None if kept is None else json.loads(kept)


def _change(row: "History") -> Change:
    return Change(
        row.id,
        Key(Kind(row.kind), row.key),
        row.version,
        value_of(row.before),
        value_of(row.value),
        row.by,
        row.at,
        row.source,
        row.newest,
        row.undone,
    )
