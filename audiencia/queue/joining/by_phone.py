"""Attention by telephone: a citizen asks for it, a director dials, and a call that fails by video goes on by it, or back."""

from typing import TYPE_CHECKING

from audiencia.core.actor import CITIZEN
from audiencia.core.errors import BadInput, Code, Refused, Unreadable
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit, unreadable
from audiencia.privacy.audit import Action
from audiencia.privacy.contact import telephone
from audiencia.privacy.crypto import aad
from audiencia.queue.call.locked_call import LockedCall, end_assists, tell_call, with_call_locked
from audiencia.queue.calling.calls import begin_talk, key_of, miss, ringing, room_of_ticket
from audiencia.queue.domain import medium
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain.assist import AssistEnding
from audiencia.queue.domain.room import RoomAction, RoomState
from audiencia.queue.domain.ticket import Ticket, TicketAction, TicketState
from audiencia.queue.joining.entering import contact_index
from audiencia.queue.store import store
from audiencia.queue.unit.commands import (
    LockedRoom,
    LockedTicket,
    RoomCommand,
    TicketCommand,
    ticket_in_room,
    with_room_locked,
    with_ticket_locked,
)
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.store.queue_sql import LiveReservationOfRoom

SQL = load("audiencia.queue.joining", "by_phone.sql")


@with_ticket_locked
async def prefer_phone(context: AppContext, command: TicketCommand, tx: Tx, hold: LockedTicket, typed: str) -> None:
    """The citizen will be attended by telephone: at the number they type, or else at the one they gave with the contact.
    Raises `BadInput(telephone_needed)` without a number that opens, `Refused` (by_phone, not_allowed_now once the call is answered)."""
    held = hold.ticket
    medium.check_video(held)
    await take_phone(context, tx, held, typed)


async def take_phone(context: AppContext, tx: Tx, held: Ticket, typed: str) -> None:
    """The locked ticket will be attended by telephone. Raises as `prefer_phone`."""
    await _know_number(context, tx, held, typed)
    after = medium.chosen(held, "phone", tx.now)
    await store.write_ticket(tx, held, after, "phone_chosen", CITIZEN)
    reservation, _room = await room_of_ticket(tx, held)
    if reservation is not None:
        await SQL.ring_until(tx.conn, id=reservation.id, answer_until=tx.now + ringing(context, after))


async def _know_number(context: AppContext, tx: Tx, held: Ticket, typed: str) -> None:
    number = telephone(typed)
    if not number:
        if typed or not await phone_of(context, tx, held):
            raise BadInput(Code.TELEPHONE_NEEDED, {"telephone": Code.TELEPHONE_NEEDED.value})
        return
    key = await key_of(context, tx, held.attention_id)
    sealed = key.seal(typed, aad("attention.phone", held.attention_id))
    await SQL.write_phone(tx.conn, id=held.attention_id, phone_sealed=sealed)
    if not await SQL.known_by_contact(tx.conn, id=held.id):
        await SQL.know_by_contact(tx.conn, id=held.id, contact_index=contact_index(context.keyring, typed))


async def phone_of(context: AppContext, tx: Tx, held: Ticket) -> str | None:
    """The number to dial; empty when none was given, `None` when it may be in what does not open."""
    row = await SQL.contact_of(tx.conn, id=held.attention_id)
    key = await key_of(context, tx, held.attention_id)

    def opened(sealed: bytes | None, column: str) -> str | None:
        return unreadable.open_text(tx, key, sealed, f"attention.{column}", held.attention_id)

    phone, contact = opened(row.phone_sealed, "phone"), opened(row.contact_sealed, "contact")
    number = telephone(phone or contact or "")
    return None if not number and None in (phone, contact) else number


@with_ticket_locked
async def prefer_video(context: AppContext, command: TicketCommand, tx: Tx, hold: LockedTicket) -> None:
    """The citizen will be attended by video after all. Raises `Refused(not_allowed_now)` once the call is answered."""
    medium.check_phone(hold.ticket, TicketAction.CHOOSE_MEDIUM)
    after = medium.chosen(hold.ticket, "video", tx.now)
    await store.write_ticket(tx, hold.ticket, after, "video_chosen", CITIZEN)


