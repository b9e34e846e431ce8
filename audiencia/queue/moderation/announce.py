"""What moderators tell everybody who waits or is attended, those of one queue, or one person: for a while, and taken back at any moment.
Those of administration are rows of the same table (`queue.moderation.standing`): there is one way in which people are shown any.
What is for one person is sealed with that person's key, goes along when the ticket is moved, and ends with the ticket."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from audiencia.core.actor import staff_actor
from audiencia.core.errors import Code, Refused, existing
from audiencia.core.ids import QueueId, SessionId, StaffId, TicketId
from audiencia.core.texts import text_or_none
from audiencia.db.commands import Result, staff_command
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import KeyDestroyed, aad
from audiencia.privacy.unreadable import Reading, reading_of
from audiencia.queue.calling.calls import key_of
from audiencia.queue.domain.session import SessionState
from audiencia.queue.domain.ticket import TERMINAL
from audiencia.queue.snapshot.ticket_facts import AnnouncementFacts
from audiencia.queue.store import store
from audiencia.queue.unit.commands import lock_ticket
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.queue.moderation.announce_sql import AnnouncementWhere, LiveOfQueue, LiveOfSession, LiveOfTickets

SQL = load("audiencia.queue.moderation", "announce.sql")
AT_ONCE = 5  # At most so many announcements at once; nobody reads more.
TO_ONE_TEXT = "announcement.text"
TO_ONE = 3  # At most so many announcements at once for one person.


@dataclass(frozen=True, slots=True)
class Announced:
    """One that is shown now, as moderators see it. `department`: whose queue; `None` for all of them. `standing`: administration's.
    `number`: of the one person whom it is for; the department is the one where the ticket is now."""

    announcement: AnnouncementFacts
    slug: str | None
    department: Text | None
    by: str
    number: str | None = None
    standing: bool = False


@staff_command
async def announce(
    context: AppContext, staff_id: StaffId, tx: Tx, department: str | None, text: str, minutes: int
) -> Result:
    """Shows it to who waits or is attended in the queue of this department, or in all queues, for so many minutes.
    Raises `NotFound(unknown_department)`, `Refused` (session_closed, too_many_announcements)."""
    session_id, queues, target = await _hold(tx, department)
    if await SQL.live_count(tx.conn, session_id=session_id) >= AT_ONCE:
        raise Refused(Code.TOO_MANY_ANNOUNCEMENTS, limit=AT_ONCE)
    announcement_id = await SQL.insert_announcement(
        tx.conn,
        session_id=session_id,
        queue_id=target,
        text=text,
        made_by=staff_id,
        made_at=tx.now,
        until=tx.now + timedelta(minutes=minutes),
    )
    await _note(tx, staff_id, "announced", session_id, target, announcement_id)
    tx.changed(*queues)
    return {"announcement_id": announcement_id}


@staff_command
async def announce_to(
    context: AppContext, staff_id: StaffId, tx: Tx, ticket_id: TicketId, text: str, minutes: int
) -> Result:
    """Shows it to the holder of this ticket alone, wherever the ticket goes until then.
    Raises `NotFound(unknown_ticket)`, `Refused` (not_allowed_now once the ticket has ended, too_many_announcements)."""
    held = (await lock_ticket(tx, ticket_id)).ticket
    if held.state in TERMINAL:
        raise Refused(Code.NOT_ALLOWED_NOW, state=held.state.value, action="announce")
    if await SQL.live_count_of_ticket(tx.conn, ticket_id=ticket_id) >= TO_ONE:
        raise Refused(Code.TOO_MANY_ANNOUNCEMENTS, limit=TO_ONE)
    key = await key_of(context, tx, held.attention_id)
    announcement_id = await SQL.insert_announcement_to_one(
        tx.conn,
        session_id=held.session_id,
        ticket_id=ticket_id,
        text_sealed=key.seal(text, aad(TO_ONE_TEXT, ticket_id)),
        made_by=staff_id,
        made_at=tx.now,
        until=tx.now + timedelta(minutes=minutes),
    )
    await _note(tx, staff_id, "announced", held.session_id, held.queue_id, announcement_id, ticket_id)
    tx.changed(held.queue_id)
    return {"announcement_id": announcement_id}


@staff_command
async def withdraw(context: AppContext, staff_id: StaffId, tx: Tx, announcement_id: int) -> None:
    """Nobody is shown it any more; of one that is over already, nothing changes. Raises `NotFound`."""
    where = existing(await SQL.announcement_where(tx.conn, id=announcement_id))
    queue_id, queues = await _lock_told(tx, where)
    row = await SQL.announcement_for_update(tx.conn, id=announcement_id)
    if row is None or row.withdrawn_at is not None or row.over:
        return
    await SQL.withdraw_announcement(tx.conn, id=announcement_id, at=tx.now)
    session_id, ticket_id = row.session_id, row.ticket_id
    await _note(tx, staff_id, "announcement_withdrawn", session_id, queue_id, announcement_id, ticket_id)
    tx.changed(*queues)


async def _lock_told(tx: Tx, where: "AnnouncementWhere") -> tuple[QueueId | None, list[QueueId]]:
    """Locks what an announcement's withdrawal needs: whose queue it is for, if one, and all queues that are told."""
    if where.ticket_id is not None:
        held = (await lock_ticket(tx, where.ticket_id)).ticket
        return held.queue_id, [held.queue_id]
    await store.lock_session(tx, where.session_id)
    return where.queue_id, await _lock(tx, where.session_id, where.queue_id)


