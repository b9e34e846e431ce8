"""Somebody makes a request about the personal data under a folio: with folio and PIN, or before an employee."""

from dataclasses import dataclass
from uuid import UUID

from audiencia.cases.api import calendar_of
from audiencia.core import folio as folios
from audiencia.core.actor import CITIZEN, staff_actor
from audiencia.core.errors import Code, NotFound, Refused, existing
from audiencia.core.ids import CommandId, StaffId
from audiencia.db.commands import Result, once
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import aad
from audiencia.rights.domain import terms
from audiencia.rights.domain.request import Capacity, Right
from audiencia.rights.store import requests as store
from audiencia.rights.use_cases.keys import key_to_write
from audiencia.runtime.context import AppContext

WHY = "data_rights"
FOLIO_PIN = "folio_pin"
OPEN_AT_MOST = 5  # Requests of one person that are not over; more than five rights hardly are asked at once.


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was written. `asker`: in another capacity than their own, who asks and on what ground, with what was shown.
    `identity`: what the employee saw; empty when nobody did."""

    command_id: CommandId
    right: Right
    capacity: Capacity
    text: str
    asker: str = ""
    identity: str = ""


async def by_holder(context: AppContext, holder: UUID, asked: Asked) -> UUID:
    """With folio and PIN: gives the request's id. Who asks for somebody else is identified later.
    Raises `Refused(too_many_requests_open)`, `NotFound(folio_unknown)` for a person whose data are blocked or were destroyed, `Unreadable`
    for one whose key cannot be used."""
    identity = FOLIO_PIN if asked.capacity is Capacity.SELF else None

    async def act(tx: Tx) -> Result:
        return await _make(tx, context, holder, asked, identity, None)

    return _id(await once(context, f"rights:{holder}", asked.command_id, act))


async def before_staff(context: AppContext, staff_id: StaffId, folio: str, asked: Asked) -> UUID:
    """At the front desk or the privacy office, after the identification was seen; also about data that are blocked. Raises
    `NotFound(folio_unknown)`, `BadInput(folio_unknown)`, and as `by_holder` does."""
    parsed = folios.parse(folio)

    async def act(tx: Tx) -> Result:
        holder = existing(await store.SQL.holder_of_folio(tx.conn, folio=parsed), Code.FOLIO_UNKNOWN)
        return await _make(tx, context, holder, asked, asked.identity, staff_id)

    return _id(await once(context, f"staff:{staff_id}", asked.command_id, act))


async def _make(
    tx: Tx, context: AppContext, holder: UUID, asked: Asked, identity: str | None, staff_id: StaffId | None
) -> Result:
    row = await store.SQL.holder_of(tx.conn, id=holder)
    if row is None or (row.blocked and staff_id is None):
        raise NotFound(Code.FOLIO_UNKNOWN)
    calendar = calendar_of(context)
    today = calendar.day_of(tx.now)
    if await store.SQL.open_requests(tx.conn, person_id=row.person_id, today=today) >= OPEN_AT_MOST:
        raise Refused(Code.TOO_MANY_REQUESTS_OPEN, limit=OPEN_AT_MOST)
    key = existing(await key_to_write(tx, context, row.person_id), Code.FOLIO_UNKNOWN)
    clock = terms.begin(calendar, context.municipality.rights, calendar.received_on(tx.now))
    about: audit.Object = ("case" if row.has_case else "attention", holder)
    request_id = UUID(bytes=context.keyring.keyed_hash("rights", f"{holder}:{asked.command_id}")[:16])
    await store.SQL.insert_request(
        tx.conn,
        id=request_id,
        person_id=row.person_id,
        about=holder,
        about_kind=about[0],
        folio=row.folio,
        kind=asked.right,
        capacity=asked.capacity,
        means="web" if staff_id is None else "counter",
        taken_by=staff_id,
        asker_sealed=key.seal(asked.asker, aad(store.ASKER, request_id)) if asked.asker else None,
        identity=identity,
        identified_by=staff_id,
        now=tx.now,
        received_on=clock.received_on,
        due_on=clock.answer.due_on,
        calendar=calendar.version,
        ask_by=clock.ask_by,
        not_competent_by=clock.not_competent_by,
    )
    actor = CITIZEN if staff_id is None else staff_actor(staff_id)
    await store.append(tx, request_id, "made", actor, key, asked.text)
    await audit.record(tx.conn, actor, Action.RIGHT_ASKED, about, why=asked.right)
    return {"id": str(request_id)}


def _id(result: Result) -> UUID:
    return UUID(result["id"])
