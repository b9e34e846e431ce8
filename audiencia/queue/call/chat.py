"""Writing to each other: a moderator and one who waits, and in a call the citizen and its directors.
What is written is sealed with the person's key, crosses nodes through PostgreSQL alone, and is destroyed with the ticket's end
(a trigger of the schema: whichever way it ends). The log says that something was written, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from audiencia.core.actor import CITIZEN, Actor, staff_actor
from audiencia.core.errors import Code, Stale, TooMany, existing
from audiencia.core.ids import QueueId, StaffId, TicketId
from audiencia.db.commands import Result, once, settled, staff_command
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit, unreadable
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import aad
from audiencia.privacy.unreadable import Reading
from audiencia.queue.call.locked_call import LockedCall, lock_call_of, tell_call, with_call_locked
from audiencia.queue.calling.calls import key_of
from audiencia.queue.domain import chat
from audiencia.queue.domain.chat import Channel
from audiencia.queue.domain.ticket import Ticket, TicketState
from audiencia.queue.snapshot.ticket_facts import ChatFacts
from audiencia.queue.store import store
from audiencia.queue.unit.commands import LockedTicket, RoomCommand, TicketCommand, lock_ticket
from audiencia.queue.unit.commands import with_ticket as in_queue
from audiencia.queue.unit.log import note_ticket
from audiencia.runtime.context import AppContext

SQL = load("audiencia.queue.call", "chat.sql")


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a moderator reads of one person: the last messages, and whether more can be written now."""

    messages: tuple[ChatFacts, ...]
    state: TicketState


async def write_as_citizen(context: AppContext, command: TicketCommand, channel: Channel, text: str) -> Result:
    """To the moderators who help, once one of them wrote, or into the call. Gives the message's id.
    Raises `Refused(not_allowed_now)`, `TooMany`."""

    async def help_me(tx: Tx, hold: LockedTicket) -> Result:
        chat.check_writes(hold.ticket.state, "help")
        if not await SQL.moderator_began(tx.conn, ticket_id=hold.ticket.id):
            raise chat.refusal(hold.ticket.state)
        tx.changed(hold.ticket.queue_id)
        return await _write(context, tx, hold.ticket, CITIZEN, None, text)

    async def talk(tx: Tx) -> Result:
        found = await lock_call_of(tx, command.ticket_id)
        if found is None:
            raise chat.refusal((await store.look_at_ticket(tx, command.ticket_id)).state)
        hold, reservation, held = found
        chat.check_writes(held.state, "call")
        tell_call(tx, hold)
        return await _write(context, tx, held, CITIZEN, reservation.id, text)

    if channel == "help":
        return await in_queue(context, command, help_me)
    return await once(context, f"ticket:{command.ticket_id}", command.command_id, talk)


@with_call_locked
async def write_as_director(
    context: AppContext, command: RoomCommand, tx: Tx, hold: LockedCall, ticket_id: TicketId, text: str
) -> Result:
    """To the citizen of the own call, or of the one that this director joined. Gives the message's id.
    Raises `Stale` when the call is with another one by now, `Refused(not_allowed_now)`, `TooMany`."""
    reservation = await store.SQL.live_reservation_of_room(tx.conn, room_id=hold.host.id)
    if reservation is None or reservation.ticket_id != ticket_id:
        raise Stale(Code.STALE_VERSION)
    held = await store.lock_ticket(tx, ticket_id)
    chat.check_writes(held.state, "call")
    tell_call(tx, hold)
    return await _write(context, tx, held, command.actor, reservation.id, text)


@staff_command
async def write_as_moderator(context: AppContext, staff_id: StaffId, tx: Tx, ticket_id: TicketId, text: str) -> Result:
    """To one who waits. Gives the message's id. Raises `NotFound`, `Refused(not_allowed_now)`, `TooMany`."""
    held = (await lock_ticket(tx, ticket_id)).ticket
    chat.check_writes(held.state, "help")
    tx.changed(held.queue_id)
    return await _write(context, tx, held, staff_actor(staff_id), None, text)


async def _write(
    context: AppContext, tx: Tx, held: Ticket, actor: Actor, reservation_id: int | None, text: str
) -> Result:
    pace = await SQL.pace(tx.conn, ticket_id=held.id, staff_id=actor.staff_id)
    wait = chat.check_pace(pace.recent, pace.oldest)
    if wait is not None:
        raise TooMany(retry_after=wait)
    sealed_as = uuid4()
    key = await key_of(context, tx, held.attention_id)
    message_id = await SQL.insert_message(
        tx.conn,
        sealed_as=sealed_as,
        ticket_id=held.id,
        reservation_id=reservation_id,
        staff_id=actor.staff_id,
        text_sealed=key.seal(text, aad("chat_message.text", sealed_as)),
        written_at=tx.now,
    )
    channel: Channel = "help" if reservation_id is None else "call"
    await note_ticket(tx, held, "chat_written", actor, reason=channel, detail={"message_id": message_id})
    if actor.staff_id is not None:
        await audit.record(tx.conn, actor, Action.WROTE, ("attention", held.attention_id), why=channel)
    return {"message_id": message_id}


async def read(context: AppContext, staff_id: StaffId, ticket_id: TicketId) -> Conversation:
    """What a moderator and this person wrote to each other; from now on it counts as read. That it was read is on record.
    No command of `once`: what it gives is kept nowhere else. Where the person's key is damaged, who wrote and when is there, and the key is
    noted. Raises `NotFound`, also for a person who was erased."""

    async def look() -> Conversation:
        async with context.database.begin() as tx:
            held = (await lock_ticket(tx, ticket_id)).ticket
            owner = await store.SQL.person_key_of_attention(tx.conn, id=held.attention_id)
            reading = existing(await unreadable.reading(tx.conn, context.keyring, owner.person_id), Code.UNKNOWN_TICKET)
            tx.afterwards(reading.note)
            found = (await messages_of(tx.conn, {ticket_id: reading})).get(ticket_id, ())
            await audit.disclosed(tx.conn, staff_id, [("attention", held.attention_id)], "chat")
            if await SQL.mark_read(tx.conn, ticket_id=ticket_id, now=tx.now):
                tx.changed(held.queue_id)
        return Conversation(tuple(one for one in found if not one.in_call), held.state)

    return await settled(look)


async def messages_of(conn: Connection, readings: Mapping[TicketId, Reading]) -> dict[TicketId, tuple[ChatFacts, ...]]:
    """The last messages of these tickets' conversations, opened, in the order of writing. Of one that does not open who wrote it and when
    is there."""
    found: dict[TicketId, tuple[ChatFacts, ...]] = {}
    async for row in SQL.messages(conn, tickets=list(readings), most=chat.SHOWN):
        ticket_id, in_call = row.ticket_id, row.reservation_id is not None
        text, name = (
            readings[ticket_id].text(row.text_sealed, "chat_message.text", row.sealed_as),
            row.display_name or "",
        )
        message = ChatFacts(id=row.id, in_call=in_call, staff_id=row.staff_id, name=name, text=text, at=row.written_at)
        found[ticket_id] = (*found.get(ticket_id, ()), message)
    return found


async def unread(conn: Connection, queue_id: QueueId) -> dict[TicketId, int]:
    """How much of what people of this queue wrote to the moderators nobody has read."""
    return {row.ticket_id: row.messages async for row in SQL.unread(conn, queue_id=queue_id)}
