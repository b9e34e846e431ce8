"""Warm transfer: other directors are asked into the call, join it, and one of them takes the citizen over or leaves again."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from audiencia.core.actor import SYSTEM, Actor
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import LegId, QueueId, RoomId
from audiencia.db.commands import Moved, Result, each_due
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.queue.call import chat
from audiencia.queue.call.locked_call import (
    SQL,
    LockedCall,
    end_assist,
    lock_call,
    note,
    note_end,
    note_relative,
    with_call_locked,
)
from audiencia.queue.call.relative import send_relative_away
from audiencia.queue.call.transfer import leave_note, queue_named
from audiencia.queue.calling.calls import target_of
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain import ticket
from audiencia.queue.domain.assist import (
    Assist,
    AssistEnding,
    AssistKind,
    check_answers,
    check_joins,
    check_sends_away,
    check_takes_over,
    unanswered_ending,
)
from audiencia.queue.domain.attention import LegEnding
from audiencia.queue.domain.matters import check_takes
from audiencia.queue.domain.medium import check_video
from audiencia.queue.domain.queue import QueueState
from audiencia.queue.domain.relative import check_admits, chosen, joined, present
from audiencia.queue.domain.room import CALL_STATES, Room, RoomAction, RoomState
from audiencia.queue.domain.ticket import Ticket, TicketAction
from audiencia.queue.media_routes.worker_assignment import check_admits_guest
from audiencia.queue.store import store
from audiencia.queue.unit.commands import RoomCommand, same_version, ticket_in_room, with_own_locks
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.store.queue_sql import LiveReservationOfRoom


@with_own_locks
async def invite(context: AppContext, command: RoomCommand, tx: Tx, department: str) -> Result:
    """Asks the free director of that department who was busy the longest time ago; they have some time to answer.
    Gives the name. No room changes. Raises `Refused` (no_room_free, call_full, media_call_full, queue_closed, complaint_stays,
    by_phone, not_allowed_now) and `NotFound(unknown_department)`."""
    queue_id = await queue_named(context, tx, command, department)
    where = await store.SQL.room_where(tx.conn, id=command.room_id)
    free = await SQL.find_available_room(
        tx.conn, session_id=where.session_id, queue_id=queue_id, host_room_id=command.room_id
    )
    hold = await lock_call(tx, command.room_id, queue_id, beside=free.id if free else None)
    same_version(command.version, hold.room.version)
    await _check_asks(tx, hold, queue_id, command)
    if free is None:
        raise Refused(Code.NO_ROOM_FREE)
    await _check_still_free(tx, hold.rooms[free.id], queue_id)
    await check_admits_guest(tx, hold.room, present(len(hold.guests), hold.relatives))
    await _ask(context, tx, hold, queue_id, free.id, command)
    return {"director": free.display_name}


async def _check_asks(tx: Tx, hold: LockedCall, queue_id: QueueId, command: RoomCommand) -> None:
    """Whether this room can ask somebody into its call. What it was asked itself is over: it attends somebody now."""
    room = hold.room
    if room.state not in CALL_STATES:
        raise Refused(Code.NOT_ALLOWED_NOW, state=room.state.value, action="invite")
    if hold.queues[queue_id].state is QueueState.CLOSED:
        raise Refused(Code.QUEUE_CLOSED)
    _reservation, held = await ticket_in_room(tx, room)
    if await SQL.complaint_stays(tx.conn, attention_id=held.attention_id, queue_id=queue_id):
        raise Refused(Code.COMPLAINT_STAYS)
    check_video(held)
    check_admits(len(hold.guests), hold.relatives)
    if hold.assist is not None:
        await end_assist(tx, hold, hold.assist, AssistEnding.DECLINED, command.actor)


async def _check_still_free(tx: Tx, guest: Room, queue_id: QueueId) -> None:
    """Raises `Moved` when the room that was found began something else before it was locked: another is looked for."""
    asked = [row async for row in SQL.live_assists(tx.conn, room_id=guest.id)]
    if guest.state is not RoomState.AVAILABLE or not guest.connected or queue_id not in guest.serves or asked:
        raise Moved


async def _ask(
    context: AppContext, tx: Tx, hold: LockedCall, queue_id: QueueId, guest: RoomId, command: RoomCommand
) -> None:
    _reservation, held = await ticket_in_room(tx, hold.room)
    await SQL.insert_assist(
        tx.conn,
        kind=AssistKind.INVITED,
        ticket_id=held.id,
        queue_id=queue_id,
        host_room_id=hold.room.id,
        guest_room_id=guest,
        asked_at=tx.now,
        expires_at=tx.now + timedelta(seconds=context.municipality.limits.invite_seconds),
    )
    await note(tx, hold, held.id, hold.room.id, guest, "assist_asked", command.actor)


@with_call_locked
async def withdraw_invitation(
    context: AppContext, command: RoomCommand, tx: Tx, hold: LockedCall, assist_id: int | None = None
) -> None:
    """The host ends this invitation, or this guest's stay in the call, which goes on without them; a relative's too. `None`: of
    those that it can end, the one who came in first, or who was asked when nobody has come in.
    Raises `Refused(invitation_over)` when there is none any more."""
    relative = chosen(hold.guests, hold.relatives, assist_id)
    if relative is not None:
        await send_relative_away(tx, hold, relative, command.actor)
    else:
        await send_away(tx, hold, check_sends_away(hold.guests, assist_id), command.actor)


async def send_away(tx: Tx, hold: LockedCall, assist: Assist, actor: Actor) -> None:
    """Ends the invitation, or the stay, of this guest of this room's call."""
    await end_assist(tx, hold, assist, AssistEnding.WITHDRAWN, actor)
    if assist.joined:
        fewer = rooms.rerouted(hold.room)
        await store.write_room(tx, hold.room, fewer, "rerouted", actor, reason=AssistEnding.WITHDRAWN)


