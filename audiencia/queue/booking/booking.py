"""Somebody books a place of the coming jornada: what is left of its windows, and taking one, in one transaction.
A place that was booked is a ticket of that jornada from then on, with number, folio and PIN; it is in no queue, and has no leg,
until its person checks in (`queue.booking.check_in`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import QueueId
from audiencia.db.commands import Act, Result
from audiencia.db.connection import Connection, now_of
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy.consent import Accepted
from audiencia.queue.booking import booking_notices
from audiencia.queue.domain.booking import Offered, Slot, begins_at, check_books, check_slot, offered, slots
from audiencia.queue.domain.session import Session
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.joining import entering, writing
from audiencia.queue.joining.entering import Entry, Joined, JoinRequest, Place
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.settings.municipality_parts import Department

SQL = load("audiencia.queue.booking", "booking.sql")


@dataclass(frozen=True, slots=True)
class Windows:
    """What can be booked in one department: the day, and each window with what is left of it."""

    day: date
    offers: tuple[Offered, ...]

    @property
    def anything_left(self) -> bool:
        """Whether one more can book."""
        return any(one.left for one in self.offers)


@dataclass(frozen=True, slots=True)
class Days:
    """When places are given: of which day, from when, and whether that is now."""

    day: date
    begins: datetime
    open: bool


def departments(context: AppContext) -> list[Department]:
    """Departments with appointments."""
    return [one for one in context.municipality.public_departments if context.municipality.booked_per_slot(one.slug)]


async def days(context: AppContext) -> Days | None:
    """The next jornada whose places are given or will be; `None` while none is planned, or no department gives any."""
    if not departments(context):
        return None
    async with context.database.read() as conn:
        session, now = await planned(conn), await now_of(conn)
    if session is None:
        return None
    begins = _begins(context, session)
    return Days(session.day, begins, _is_open(session, now, begins))


async def windows(context: AppContext, department: str, topic: str) -> Windows:
    """What is left, without locks: what holds is decided again when somebody books. Raises `Refused(booking_closed)`."""
    slug = context.municipality.attends(department, topic)
    async with context.database.read() as conn:
        now = await now_of(conn)
        session = await planned(conn)
        session = check_books(session, now, now if session is None else _begins(context, session))
        found = await store.SQL.queue_of_department(conn, session_id=session.id, slug=slug)
        if found is None or not context.municipality.booked_per_slot(slug):
            raise Refused(Code.BOOKING_CLOSED)
        return Windows(session.day, tuple(await _offers(context, conn, session, found.id, slug)))


async def anything_left(context: AppContext, department: str, topic: str) -> bool:
    """Whether a place can be booked for this topic now."""
    try:
        return (await windows(context, department, topic)).anything_left
    except Refused:
        return False


async def book(context: AppContext, request: JoinRequest, starts_at: datetime, *, tell: bool = False) -> Joined:
    """Books the window that begins then, or gives the first result again when the same form is sent twice.
    `tell`: the person wants a confirmation and a reminder at the contact they gave.
    Raises `Refused` (booking_closed, slot_full, already_in_line, device_in_line, notice_changed, form_used), `BadInput`
    (notice_not_accepted, telephone_needed, or a time that is no window) and `NotFound(unknown_topic)`; nothing is written then."""

    async def prepare(accepted: tuple[Accepted, ...]) -> Act:
        return lambda tx: _take(context, tx, request, accepted, starts_at, tell=tell)

    return await entering.enter(context, request, prepare)


async def _take(
    context: AppContext,
    tx: Tx,
    request: JoinRequest,
    accepted: tuple[Accepted, ...],
    starts_at: datetime,
    *,
    tell: bool,
) -> Result:
    session = await _lock_session(context, tx)
    topic = await store.SQL.topic_of(tx.conn, department=request.department, topic=request.topic)
    topic_id = entering.check_topic(context, request, None if topic is None else topic.id)
    slug = context.municipality.attends(request.department, request.topic)
    found = await store.SQL.queue_of_department(tx.conn, session_id=session.id, slug=slug)
    if found is None or not context.municipality.booked_per_slot(slug):
        raise Refused(Code.BOOKING_CLOSED)
    queue_id = QueueId(found.id)
    queue = (await store.lock_queues(tx, queue_id))[queue_id]
    at = await entering.place_of(context, tx, request)
    await entering.check_once(tx, queue_id, at, request)
    slot = check_slot(await _offers(context, tx.conn, session, queue_id, slug), starts_at)
    return await _write(Entry(context, tx, request, accepted, session, topic_id, queue), at, slot, tell=tell)


async def _write(entry: Entry, at: Place, slot: Slot, *, tell: bool) -> Result:
    ticket_id, result = await writing.write(entry, at, "booked", TicketState.BOOKED, why="booking")
    await SQL.insert_booking(
        entry.tx.conn,
        ticket_id=ticket_id,
        queue_id=entry.queue.id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        tell=tell,
    )
    if tell:
        await booking_notices.confirm(entry.context, entry.tx, ticket_id, slot)
    return result


async def planned(conn: Connection) -> Session | None:
    """The next jornada, when it has not begun."""
    row = await SQL.planned_session(conn)
    return store.session_of(row) if row else None


def _begins(context: AppContext, session: Session) -> datetime:
    return begins_at(session.day, context.municipality.booking.days_before, context.municipality.zone)


def _is_open(session: Session, now: datetime, begins: datetime) -> bool:
    try:
        check_books(session, now, begins)
    except Refused:
        return False
    return True


async def _lock_session(context: AppContext, tx: Tx) -> Session:
    session = await planned(tx.conn)
    if session is None:
        raise Refused(Code.BOOKING_CLOSED)
    # The lobby may have opened while the lock was waited for.
    held = await store.lock_session(tx, session.id)
    return check_books(held, tx.now, _begins(context, held))


async def _offers(
    context: AppContext, conn: Connection, session: Session, queue_id: QueueId, department: str
) -> list[Offered]:
    taken: Mapping[datetime, int] = {row.starts_at: row.taken async for row in SQL.taken(conn, queue_id=queue_id)}
    length = timedelta(minutes=context.municipality.booking.slot_minutes)
    whole: Sequence[Slot] = list(slots(session.opens_at, session.closes_at, length))
    return offered(whole, taken, context.municipality.booked_per_slot(department))
