"""Rows of requests about personal data. What people wrote is sealed under the person's key."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from audiencia.core.actor import Actor
from audiencia.core.deadlines import Term
from audiencia.core.errors import existing
from audiencia.core.ids import PersonId, StaffId
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy.audit import Object
from audiencia.privacy.crypto import PersonKey, aad
from audiencia.rights.domain.request import Capacity, Decision, Request, Right, State
from audiencia.rights.domain.terms import Clock

if TYPE_CHECKING:
    from audiencia.rights.store.requests_sql import AllRequests

SQL = load("audiencia.rights.store", "requests.sql")
TEXT, ASKER = "rights_event.text", "rights_request.asker"


@dataclass(frozen=True, slots=True)
class Kept:
    """A request with what its row says beside its state. `identity`: by what it was known who asks."""

    id: UUID
    person_id: PersonId
    about: Object
    folio: str
    request: Request
    capacity: Capacity
    means: str
    identity: str | None
    identified_by: StaffId | None
    decision: Decision | None
    made_at: datetime
    decided_at: datetime | None
    closed_at: datetime | None
    asker_sealed: bytes | None


def kept_of(row: "AllRequests") -> Kept:
    """From a row with all columns."""
    clock = Clock(
        row.received_on,
        Term(row.due_on, row.calendar, row.stopped_on, row.days_left),
        row.ask_by,
        row.not_competent_by,
        row.clarify_by,
        row.extended,
        row.effect_by,
    )
    return Kept(
        id=row.id,
        person_id=row.person_id,
        about=(row.about_kind, row.about),
        folio=row.folio,
        request=Request(Right(row.kind), State(row.state), row.identity is not None, clock, row.version),
        capacity=Capacity(row.capacity),
        means=row.means,
        identity=row.identity,
        identified_by=row.identified_by,
        decision=None if row.decision is None else Decision(row.decision),
        made_at=row.made_at,
        decided_at=row.decided_at,
        closed_at=row.closed_at,
        asker_sealed=row.asker_sealed,
    )


async def lock(tx: Tx, request_id: UUID) -> Kept:
    """The request, locked until the end of the transaction. Raises `NotFound`."""
    row = existing(await SQL.lock_request(tx.conn, id=request_id))
    return kept_of(row)


async def write(tx: Tx, kept: Kept, after: Request) -> None:
    """Keeps the request as it is after an act; decision and identity as `kept` has them."""
    clock = after.clock
    decided_at = kept.decided_at or (tx.now if kept.decision is not None else None)
    over = after.state in (State.DONE, State.REFUSED, State.NOT_COMPETENT)
    await SQL.write_request(
        tx.conn,
        id=kept.id,
        state=after.state,
        decision=kept.decision,
        identity=kept.identity,
        identified_by=kept.identified_by,
        version=after.version,
        due_on=clock.answer.due_on,
        calendar=clock.answer.calendar,
        stopped_on=clock.answer.stopped_on,
        days_left=clock.answer.days_left,
        clarify_by=clock.clarify_by,
        extended=clock.extended,
        effect_by=clock.effect_by,
        decided_at=decided_at,
        closed_at=tx.now if over else None,
    )


async def append(
    tx: Tx,
    request_id: UUID,
    kind: str,
    actor: Actor,
    key: PersonKey | None = None,
    text: str = "",
    event_id: UUID | None = None,
) -> None:
    """Notes what happened, with what was written."""
    event_id = event_id or uuid4()
    await SQL.append_event(
        tx.conn,
        id=event_id,
        request_id=request_id,
        now=tx.now,
        kind=kind,
        actor_kind=actor.kind,
        actor_id=actor.staff_id,
        text_sealed=key.seal(text, aad(TEXT, event_id)) if key is not None and text else None,
    )