@with_call_locked
async def answer_invitation(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedCall, join: bool) -> None:
    """The director who was asked joins the call, `available > assisting`, or declines.
    Raises `Refused(invitation_over)` when it is over, or when this director attends somebody else meanwhile."""
    if join:
        await let_in(tx, hold, check_joins(hold.assist, hold.room, tx.now), command.actor)
    else:
        assist = check_answers(hold.assist, hold.room)
        await end_assist(tx, hold, assist, AssistEnding.DECLINED, command.actor)


async def let_in(tx: Tx, hold: LockedCall, assist: Assist, actor: Actor) -> None:
    """The guest's room enters the host's call: from now on it hears and sees all others there, and they it."""
    guest, host = hold.rooms[assist.guest_room_id], hold.rooms[assist.host_room_id]
    held = await store.lock_ticket(tx, assist.ticket_id)
    await SQL.join_assist(tx.conn, id=assist.id, now=tx.now)
    await note(tx, hold, held.id, host.id, guest.id, "assist_joined", actor)
    assisting = rooms.act(guest, RoomAction.ASSIST)
    await store.write_room(tx, guest, assisting, "assisting", actor, reason=assist.kind)
    await store.write_room(tx, host, rooms.rerouted(host), "rerouted", actor, reason="joined")
    await audit.disclosed(tx.conn, guest.director_id, [("attention", held.attention_id)], "assist")


@with_call_locked
async def leave_assist(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedCall) -> None:
    """`assisting > available`: the call goes on without this one. Raises `Refused(invitation_over)` when it did so before."""
    if hold.visits is None:
        raise Refused(Code.INVITATION_OVER)
    free = rooms.act(hold.room, RoomAction.STOP_ASSISTING)
    await end_assist(tx, hold, hold.visits, AssistEnding.LEFT, command.actor)
    await store.write_room(tx, hold.room, free, "stopped_assisting", command.actor, reason=AssistEnding.LEFT)


@with_call_locked
async def hand_over(
    context: AppContext, command: RoomCommand, tx: Tx, hold: LockedCall, note: str, assist_id: int | None = None
) -> Result:
    """The citizen stays with this guest (`None`: the first one), in the queue for which they were asked, and with whoever else
    is in the call; the host's room is free.
    Raises `Refused` (invitation_over, not_allowed_now while the call is held or cut off, queue_closed, already_in_line)."""
    assist = check_takes_over(hold.guests, assist_id)
    free = rooms.act(hold.room, RoomAction.LET_GO)
    reservation, held = await ticket_in_room(tx, hold.room)
    over = replace(ticket.act(held, TicketAction.HAND_OVER, tx.now), queue_id=assist.queue_id)
    check_takes(await target_of(tx, held, hold.queues[over.queue_id]), drains=True)
    await leave_note(context, tx, held, note)
    await _go_over(tx, hold, assist, reservation, held, over, command)
    await store.write_room(tx, hold.room, free, "handed_over", command.actor, reason="warm")
    return {"number": held.number}


