"""The mayor knocks at a call that goes on: the director and the citizen are asked, and both agree or nothing happens.
A refusal is told to nobody. The knock goes on until its time is over, as if it had not been answered, and what each answered
is forgotten then (`queue.domain.assist`)."""

from datetime import timedelta

from audiencia.core.actor import CITIZEN, Actor
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import QueueId, RoomId
from audiencia.db.unit_of_work import Tx
from audiencia.queue.call.assist import let_in, send_away
from audiencia.queue.call.locked_call import (
    SQL,
    LockedCall,
    end_assist,
    lock_call,
    lock_call_of,
    note,
    with_call_locked,
)
from audiencia.queue.call.relative import send_relative_away
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain.assist import AssistEnding, AssistKind, Party, answered, check_knocked, check_stays, lets_in
from audiencia.queue.domain.call_members import MOST_GUESTS
from audiencia.queue.domain.relative import chosen
from audiencia.queue.domain.room import CALL_STATES, Room, RoomAction
from audiencia.queue.media_routes.worker_assignment import admits_guest
from audiencia.queue.store import store
from audiencia.queue.unit.commands import RoomCommand, TicketCommand, same_version, ticket_in_room, with_own_locks
from audiencia.runtime.context import AppContext


@with_own_locks
async def knock(context: AppContext, command: RoomCommand, tx: Tx, host_room_id: RoomId) -> None:
    """Asks the two who talk in that room. No room changes.
    Raises `Refused(not_now)` for whatever is in the way there, so that it tells nothing about that call; and what is in the
    way here: not_allowed_now for a second knock, room_closed, room_busy, outcome_needed."""
    where = await store.SQL.room_where(tx.conn, id=command.room_id)
    own = where and await SQL.queue_of_director(tx.conn, session_id=where.session_id, director_id=command.director)
    others = [own.id] if own else []
    hold = await lock_call(tx, command.room_id, *others, beside=host_room_id)
    same_version(command.version, hold.room.version)
    rooms.act(hold.room, RoomAction.ASSIST)
    if hold.assist is not None or hold.guests:
        raise Refused(Code.NOT_ALLOWED_NOW, state=hold.room.state.value, action="knock")
    host, guests = await _call_there(tx, hold, host_room_id)
    await _ask(context, tx, hold, host, guests, (*others, hold.room.queue_id)[0], command)


async def _call_there(tx: Tx, hold: LockedCall, host_room_id: RoomId) -> tuple[Room, int]:
    """Its room, and how many guests have a place in it. One knock at a time, and while one more fits in."""
    host = hold.rooms.get(host_room_id)
    if host is None or host.session_id != hold.session.id or host.state not in CALL_STATES:
        raise Refused(Code.NOT_NOW)
    live = [row async for row in SQL.live_assists(tx.conn, room_id=host_room_id)]
    knocked = any(AssistKind(one.kind) is AssistKind.KNOCK and one.joined_at is None for one in live)
    relatives = [row async for row in SQL.live_relatives(tx.conn, room_id=host_room_id)]
    there = len(live) + sum(one.joined_at is not None for one in relatives)
    if knocked or there >= MOST_GUESTS or any(one.host_room_id != host_room_id for one in live):
        raise Refused(Code.NOT_NOW)
    return host, there


async def _ask(
    context: AppContext, tx: Tx, hold: LockedCall, host: Room, guests: int, own: QueueId, command: RoomCommand
) -> None:
    _reservation, held = await ticket_in_room(tx, host)
    if held.medium == "phone" or not await admits_guest(tx, host, guests):
        raise Refused(Code.NOT_NOW)
    await SQL.insert_assist(
        tx.conn,
        kind=AssistKind.KNOCK,
        ticket_id=held.id,
        queue_id=own,
        host_room_id=host.id,
        guest_room_id=hold.room.id,
        asked_at=tx.now,
        expires_at=tx.now + timedelta(seconds=context.municipality.limits.knock_seconds),
    )
    await note(tx, hold, held.id, host.id, hold.room.id, "knock_asked", command.actor)


@with_call_locked
async def withdraw(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedCall) -> None:
    """The mayor knocks no more. Raises `Refused(invitation_over)` when it is over, or led into the call."""
    knock = check_knocked(hold.assist, hold.room)
    await end_assist(tx, hold, knock, AssistEnding.WITHDRAWN, command.actor)


@with_call_locked
async def answer_as_host(
    context: AppContext, command: RoomCommand, tx: Tx, hold: LockedCall, knock_id: int, agrees: bool
) -> None:
    """What the director of the call answers. Raises `Refused(invitation_over)`."""
    await _answer(tx, hold, "host", knock_id, agrees, command.actor)


@with_own_locks
async def answer_as_citizen(context: AppContext, command: TicketCommand, tx: Tx, knock_id: int, agrees: bool) -> None:
    """What the citizen answers. Raises `Refused(invitation_over)`."""
    await _answer(tx, await _call_of(tx, command), "citizen", knock_id, agrees, CITIZEN)


async def _answer(tx: Tx, hold: LockedCall, by: Party, knock_id: int, agrees: bool, actor: Actor) -> None:
    """The log says that it was answered and not what; nothing that the mayor looks at changes, unless both agree."""
    assist = answered(hold.guests, knock_id, by, agrees, tx.now)
    await SQL.answer_knock(tx.conn, id=assist.id, host_agrees=assist.host_agrees, citizen_agrees=assist.citizen_agrees)
    host = hold.room
    await store.append(
        tx, "knock_answered", actor, session_id=hold.session.id, room_id=host.id, ticket_id=assist.ticket_id
    )
    tx.changed(host.queue_id, *host.serves)
    if lets_in(assist, hold.rooms[assist.guest_room_id]):
        await let_in(tx, hold, assist, actor)


@with_own_locks
async def end_stay(context: AppContext, command: TicketCommand, tx: Tx, knock_id: int) -> None:
    """The citizen goes on without whoever knocked and came in, or without somebody whom they asked themselves; the host's way is
    `assist.withdraw_invitation`.
    Raises `Refused(invitation_over)`."""
    hold = await _call_of(tx, command)
    relative = chosen(hold.guests, hold.relatives, knock_id)
    if relative is not None:
        await send_relative_away(tx, hold, relative, CITIZEN)
    else:
        await send_away(tx, hold, check_stays(hold.guests, knock_id), CITIZEN)


async def _call_of(tx: Tx, command: TicketCommand) -> LockedCall:
    found = await lock_call_of(tx, command.ticket_id)
    if found is None:
        raise Refused(Code.INVITATION_OVER)
    return found[0]
