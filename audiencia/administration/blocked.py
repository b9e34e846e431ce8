"""Blocked data are read by the office of personal data alone, by folio, and each reading is on record with its reason."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from audiencia.core import folio as folios
from audiencia.core.actor import staff_actor
from audiencia.core.errors import Code, NotFound
from audiencia.core.ids import StaffId
from audiencia.db.queries import load
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import SealBroken
from audiencia.privacy.retention.due import Ground
from audiencia.privacy.retention.suppression import blocked_key
from audiencia.rights.export import gather
from audiencia.runtime.context import AppContext

SQL = load("audiencia.administration", "blocked.sql")
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
class Blocked:
    """What is kept of a blocked person, but the content of files."""

    folio: str
    blocked_at: datetime
    blocked_for: Ground
    fields: Sequence[Field]


async def read(context: AppContext, staff_id: StaffId, typed: str, why: Why) -> Blocked:
    """Raises `BadInput` for what is no folio, and `NotFound` where nothing is blocked under it."""
    folio = folios.parse(typed)
    async with context.database.begin() as tx:
        row = await SQL.blocked_person(tx.conn, folio=folio)
        if row is None:
            raise NotFound(Code.FOLIO_UNKNOWN)
        try:
            key = await blocked_key(tx.conn, context.keyring, row.id)
        except SealBroken as error:
            raise NotFound(Code.FOLIO_UNKNOWN) from error
        opened = await gather.texts(tx.conn, row.id, key)
        await audit.record(tx.conn, staff_actor(staff_id), Action.BLOCKED_READ, (row.kind, row.object_id), why=why)
    return Blocked(
        folio, row.blocked_at, row.blocked_for, [Field(place, _plain(place, text)) for place, text in opened]
    )


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
