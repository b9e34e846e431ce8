"""Open cases of a department that may be about the same thing as one of them: those whose words and places are most alike."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from audiencia.cases.domain import joined, point
from audiencia.cases.store import store
from audiencia.cases.use_cases import access, inbox
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.alike.joining import SQL
from audiencia.core.actor import staff_actor
from audiencia.core.folio import Folio
from audiencia.core.ids import CaseId, PersonId
from audiencia.core.texts import text_or_none
from audiencia.privacy import audit
from audiencia.privacy import store as persons
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import PersonKey
from audiencia.privacy.unreadable import Reading
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.cases.store.cases_sql import FoundCase
    from audiencia.cases.use_cases.alike.joining_sql import InQuestion

WHY = "same_matter"
RECENT_DAYS = 60
OFFERED = 8
LEAST_LIKE = 0.2


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody reported, as the department reads it. `joined`: how many cases have its number, itself among them."""

    id: CaseId
    version: int
    folio: Folio
    topic: Text | None
    received_on: date
    subject: str
    matter: str
    place: str
    joined: int


@dataclass(frozen=True, slots=True)
class Likely:
    """A case, and those that it may be the same as, the most alike first."""

    one: Told
    others: tuple[Told, ...]


async def likely(context: AppContext, desk: Desk, folio: Folio) -> Likely:
    """Each that is shown is on record. What does not open is noted, and passed over.
    Raises `NotFound(unknown_case)`, `Refused` (complaint_stays, not_allowed_now)."""
    async with context.database.read() as conn:
        case_id = await access.find(conn, desk, folio)
        row = await store.SQL.found_case(conn, id=case_id)
        joined.check_joins(store.case_of(row))
        today = (await inbox.today_of(context, conn)).today
        found = SQL.in_question(
            conn,
            id=case_id,
            department_id=desk.department_id,
            topic_id=row.topic_id,
            since=today - timedelta(days=RECENT_DAYS),
        )
        rows = [other async for other in found]
        keys = await persons.person_keys(conn, context.keyring, [row.person_id, *(other.person_id for other in rows)])
    # Opening and comparing 200 takes a tenth of a second.
    one, others, readings = await asyncio.to_thread(_compare, row, rows, keys)
    async with context.database.begin() as tx:
        await access.find(tx.conn, desk, folio)
        for reading in sorted(readings, key=lambda one: one.person_id):
            await reading.note(tx.conn)
        await audit.record(tx.conn, staff_actor(desk.staff_id), Action.CASE_SEARCHED,
                           ("department", desk.department_id), why=WHY)  # fmt: skip
        await audit.disclosed(tx.conn, desk.staff_id, [("case", told.id) for told in (one, *others)], WHY)
    return Likely(one, others)


def _compare(
    row: "FoundCase", rows: "Sequence[InQuestion]", keys: Mapping[PersonId, PersonKey]
) -> tuple[Told, tuple[Told, ...], list[Reading]]:
    """The case, those most like it, and the readings of which something does not open. In a thread."""
    shown: list[FoundCase | InQuestion] = [row, *rows]
    readings = [Reading(one.person_id, keys.get(one.person_id)) for one in shown]
    one, *others = [_told(reading, row) for reading, row in zip(readings, shown, strict=True)]
    told = [(told, other.joined_as) for told, other in zip(others, rows, strict=True) if told.matter]
    return one, _most_alike(one, told), [reading for reading in readings if not reading.whole]


def _most_alike(one: Told, others: "list[tuple[Told, UUID | None]]") -> tuple[Told, ...]:
    """Those most like it, of each joined set the one that is most so."""
    own, here = _meant(one), point.last_in(one.place)

    def like(other: Told) -> float:
        there = point.last_in(other.place)
        metres = None if here is None or there is None else point.metres_between(here, there)
        return joined.likeness(own, _meant(other), metres)

    ranked = sorted(((like(told), told, number) for told, number in others), key=lambda rank: -rank[0])
    chosen: dict[UUID, Told] = {}
    for alike, told, number in ranked:
        if alike >= LEAST_LIKE and len(chosen) < OFFERED:
            chosen.setdefault(number or told.id, told)
    return tuple(chosen.values())


def _meant(told: Told) -> frozenset[str]:
    return joined.meant(told.subject, told.matter, told.place)


def _told(reading: Reading, row: "FoundCase | InQuestion") -> Told:
    return Told(
        id=CaseId(row.id),
        version=row.version,
        folio=Folio(row.folio),
        topic=text_or_none(row.topic_es, row.topic_en),
        received_on=row.received_on,
        subject=row.subject,
        matter=reading.text(row.matter_sealed, "case.matter", row.id) or "",
        place=reading.text(row.place_sealed, "case.place", row.id) or "",
        joined=row.joined,
    )
