"""Open cases of a department that may be about the same thing as one of them: those whose words and places are most alike."""

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
from audiencia.core.ids import CaseId
from audiencia.core.texts import text_or_none
from audiencia.privacy import audit
from audiencia.privacy import store as persons
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import PersonKey, aad
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
    """Each that is shown is on record. Raises `NotFound(unknown_case)`, `Refused` (complaint_stays, not_allowed_now)."""
    async with context.database.begin() as tx:
        case_id = await access.find(tx.conn, desk, folio)
        row = await store.SQL.found_case(tx.conn, id=case_id)
        joined.check_joins(store.case_of(row))
        one = _told(await persons.person_key(tx.conn, context.keyring, row.person_id), row)
        today = (await inbox.today_of(context, tx.conn)).today
        found = SQL.in_question(
            tx.conn,
            id=case_id,
            department_id=desk.department_id,
            topic_id=row.topic_id,
            since=today - timedelta(days=RECENT_DAYS),
        )
        rows = [row async for row in found]
        keys = await persons.person_keys(tx.conn, context.keyring, [row.person_id for row in rows])
        readable = [row for row in rows if row.person_id in keys]
        others = _most_alike(one, [(_told(keys[row.person_id], row), row.joined_as) for row in readable])
        await audit.record(tx.conn, staff_actor(desk.staff_id), Action.CASE_SEARCHED,
                           ("department", desk.department_id), why=WHY)  # fmt: skip
        await audit.disclosed(tx.conn, desk.staff_id, [("case", told.id) for told in (one, *others)], WHY)
        return Likely(one, others)


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


def _told(key: PersonKey, row: "FoundCase | InQuestion") -> Told:
    return Told(
        CaseId(row.id),
        row.version,
        Folio(row.folio),
        text_or_none(row.topic_es, row.topic_en),
        row.received_on,
        row.subject,
        key.open(row.matter_sealed, aad("case.matter", row.id)),
        key.open(row.place_sealed, aad("case.place", row.id)) if row.place_sealed else "",
        row.joined,
    )