@with_call_locked
async def continue_by_phone(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedCall) -> None:
    """The call goes on by telephone: same ticket, same leg, same outcome. Its media ways close with the commit.
    From `called`, where the director dials instead of waiting for the page, from the call, and from a call that was cut off.
    Guests leave the call. Raises `Refused` (telephone_needed when the citizen gave no number, by_phone, not_allowed_now), and `Unreadable`
    when the number does not open."""
    reservation, held = await ticket_in_room(tx, hold.room)
    after = medium.by_phone(held, tx.now)
    number = await phone_of(context, tx, held)
    if number is None:
        raise Unreadable
    if not number:
        raise Refused(Code.TELEPHONE_NEEDED)
    await end_assists(tx, hold, AssistEnding.CALL_OVER, command.actor)
    await store.write_ticket(
        tx, held, after, "continued_by_phone", command.actor, reason=held.state.value, room_id=hold.room.id
    )
    await _note_dialled(tx, command, after, "continued")
    if after.state is TicketState.CALLED:
        await SQL.ring_until(tx.conn, id=reservation.id, answer_until=tx.now + ringing(context, after))
    else:
        await _reroute(tx, hold, command, "by_phone")
    tell_call(tx, hold)


async def _reroute(tx: Tx, hold: LockedCall, command: RoomCommand, reason: str) -> None:
    """Other ways are open in the room's call. One that was held, and whose citizen was cut off meanwhile, is held no more."""
    room = hold.room
    if room.state is RoomState.ON_HOLD:
        talking = rooms.act(room, RoomAction.UNHOLD)
        await store.write_room(tx, room, talking, "unheld", command.actor, reason=reason)
    else:
        await store.write_room(tx, room, rooms.rerouted(room), "rerouted", command.actor, reason=reason)


async def _note_dialled(tx: Tx, command: RoomCommand, held: Ticket, why: str) -> None:
    await audit.record(tx.conn, command.actor, Action.TELEPHONED, ("attention", held.attention_id), why=why)


@with_call_locked
async def back_to_video(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedCall) -> None:
    """The call goes on by video again. Raises `Refused` (citizen_away unless both pages are open, not_allowed_now)."""
    _reservation, held = await ticket_in_room(tx, hold.room)
    after = medium.by_video(held, tx.now, director_there=hold.room.connected)
    await store.write_ticket(tx, held, after, "back_to_video", command.actor, room_id=hold.room.id)
    await _reroute(tx, hold, command, "by_video")
    tell_call(tx, hold)


@with_room_locked
async def phone_answered(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedRoom) -> None:
    """`called > connecting > in_call` by telephone: the director says that they answered. Raises `Refused(not_allowed_now)`."""
    reservation, held = await _ringing(tx, hold, TicketAction.ANSWER)
    await begin_talk(tx, hold.room, reservation, held, command.actor)
    await _note_dialled(tx, command, held, "answered")


@with_room_locked
async def phone_no_answer(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedRoom) -> None:
    """`called > absent`, or `no_show` from the second call on: the number rang out. Raises `Refused(not_allowed_now)`."""
    reservation, held = await _ringing(tx, hold, TicketAction.MISS)
    await miss(tx, hold.room, reservation, held, command.actor, "phone_no_answer")


async def _ringing(tx: Tx, hold: LockedRoom, action: TicketAction) -> "tuple[LiveReservationOfRoom, Ticket]":
    """The call by telephone that rings in this room, as far as anybody knows."""
    reservation, held = await ticket_in_room(tx, hold.room)
    medium.check_phone(held, action)
    if held.state is not TicketState.CALLED:
        raise Refused(Code.NOT_ALLOWED_NOW, state=held.state.value, action=action.value)
    return reservation, held
