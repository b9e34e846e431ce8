"""The day of an appointment: its person checks in and is in the queue as they booked, or the place is free again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from audiencia.core.actor import CITIZEN, SYSTEM, Actor, staff_actor
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import AttentionId, SessionId, StaffId, TicketId
from audiencia.db.commands import each, staff_command
from audiencia.db.connection import now_of
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue.calling.calls import follow_legs
from audiencia.queue.domain import ticket
from audiencia.queue.domain.booking import held_until, lapses_at
from audiencia.queue.domain.queue import QueueState
from audiencia.queue.domain.session import check_admits
from audiencia.queue.domain.ticket import Ticket, TicketAction, TicketState, postponed
from audiencia.queue.sessions import clock, practice
from audiencia.queue.store import store
from audiencia.queue.unit.commands import LockedTicket, TicketCommand, lock_ticket, same_ticket, with_ticket_locked
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

SQL = load("audiencia.queue.booking", "booking.sql")
BOOKED = "booked"
"""Why a place is held until a window begins, and why others are passed then: on record, and in words for whom it concerns."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment as its holder sees it. `lapses_at`: until when it waits for them; `check_in_at`: from when they check in.
    `booked`: they have not checked in yet. `can_check_in`: they can now. `clock_doubted`: meanwhile it does not lapse."""

    ticket_id: TicketId
    version: int
    number: str
    department: Text
    made_at: datetime
    starts_at: datetime
    ends_at: datetime
    check_in_at: datetime
    lapses_at: datetime
    state: TicketState
    checked_in: bool
    can_check_in: bool
    clock_doubted: bool

    @property
    def booked(self) -> bool:
        """Whether it still waits for its person."""
        return self.state is TicketState.BOOKED


async def appointment(context: AppContext, attention_id: AttentionId) -> Appointment | None:
    """The appointment of a visit; `None` for one that was not booked. The caller has checked who asks."""
    async with context.database.read() as conn:
        row = await SQL.appointment(conn, attention_id=attention_id)
        if row is None:
            return None
        noted_at = await clock.SQL.noted_at(conn, session_id=row.session_id)
        doubted = noted_at is not None and await clock.is_doubted(conn, SessionId(row.session_id))
    state = TicketState(row.state)
    return Appointment(
        TicketId(row.ticket_id),
        row.version,
        row.number,
        Text(es=row.name_es, en=row.name_en),
        row.joined_at,
        row.starts_at,
        row.ends_at,
        row.lobby_at,
        lapses_at(row.starts_at, noted_at, grace(context), row.lapses_from),
        state,
        row.checked_in_at is not None,
        state is TicketState.BOOKED and row.session_state in ("lobby", "open"),
        doubted,
    )


def grace(context: AppContext) -> timedelta:
    """How long an appointment waits for its person."""
    return timedelta(minutes=context.municipality.booking.grace_minutes)


@with_ticket_locked
async def check_in(context: AppContext, command: TicketCommand, tx: Tx, hold: LockedTicket) -> None:
    """`booked > waiting`, with the seniority of when it was booked; before its window begins the place is held until then.
    A queue that takes nobody more still takes who has an appointment. Raises `Refused` (session_not_open_yet before the lobby, or
    practice_goes_on then, session_closed, queue_closed, not_allowed_now for a ticket that is not booked any more)."""
    await _checked_in(context, tx, hold, CITIZEN)


@staff_command
async def check_in_at_the_desk(
    context: AppContext, staff_id: StaffId, tx: Tx, ticket_id: TicketId, version: int
) -> None:
    """Checks in somebody who is at the counter or on the telephone. Raises as `check_in`, and `Stale(ticket_moved)`."""
    hold = await lock_ticket(tx, ticket_id)
    same_ticket(version, hold.ticket)
    actor = staff_actor(staff_id)
    await _checked_in(context, tx, hold, actor)
    await audit.record(tx.conn, actor, Action.CHECKED_IN, ("ticket", ticket_id), why="front_desk")


async def _checked_in(context: AppContext, tx: Tx, hold: LockedTicket, actor: Actor) -> None:
    held = hold.ticket
    waiting = ticket.act(held, TicketAction.CHECK_IN, tx.now)
    try:
        check_admits(hold.session, tx.now)
    except Refused as refused:
        if refused.code is Code.SESSION_NOT_OPEN_YET:
            # Whoever sees an open queue sees that of a practice.
            await practice.refuse_others(context, tx.conn)
        raise
    if hold.queue.state is QueueState.CLOSED:
        raise Refused(Code.QUEUE_CLOSED)
    row = await SQL.booking_of(tx.conn, ticket_id=held.id)
    await SQL.write_checked_in(tx.conn, ticket_id=held.id, now=tx.now)
    # Who was called by preference before this person was here has passed nobody of this queue.
    await store.SQL.write_passes_from(
        tx.conn, queue_id=held.queue_id, since=hold.queue.jumps, joined_at=held.joined_at, id=held.id
    )
    until = held_until(row.starts_at, tx.now)
    if until is None:
        await store.enter_queue(tx, hold.queue, context.preference, held, waiting, "checked_in", actor, told=BOOKED)
    else:
        await store.write_ticket(tx, held, waiting, "checked_in", actor, reason="early")
        away = postponed(waiting, tx.now, until, None)
        await store.write_ticket(tx, waiting, away, "postponed", actor, reason=BOOKED)
    await follow_legs(tx, held, TicketAction.CHECK_IN, held.queue_id)


async def comes_at(tx: Tx, held: Ticket) -> datetime | None:
    """Until when a postponed ticket is held for the window that was booked; `None` when it let others pass by itself."""
    row = await SQL.booking_of(tx.conn, ticket_id=held.id)
    if row is None or held.not_before != row.starts_at:
        return None
    starts_at: datetime = row.starts_at
    return starts_at


@dataclass
class Unused:
    """Lapses unused appointments, for one node. `up_since`: its first look, or its first one after the clock was doubted.
    The grace period counts from `up_since` at the earliest: nobody could check in while the service was down or its clock wrong.
    Each node writes its `up_since`; the earliest one of the live nodes holds."""

    context: AppContext
    up_since: datetime | None = None
    node_id: UUID | None = None

    async def lapse(self) -> int:
        """As `lapse_unused`, and nothing while the clock is doubted. Call it right after this node looked at the clock."""
        if await clock.doubt(self.context) is not None:
            self.up_since = None
            return 0
        if self.up_since is None:
            async with self.context.database.read() as conn:
                self.up_since = await now_of(conn)
        if self.node_id is not None:
            async with self.context.database.begin(clock=False, alone=True) as tx:
                await SQL.write_lapses_from(tx.conn, node_id=self.node_id, up_since=self.up_since)
        return await lapse_unused(self.context, self.up_since)


async def lapse_unused(context: AppContext, up_since: datetime | None = None) -> int:
    """Appointments that nobody came to in time: `booked > lapsed`, and the place is free. Gives how many were looked at."""
    async with context.database.read() as conn:
        due = [TicketId(row.id) async for row in SQL.unused(conn, grace=grace(context), up_since=up_since)]
    return await each(due, lambda ticket_id: _lapse(context, ticket_id))


async def _lapse(context: AppContext, ticket_id: TicketId) -> None:
    async with context.database.begin() as tx:
        hold = await lock_ticket(tx, ticket_id)
        held = hold.ticket
        row = await SQL.booking_of(tx.conn, ticket_id=ticket_id)
        # Another node may have noted a step, or somebody its answer, since this one asked.
        noted_at = await clock.SQL.noted_at(tx.conn, session_id=hold.session.id)
        if held.state is not TicketState.BOOKED or lapses_at(row.starts_at, noted_at, grace(context)) > tx.now:
            return
        if noted_at is not None and await clock.is_doubted(tx.conn, hold.session.id):
            return
        lapsed = ticket.act(held, TicketAction.LAPSE, tx.now)
        await store.write_ticket(tx, held, lapsed, "lapsed", SYSTEM, reason="not_checked_in")
