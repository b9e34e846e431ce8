"""A citizen joins the queue of a department: person, consents, attention, ticket and leg in one transaction."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from audiencia.core.errors import BadInput, Code, Refused
from audiencia.core.ids import AttentionId, QueueId, StaffId
from audiencia.db.commands import Act, Result
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy.consent import Accepted
from audiencia.queue.domain.queue import TAKES_PEOPLE, Queue, QueueState, check_joins
from audiencia.queue.domain.rules import ByRule, CarriedRule, RuleReason, queue_by_rule
from audiencia.queue.domain.session import check_admits, check_finishes
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.joining import carried, entering, writing
from audiencia.queue.joining.entering import Entry, Joined, JoinRequest, Place
from audiencia.queue.sessions import practice
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Municipality

if TYPE_CHECKING:
    from audiencia.queue.joining.join_sql import LockToJoin

SQL = load("audiencia.queue.joining", "join.sql")


async def join(context: AppContext, request: JoinRequest) -> Joined:
    """Takes the person in, or gives the first result again when the same form is sent twice.
    Raises `Refused` (session_closed, session_not_open_yet, practice_goes_on, queue_closed, queue_full, too_late_today, already_in_line,
    device_in_line, notice_changed, form_used), `BadInput` (notice_not_accepted, unknown_carried_folio, telephone_needed) and
    `NotFound(unknown_topic)`; nothing is written then. `TooMany` after too many wrong PINs of an earlier visit."""

    async def prepare(accepted: tuple[Accepted, ...]) -> Act:
        earlier = request.carried_attention
        if request.carried_folio or request.carried_pin:
            earlier = await carried.prove(context, request.carried_folio, request.carried_pin, request.guesser)
        done = await _finishing(context, request.department)
        return lambda tx: _take(context, tx, request, accepted, earlier, done)

    return await entering.enter(context, request, prepare)


async def _finishing(context: AppContext, department: str) -> datetime | None:
    """When one who joins now would be done, at the 80th percentile; `None` without an estimate. Outside of any transaction."""
    if context.forecaster is None:
        return None
    async with context.database.read() as conn:
        found = await SQL.live_queue_of(conn, department=department)
    return None if found is None else await context.forecaster.finishing(QueueId(found))


async def _take(
    context: AppContext,
    tx: Tx,
    request: JoinRequest,
    accepted: tuple[Accepted, ...],
    earlier: AttentionId | None,
    finishing: datetime | None,
) -> Result:
    rule = await by_rule(context.municipality, tx, request, earlier)
    found = await _lock(context, tx, request, request.department if rule is None else rule.department)
    session = check_admits(None if found.live is None else store.session_of(store.Fields(found.live)), tx.now)
    if session.demo and not (context.demo or request.simulated):
        await practice.refuse_others(context, tx.conn)
    topic_id = entering.check_topic(context, request, found.topic)
    if found.line is None:
        raise Refused(Code.QUEUE_CLOSED)
    queue = store.queue_of(store.Fields(found.line))
    at = await _place(context, tx, queue, request, earlier, rule)
    await entering.check_once(tx, queue.id, at, request, is_here=found.is_here)  # invariant 1
    check_joins(queue, found.taken, context.municipality.limits.queue_cap)
    if rule is None:
        check_finishes(session, finishing)
    return await _write(Entry(context, tx, request, accepted, session, topic_id, queue), at, rule)


async def by_rule(
    municipality: Municipality, tx: Tx, request: JoinRequest, earlier: AttentionId | None
) -> ByRule | None:
    """The rule that brings this person into another queue than that of the department they chose.
    Where that queue takes nobody today, who was carried over is attended as anybody else; a topic that leads there does not go
    to the department that it is a complaint about."""
    times = 0 if earlier is None else await SQL.times_carried(tx.conn, id=earlier)
    carried_rules = [
        CarriedRule(one.slug, one.carried_over_times)
        for one in municipality.departments
        if one.carried_over_times is not None
    ]
    rule = queue_by_rule(municipality.topic_leads_to(request.department, request.topic), times, carried_rules)
    if rule is None or rule.reason is RuleReason.TOPIC:
        return rule
    state = await SQL.state_of_queue(tx.conn, department=rule.department)
    return rule if state is not None and QueueState(state) in TAKES_PEOPLE else None


async def _lock(context: AppContext, tx: Tx, request: JoinRequest, into: str) -> "LockToJoin":
    """Locks the session and the queue of the department `into`; `tx.now` is the time after that."""
    found = await SQL.lock_to_join(
        tx.conn,
        into_department=into,
        department=request.department,
        topic=request.topic,
        device=entering.device_index(context.keyring, request),
    )
    tx.now = found.at
    if found.newest is not None and found.newest >= tx.now:
        # The clock was set back: whoever joins now still comes after those who were here.
        tx.now = found.newest + timedelta(microseconds=1)
    return found


async def _place(
    context: AppContext, tx: Tx, queue: Queue, request: JoinRequest, earlier: AttentionId | None, rule: ByRule | None
) -> Place:
    return await entering.place_of(
        context,
        tx,
        request,
        earlier=earlier,
        seniority=None if earlier is None else await carried.claim(tx, earlier, queue.session_id),
        # Whom one asked for attends in the queue that one chose.
        wanted_director=None if rule is not None else await _wanted(context, tx.conn, queue, request),
    )


async def _wanted(context: AppContext, conn: Connection, queue: Queue, request: JoinRequest) -> StaffId | None:
    """The director asked for. Raises `BadInput` where nobody, or not this one, can be asked for."""
    if request.wanted_director is None:
        return None
    allowed = any(one.ask_for_director for one in context.municipality.departments if one.slug == request.department)
    known = {row.id async for row in SQL.directors_to_ask_for(conn, queue_id=queue.id)}
    if not allowed or request.wanted_director not in known:
        raise BadInput(fields={"wanted_director": "unknown"})
    return request.wanted_director


async def _write(entry: Entry, at: Place, rule: ByRule | None) -> Result:
    tx, queue, preference = entry.tx, entry.queue, entry.context.preference
    before = await store.queue_order(tx, queue, preference) if at.passes else []
    ticket_id, result = await writing.write(
        entry,
        at,
        "joined",
        TicketState.WAITING,
        why="join",
        reason=rule.reason if rule is not None else _why(at),
        detail={"to_queue": queue.id} if rule else {},
    )
    if at.seniority is not None:
        await store.SQL.write_passes_from(
            tx.conn, queue_id=queue.id, since=queue.jumps, joined_at=at.seniority, id=ticket_id
        )
        await store.SQL.level_passes(tx.conn, queue_id=queue.id, id=ticket_id)
    if at.passes:
        kind = "joined" if at.seniority is None else "restored"
        await store.note_passed(tx, queue, before, await store.queue_order(tx, queue, preference), kind)
    return result


def _why(at: Place) -> str | None:
    if at.carried_from is None:
        return None
    return "carried_over" if at.seniority is None else "restored"
