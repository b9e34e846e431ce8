"""Blocked data are read by the office of personal data alone, by folio, and each reading is on record with its reason."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from audiencia.core import folio as folios
from audiencia.core.actor import staff_actor
from audiencia.core.errors import Code, NotFound, Unreadable, existing
from audiencia.core.ids import StaffId
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.http.uploads.kinds import shown_name
from audiencia.privacy import audit, unreadable
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import KeyDestroyed, PersonKey, SealBroken, aad
from audiencia.privacy.retention.due import Ground
from audiencia.privacy.retention.suppression import blocked_key
from audiencia.privacy.unreadable import Reading
from audiencia.rights.export import gather
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.administration import blocked_sql

SQL = load("audiencia.administration", "blocked.sql")
FILE_NAME, FILE_CONTENT = "attachment.name", "attachment.content"
STRUCTURED = frozenset({"next_step.content", "booking.ways", "notice_way.address", "outbox.sealed"})
"""Kept as JSON, or some of them are."""
Why = Literal["court", "authority", "rights_request"]
"""Who asks for them: a court, an authority that looks into responsibilities, or the person."""


@dataclass(frozen=True, slots=True)
class Field:
    """One text. `place`: what it is; `text`: `None` when it does not open."""

    place: str
    text: str | None


@dataclass(frozen=True, slots=True)
class File:
    """A photograph or a document, whose content is read by itself. `name`: `None` when it does not open; `bytes`: its size."""

    id: UUID
    name: str | None
    bytes: int


@dataclass(frozen=True, slots=True)
class Blocked:
    """What is kept of a blocked person, but the content of files."""

    folio: str
    blocked_at: datetime
    blocked_for: Ground
    fields: Sequence[Field]
    files: Sequence[File]


@dataclass(frozen=True, slots=True)
class Content:
    """One file, opened."""

    name: str
    media_type: str
    content: bytes


async def read(context: AppContext, staff_id: StaffId, typed: str, why: Why) -> Blocked:
    """Raises `BadInput` for what is no folio, `NotFound` where nothing is blocked under it, and `Unreadable` where the key is damaged."""
    folio = folios.parse(typed)
    async with context.database.begin() as tx:
        row, key = await _opened(context, tx, staff_id, folio, why, Action.BLOCKED_READ)
        opened = await gather.texts(tx.conn, row.id, key)
        files = [
            File(one.id, _text(key, one.name_sealed, one.id), one.bytes)
            async for one in SQL.files(tx.conn, person_id=row.id)
        ]
    said = [Field(place, _plain(place, text)) for place, text in opened if place != FILE_NAME]
    return Blocked(folio, row.blocked_at, row.blocked_for, said, files)


async def read_file(context: AppContext, staff_id: StaffId, typed: str, why: Why, file_id: UUID) -> Content:
    """The content of one of their files. Raises as `read`, `NotFound` for a file of others, and `Unreadable` for one that does not
    open."""
    folio = folios.parse(typed)
    async with context.database.begin() as tx:
        row, key = await _opened(context, tx, staff_id, folio, why, Action.BLOCKED_FILE_TAKEN)
        one = existing(await SQL.file(tx.conn, id=file_id, person_id=row.id), Code.FOLIO_UNKNOWN)
        reading = Reading(row.id, key)
        content = reading.content(one.content_sealed, FILE_CONTENT, file_id)
        if content is None:
            tx.afterwards(reading.note)
            raise Unreadable
    name = _text(key, one.name_sealed, file_id) or shown_name("", one.media_type)
    return Content(name, one.media_type, content)


async def _opened(
    context: AppContext, tx: Tx, staff_id: StaffId, folio: str, why: Why, action: Action
) -> tuple["blocked_sql.BlockedPerson", PersonKey]:
    """Whose folio it is, and their key; for what it was used is on record."""
    row = existing(await SQL.blocked_person(tx.conn, folio=folio), Code.FOLIO_UNKNOWN)
    try:
        key = await blocked_key(tx.conn, context.keyring, row.id)
    except KeyDestroyed as error:
        raise NotFound(Code.FOLIO_UNKNOWN) from error
    except SealBroken as error:
        raise unreadable.blocked_key_refused(tx, row.id) from error
    await audit.record(tx.conn, staff_actor(staff_id), action, (row.kind, row.object_id), why=why)
    return row, key


def _text(key: PersonKey, sealed: bytes, file_id: UUID) -> str | None:
    try:
        return key.open(sealed, aad(FILE_NAME, file_id))
    except SealBroken:
        return None


def _plain(place: str, text: str | None) -> str | None:
    return " · ".join(_words(text)) if text and place in STRUCTURED else text


def _words(kept: object) -> list[str]:
    """All words of what is kept by name, in lists, or as JSON in a text; of a browser's push subscription its address alone."""
    match kept:
        case None | "":
            return []
        case {"endpoint": str(address)}:
            return [address]
        case dict():
            return [word for one in kept.values() for word in _words(one)]
        case list():
            return [word for one in kept for word in _words(one)]
        case str() if kept.startswith("{"):
            try:
                return _words(json.loads(kept))
            except (ValueError, RecursionError):
                return [kept]
        case _:
            return [str(kept)]
