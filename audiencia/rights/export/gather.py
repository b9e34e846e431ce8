"""Gathers everything that is held of a person, opened, and puts on record that it was taken out."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from audiencia.core.actor import CITIZEN, Actor
from audiencia.core.errors import Code, NotFound, Refused
from audiencia.core.ids import PersonId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import PersonKey, SealBroken, aad
from audiencia.rights.domain.request import Decision, may_take_file
from audiencia.rights.export.holdings import HOLDINGS
from audiencia.rights.store import requests as store
from audiencia.rights.use_cases.ask import WHY
from audiencia.rights.use_cases.keys import key_of
from audiencia.runtime.context import AppContext

SQL = load("audiencia.rights.export", "rows.sql")
FORMAT = "audiencia-personal-data/1"
CAME = ("at", "made_at", "asked_at", "given_at", "began_at", "written_at")
"""When a row came about, by whichever of these it has."""
NOTHING = "\\x"  # No bytes, as PostgreSQL writes them into JSON.
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Export:
    """Rows by table, as the database has them, opened; and the files, in base64."""

    folio: str
    made_at: datetime
    held: Mapping[str, list[Row]]
    files: tuple[Row, ...] = ()


async def take(
    context: AppContext, request_id: UUID, actor: Actor, person_id: PersonId | None = None, *, files: bool = True
) -> Export:
    """All data held of the person in a granted request for access or portability; records that it was taken.
    `person_id`: who proved folio and PIN; `None` for an employee. Raises `NotFound`, and `Refused(not_allowed_now)` for a request that
    was not granted, or that a person asks for and was granted in part: the office hands that out."""
    async with context.database.begin() as tx:
        kept = await store.lock(tx, request_id)
        if person_id is not None and kept.person_id != person_id:
            raise NotFound(Code.NOT_FOUND)
        in_part = person_id is not None and kept.decision is not Decision.GRANTED
        if in_part or not may_take_file(kept.request):
            raise Refused(Code.NOT_ALLOWED_NOW, state=kept.request.state.value, action="take_file")
        key = await key_of(tx.conn, context, kept.person_id)
        await audit.record(tx.conn, actor, Action.DATA_EXPORTED, kept.about, why=WHY)
        if actor == CITIZEN:
            await store.append(tx, request_id, "taken", actor)
        held = await gather(tx.conn, kept.person_id, key)
        contents = await _files(tx.conn, held, key) if files else ()
        return Export(kept.folio, tx.now, held, contents)


async def gather(conn: Connection, person_id: PersonId, key: PersonKey | None) -> dict[str, list[Row]]:
    """Rows by table; `key`: `None` of a person whose data were destroyed. What does not open is `None`."""
    held: dict[str, list[Row]] = {}
    async for row in SQL.rows_of(conn, person_id=person_id):
        held.setdefault(row.place, []).append(_opened(row.place, json.loads(row.content), key))
    return held


async def texts(conn: Connection, person_id: PersonId, key: PersonKey) -> list[tuple[str, str | None]]:
    """All that was sealed of a person but the content of files, each with its place: table after table as in `HOLDINGS`, in the
    order in which it came. What does not open is `None`."""
    rows = [(row.place, json.loads(row.content)) async for row in SQL.rows_of(conn, person_id=person_id)]
    order = list(HOLDINGS)
    rows.sort(key=lambda one: (order.index(one[0]), next((one[1][name] for name in CAME if one[1].get(name)), "")))
    return [
        (column, _open(key, content[name], column, content[HOLDINGS[place].by]))
        for place, content in rows
        for name, column in HOLDINGS[place].sealed.items()
        if content[name] not in (None, NOTHING)
    ]


def to_json(export: Export, municipality: str) -> str:
    """For another service to read."""
    content = {
        "format": FORMAT,
        "municipality": municipality,
        "folio": export.folio,
        "made_at": export.made_at.isoformat(),
        "held": export.held,
        "files": export.files,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)


def _opened(place: str, row: Row, key: PersonKey | None) -> Row:
    holding = HOLDINGS[place]
    found: dict[str, Any] = {}
    for name, value in row.items():
        if name in holding.sealed:
            column = holding.sealed[name]
            found[name.removesuffix("_sealed")] = _open(key, value, column, row[holding.by])
        elif name not in holding.left_out:
            found[name] = value
    return found


def _open(key: PersonKey | None, value: str | None, column: str, object_id: str) -> str | None:
    """`value`: bytes as PostgreSQL writes them into JSON."""
    if key is None or value is None or object_id is None:
        return None
    try:
        return key.open(bytes.fromhex(value.removeprefix("\\x")), aad(column, UUID(object_id)))
    except SealBroken:
        return None


async def _files(conn: Connection, held: Mapping[str, list[Row]], key: PersonKey | None) -> tuple[Row, ...]:
    if key is None:
        return ()
    found = []
    for one in held.get("case_attachment", ()):
        sealed = await SQL.file_of(conn, id=UUID(one["id"]))
        if sealed is None:
            continue
        try:
            content = key.open_bytes(sealed, aad("attachment.content", UUID(one["id"])))
        except SealBroken:
            continue
        found.append({"id": one["id"], "name": one["name"], "content_base64": b64encode(content).decode()})
    return tuple(found)