async def _go_over(
    tx: Tx,
    hold: LockedCall,
    assist: Assist,
    reservation: "LiveReservationOfRoom",
    held: Ticket,
    over: Ticket,
    command: RoomCommand,
) -> None:
    """Ticket, leg, reservation with its interpreter, and the guest's room: all of it from one director to the other."""
    actor, guest = command.actor, hold.rooms[assist.guest_room_id]
    await note_end(tx, hold, assist, AssistEnding.HANDED_OVER, actor)
    for asked in (one for one in hold.guests if not one.joined):
        await end_assist(tx, hold, asked, AssistEnding.CALL_OVER, actor)
    await SQL.carry_assists(tx.conn, ticket_id=held.id, before=hold.room.id, after=guest.id)
    for stays in (one for one in hold.guests if one.joined and one.id != assist.id):
        await note(tx, hold, held.id, guest.id, stays.guest_room_id, "assist_carried", actor)
    for relative in joined(hold.relatives):
        await note_relative(tx, hold, relative, "relative_carried", actor)
    detail = {"from_queue": held.queue_id, "to_queue": over.queue_id}
    await store.write_ticket(tx, held, over, "handed_over", actor, reason="warm", room_id=guest.id, detail=detail)
    if over.queue_id != held.queue_id:
        # Who was passed in the other queue is counted by that queue's own numbers.
        queue = hold.queues[over.queue_id]
        await store.SQL.write_passes_from(
            tx.conn, queue_id=queue.id, since=queue.jumps, joined_at=over.joined_at, id=over.id
        )
    await store.SQL.end_leg(tx.conn, attention_id=held.attention_id, now=tx.now, ending=LegEnding.TRANSFERRED)
    await SQL.open_leg_in_room(
        tx.conn, id=LegId(uuid4()), attention_id=held.attention_id, queue_id=over.queue_id, room_id=guest.id, now=tx.now
    )
    await store.SQL.end_reservation(tx.conn, id=reservation.id, now=tx.now, ending="transferred")
    await SQL.insert_answered_reservation(
        tx.conn, ticket_id=held.id, room_id=guest.id, now=tx.now, interpreter_id=reservation.interpreter_id
    )
    await chat.SQL.carry(tx.conn, ticket_id=held.id, now=tx.now)
    # The call stays at the worker where all of them are connected; the room goes home once it is free.
    taken = replace(rooms.act(guest, RoomAction.TAKE_OVER), queue_id=over.queue_id, media_worker=hold.room.media_worker)
    await store.write_room(tx, guest, taken, "took_over", actor, reason="warm")


@each_due(lambda _, conn: (row.guest_room_id async for row in SQL.due_invitations(conn)), retries=True)
async def expire_invitations(context: AppContext, tx: Tx, guest_room_id: RoomId) -> None:
    """Invitations that nobody answered in time, or whose director attends somebody else, and stays in calls that are over; gives
    how many were due."""
    hold = await lock_call(tx, guest_room_id)
    if hold.assist is None:
        return
    ending = unanswered_ending(hold.assist, hold.room, tx.now)
    if await _is_over(tx, hold, hold.assist):
        await _end_after_the_call(tx, hold, hold.assist)
    elif ending is not None:
        await end_assist(tx, hold, hold.assist, ending, SYSTEM)


async def _is_over(tx: Tx, hold: LockedCall, assist: Assist) -> bool:
    """Whether the host's room is in another call by now, or in none."""
    reservation = await store.SQL.live_reservation_of_room(tx.conn, room_id=assist.host_room_id)
    goes_on = reservation is not None and reservation.ticket_id == assist.ticket_id
    return not goes_on or hold.rooms[assist.host_room_id].state not in CALL_STATES


async def _end_after_the_call(tx: Tx, hold: LockedCall, assist: Assist) -> None:
    await note_end(tx, hold, assist, AssistEnding.CALL_OVER, SYSTEM)
    if assist.joined:
        free = rooms.act(hold.room, RoomAction.STOP_ASSISTING)
        await store.write_room(tx, hold.room, free, "stopped_assisting", SYSTEM, reason=AssistEnding.CALL_OVER)