async def live(context: AppContext, session_id: SessionId) -> list[Announced]:
    """All that are shown now, the newest first; of an erased person, nothing."""
    async with context.database.read() as conn:
        rows = [row async for row in SQL.live_of_session(conn, session_id=session_id)]
    found = []
    for row in rows:
        with suppress(KeyDestroyed):
            found.append(_announced(context, row))
    return found


def _announced(context: AppContext, row: "LiveOfSession") -> Announced:
    department, standing = text_or_none(row.name_es, row.name_en), row.standing is not None
    return Announced(_told(context, row), row.slug, department, row.display_name, row.number, standing)


def _told(context: AppContext, row: "LiveOfSession") -> AnnouncementFacts:
    if row.ticket_id is None or row.person_id is None or row.key_wrapped is None or row.key_epoch is None:
        return _facts(row)
    reading = reading_of(context.keyring, row.person_id, row.key_wrapped, row.key_epoch)
    told = _opened(row, row.ticket_id, reading)
    context.met.add(reading)
    return told


async def live_of_tickets(
    conn: Connection, readings: Mapping[TicketId, Reading]
) -> dict[TicketId, list[AnnouncementFacts]]:
    """Those that are for the holders of these tickets alone, the newest first."""
    found: dict[TicketId, list[AnnouncementFacts]] = {}
    async for row in SQL.live_of_tickets(conn, tickets=list(readings)):
        found.setdefault(row.ticket_id, []).append(_opened(row, row.ticket_id, readings[row.ticket_id]))
    return found


def _opened(row: "LiveOfTickets | LiveOfSession", ticket_id: TicketId, reading: Reading) -> AnnouncementFacts:
    text = reading.text(row.text_sealed, TO_ONE_TEXT, ticket_id)
    return AnnouncementFacts(id=row.id, text=text, made_at=row.made_at, until=row.until)


async def live_of(conn: Connection, session_id: SessionId, queue_id: QueueId) -> tuple[AnnouncementFacts, ...]:
    """Those that who waits in this queue is shown, the newest first."""
    rows = SQL.live_of_queue(conn, session_id=session_id, queue_id=queue_id)
    return tuple([_facts(row) async for row in rows])


def _facts(row: "LiveOfQueue | LiveOfSession") -> AnnouncementFacts:
    text, text_en = row.text or "", row.text_en or ""
    return AnnouncementFacts(id=row.id, text=text, made_at=row.made_at, until=row.until, text_en=text_en)


async def _hold(tx: Tx, department: str | None) -> tuple[SessionId, list[QueueId], QueueId | None]:
    """The jornada that goes on, locked with the queues that are told, and the one queue that it is for."""
    found = await store.live_session(tx.conn)
    session = None if found is None else await store.lock_session(tx, found.id)
    if session is None or session.state in (SessionState.PLANNED, SessionState.CLOSED):
        raise Refused(Code.SESSION_CLOSED)
    target: QueueId | None = None
    if department is not None:
        row = await store.queue_of_department(tx.conn, session.id, department)
        target = QueueId(row.id)
    return session.id, await _lock(tx, session.id, target), target


async def _lock(tx: Tx, session_id: SessionId, target: QueueId | None) -> list[QueueId]:
    """Locks all queues, so that two announcements are counted one after the other; gives those that are told."""
    queues = list(await store.lock_all_queues(tx, session_id))
    return queues if target is None else [target]


async def _note(
    tx: Tx,
    staff_id: StaffId,
    kind: str,
    session_id: SessionId,
    queue_id: QueueId | None,
    announcement_id: int,
    ticket_id: TicketId | None = None,
) -> None:
    actor = staff_actor(staff_id)
    detail = {"announcement_id": announcement_id}
    await store.append(tx, kind, actor, session_id=session_id, queue_id=queue_id, ticket_id=ticket_id, detail=detail)
    await audit.record(tx.conn, actor, Action.ANNOUNCED, ("announcement", announcement_id), why=kind)
