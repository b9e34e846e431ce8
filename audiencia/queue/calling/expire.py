"""What time alone brings about. Any node may do it: each due thing is looked at again under its locks, and done once."""

from audiencia.cases.api import forget_papers
from audiencia.core.actor import SYSTEM
from audiencia.core.ids import RoomId
from audiencia.db.commands import each_due
from audiencia.db.unit_of_work import Tx
from audiencia.notifications import store as notices
from audiencia.privacy import attempts, unreadable
from audiencia.queue.booking import calling_off
from audiencia.queue.calling.calls import miss
from audiencia.queue.joining import devices
from audiencia.queue.store import store
from audiencia.queue.unit.commands import lock_room
from audiencia.runtime.context import AppContext
from audiencia.staff import challenges, factors
from audiencia.staff import store as staff

UNREADABLE_DAYS = 30


@each_due(lambda _, conn: (row.room_id async for row in store.SQL.due_reservations(conn)))
async def miss_unanswered(context: AppContext, tx: Tx, room_id: RoomId) -> None:
    """Calls that nobody answered in time: `called > absent`, or `no_show` from the second one on; the room is available again.
    Gives how many were due."""
    room = (await lock_room(tx, room_id)).room
    reservation = await store.SQL.live_reservation_of_room(tx.conn, room_id=room_id)
    if reservation is None or reservation.answered_at is not None or reservation.answer_until > tx.now:
        return
    held = await store.lock_ticket(tx, reservation.ticket_id)
    await miss(tx, room, reservation, held, SYSTEM, "no_answer")


async def tidy(context: AppContext) -> None:
    """Removes what is of no use any more: results of commands after a day, noted changes of tickets, ended sessions of staff, counts of
    attempts, codes for other devices, notices that went, browsers that were told of a case which is concluded, addresses kept for a day
    that was called off and is over, receipts that were laid out, sealed entries that did not open long ago."""
    kept = context.municipality.retention
    async with context.database.begin() as tx:
        await store.SQL.forget_commands(tx.conn)
        await store.SQL.forget_changes(tx.conn)
        await staff.sweep_sessions(tx.conn)
        await factors.SQL.sweep_steps(tx.conn)
        await challenges.SQL.sweep_challenges(tx.conn)
        await attempts.sweep(tx.conn)
        await devices.SQL.sweep_codes(tx.conn)
        await notices.SQL.forget_done(tx.conn, days=kept.notices_sent.keep_days)
        await notices.SQL.forget_ways_of_concluded(tx.conn, days=kept.notice_contacts.keep_days)
        await calling_off.SQL.forget_ways_of_past_days(tx.conn)
        await forget_papers(tx.conn, kept.receipts.keep_days)
        await unreadable.SQL.forget(tx.conn, days=UNREADABLE_DAYS)
