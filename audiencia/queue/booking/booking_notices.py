"""Tells who asked for it that their place is booked, and reminds them of it; by the contact they gave, and of nothing else."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import TYPE_CHECKING

from audiencia.core.ids import AttentionId, TicketId
from audiencia.db.commands import each_due
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.notifications import outbox
from audiencia.notifications.kinds import Kind
from audiencia.notifications.outbox import ToPerson
from audiencia.notifications.subscriptions import CONTACT, addresses
from audiencia.privacy import store as persons
from audiencia.privacy import unreadable
from audiencia.queue.domain.booking import Slot
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.booking.booking_sql import NoticesWanted

SQL = load("audiencia.queue.booking", "booking.sql")


async def confirm(context: AppContext, tx: Tx, ticket_id: TicketId, slot: Slot) -> None:
    """In the transaction in which it was booked."""
    await _tell(context, tx, ticket_id, slot, Kind.BOOKING_CONFIRMED)


async def wanted(conn: Connection, attention_id: AttentionId) -> "NoticesWanted | None":
    """Since when a person is told of the place, and until when they were; `None` for who never was, or is not any more because it is
    over."""
    return await SQL.notices_wanted(conn, attention_id=attention_id)


async def stop(tx: Tx, attention_id: AttentionId) -> bool:
    """The person is told of the place no more, and what waits to be sent of it is taken back. Idempotent."""
    ticket_id = await SQL.tell_no_more(tx.conn, attention_id=attention_id)
    if ticket_id is None:
        return False
    await outbox.recall(tx, ticket_id, ())
    return True


def _to_remind(context: AppContext, conn: Connection) -> AsyncIterator[TicketId]:
    ahead = timedelta(hours=context.municipality.booking.reminder_hours)
    return (row.id async for row in SQL.to_remind(conn, ahead=ahead))


@each_due(_to_remind)
async def remind(context: AppContext, tx: Tx, ticket_id: TicketId) -> None:
    """Gives how many were due; any node may do it, and none is reminded twice."""
    row = await SQL.booking_to_remind(tx.conn, ticket_id=ticket_id)
    if row is not None:
        await SQL.write_reminded(tx.conn, ticket_id=ticket_id, now=tx.now)
        await _tell(context, tx, ticket_id, Slot(row.starts_at, row.ends_at), Kind.BOOKING_REMINDER)


async def _tell(context: AppContext, tx: Tx, ticket_id: TicketId, slot: Slot, kind: Kind) -> None:
    """Without effect where what they gave cannot be read any more, or is neither e-mail nor telephone."""
    row = await SQL.person_of(tx.conn, ticket_id=ticket_id)
    keys = await persons.person_keys(tx.conn, context.keyring, [row.person_id])
    if row.person_id not in keys:
        await unreadable.note_key(tx.conn, row.person_id)
        return
    key = keys[row.person_id]
    contact = unreadable.open_text(tx, key, row.contact_sealed, CONTACT, row.attention_id)
    mail, phone = addresses(contact or "")
    await outbox.put(
        tx,
        context,
        kind=kind,
        to=ToPerson(row.person_id, row.language, mail=mail, phone=phone),
        about=ticket_id,
        values={
            "folio": row.folio,
            "day": context.municipality.day_of(slot.starts_at),
            "begins": slot.starts_at,
            "ends": slot.ends_at,
        },
        occasion=kind.value,
        expires_at=slot.starts_at,
    )
