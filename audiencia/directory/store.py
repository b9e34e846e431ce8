"""Rows of the directory: what departments do, and what fits what somebody typed."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from audiencia.db.connection import Connection, now_of
from audiencia.db.queries import load
from audiencia.directory.documents import Documents, Logged, documents_at
from audiencia.directory.service import Announced, Found, Searchable, Service, from_row
from audiencia.settings.config import Municipality, Text
from audiencia.settings.service_rules import Service as Configured

SQL = load("audiencia.directory", "portal.sql")
_COLUMNS = {"department", "slug", "topic", "name", "summary", "words", "example"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A service, its place within its department, and whether people find it. `key`: by which it is known wherever it stands;
    its address when not said."""

    service: Configured
    ordinal: float
    active: bool = True
    key: str = ""


async def write_services(conn: Connection, services: Iterable[Listed]) -> None:
    """Adds these, or changes what differs of those that are there. Those of a department that is not here are passed by."""
    rows = [
        _row(one.service)
        | {"ordinal": one.ordinal, "active": one.active}
        | {"key": one.key or f"{one.service.department}/{one.service.slug}"}
        for one in services
    ]
    await SQL.write_services(conn, services=json.dumps(rows))


def _row(one: Configured) -> dict[str, Any]:
    return {
        "department": one.department,
        "slug": one.slug,
        "topic": one.topic,
        "name_es": one.name.es,
        "name_en": one.name.en,
        "summary_es": one.summary.es,
        "summary_en": one.summary.en,
        "words": list(one.words),
        "content": one.model_dump(exclude=_COLUMNS),
    }


async def services_of(conn: Connection, department: str) -> tuple[Found, ...]:
    """What this department does, in its own order."""
    return tuple([
        Found(row.department, row.slug, Text(es=row.name_es, en=row.name_en), Text(es=row.summary_es, en=row.summary_en))
        async for row in SQL.services_of(conn, department=department)
    ])  # fmt: skip


async def service(conn: Connection, department: str, slug: str) -> Service | None:
    """One service; `None` when there is none of this name."""
    row = await SQL.service(conn, department=department, slug=slug)
    return None if row is None else from_row(row, json.loads(row.content))


async def moved(conn: Connection, address: str) -> tuple[str, str] | None:
    """Department and slug of the service that had this address (`department/service`) once; `None` when none had."""
    row = await SQL.moved_service(conn, address=address)
    return None if row is None else (row.department, row.slug)


async def services_per_department(conn: Connection) -> dict[str, int]:
    """How many each department has; one without any is not in it."""
    return {row.department: row.services async for row in SQL.services_per_department(conn)}


async def searchable(conn: Connection) -> list[Searchable]:
    """All that people can find."""
    return [
        Searchable(
            row.department,
            row.slug,
            row.topic,
            Text(es=row.name_es, en=row.name_en),
            Text(es=row.summary_es, en=row.summary_en),
            tuple(row.words),
        )
        async for row in SQL.searchable_services(conn)
    ]


async def announced(conn: Connection) -> list[Announced]:
    """What administration announces or will announce, as far as it is not over."""
    return [
        Announced(row.id, Text(es=row.text, en=row.text_en), row.department, row.until)
        async for row in SQL.announcements(conn)
    ]


async def announced_now(conn: Connection, ids: Collection[int]) -> dict[int, Announced]:
    """Those of these announcements that are shown at this moment, by their ids."""
    return {
        row.id: Announced(row.id, Text(es=row.text, en=row.text_en), row.department, row.until)
        async for row in SQL.announced_now(conn, ids=list(ids))
    }


async def documents(conn: Connection, municipality: Municipality, keys: Collection[str] | None = None) -> Documents:
    """The documents that are shown at this moment, or those of these keys."""
    logged = [
        Logged(row.key, None if row.value is None else json.loads(row.value), row.made_at, row.changed_at)
        async for row in SQL.documents(conn, keys=None if keys is None else list(keys))
    ]
    return documents_at(await now_of(conn), logged, municipality)
