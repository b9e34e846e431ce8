"""A director calls: whoever is next for the room, somebody who did not answer, or takes a call back."""

from collections.abc import Sequence
from dataclasses import replace

from audiencia.core.actor import SYSTEM
from audiencia.core.errors import Code, DomainError, NotFound, Refused, Stale, Unavailable
from audiencia.core.ids import TicketId
from audiencia.db.commands import Result, settled
from audiencia.db.unit_of_work import Tx
from audiencia.queue.calling.calls import give_back, ringing
from audiencia.queue.calling.claim import Claim, Claims, Passed
from audiencia.queue.calling.queue_heads import AloneError, Fronts, free_interpreters
from audiencia.queue.domain import queue as queues
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain import ticket
from audiencia.queue.domain.queue import Queue
from audiencia.queue.domain.room import Room, RoomAction
from audiencia.queue.domain.session import check_calls
from audiencia.queue.domain.ticket import Ticket, TicketAction, TicketState
from audiencia.queue.joining import wishes
from audiencia.queue.store import store
from audiencia.queue.unit.commands import (
    LockedRoom,
    LockedRooms,
    RoomCommand,
    lock_rooms,
    same_ticket,
    same_version,
    ticket_in_room,
    with_room_locked,
)
from audiencia.runtime.context import AppContext

Outcome = Result | DomainError


async def call_next(context: AppContext, command: RoomCommand) -> Result:
    """Offers whoever is next to the room: the first that it can attend, from the queue whose first waits longest.
    Rooms that call from the same queues at the same moment are served in one transaction, one after the other.
    Raises `Refused` (nobody_waiting, nobody_for_this_room, outcome_needed, room_busy, queue_paused, ...)."""

    async def run(commands: Sequence[RoomCommand]) -> Sequence[Outcome]:
        return await settled(lambda: _call_all(context, commands))

    result: Result = await context.call_batcher.calls.do(context.call_batcher.beside(command.room_id), command, run)
    return result


async def _call_all(context: AppContext, commands: Sequence[RoomCommand]) -> list[Outcome]:
    outcomes: dict[RoomCommand, Outcome] = {}
    try:
        async with context.database.begin(clock=False) as tx:
            await _call_together(context, tx, commands, outcomes)
    except _NothingCalledError:
        pass
    for command in commands:
        if command not in outcomes:
            outcomes[command] = (await _call_all(context, [command]))[0]
    return [outcomes[command] for command in commands]


class _NothingCalledError(Exception):
    """Nothing is to be written: the transaction leaves no trace."""


async def _call_together(
    context: AppContext, tx: Tx, commands: Sequence[RoomCommand], outcomes: dict[RoomCommand, Outcome]
) -> None:
    """Carries out what it can, into `outcomes`; the others must be alone."""
    together = list({command.command_id: command for command in commands}.values())
    held = await lock_rooms(tx, together)
    new = []
    for command in together:
        done = held.result(command)
        if done is None:
            new.append(command)
        else:
            outcomes[command] = done
    fronts = Fronts(context, tx, held.queues, len(together))
    if new:
        await fronts.read([queue.id for queue in held.queues.values() if queues.calls_now(queue)])
    claims = Claims(tx, fronts.versions)
    for command in new:
        try:
            outcomes[command] = await claims.add(await _call(context, tx, held, fronts, command))
        except AloneError:
            claims.refused.append(command)
        except Unavailable:
            raise
        except DomainError as error:
            outcomes[command] = error
            claims.refused.append(command)
    if not claims.made:
        raise _NothingCalledError


async def _call(context: AppContext, tx: Tx, held: LockedRooms, fronts: Fronts, command: RoomCommand) -> Claim:
    hold = held.room(command.room_id)
    room = hold.room
    context.call_batcher.note(room.id, room.serves)
    same_version(command.version, room.version)
    check_calls(hold.session, tx.now, context.closing_grace)
    reserved = rooms.act(room, RoomAction.RESERVE)
    queue, choice = await fronts.choose(room)
    chosen = choice.ticket
    if chosen.wanted_director not in (None, room.director_id):
        chosen = await wishes.lift_one(tx, chosen, SYSTEM, "director_gone")
    interpreter_id = await _interpreter_for(tx, chosen)
    passed = fronts.take(queue, choice)
    claim = _claim(
        context,
        tx,
        command,
        "called",
        fronts.queues[queue.id],
        chosen,
        room,
        reserved,
        interpreter_id,
        choice.jump,
        passed,
    )
    held.rooms[room.id] = claim.reserved
    return claim


def _claim(
    context: AppContext,
    tx: Tx,
    command: RoomCommand,
    kind: str,
    queue: Queue,
    chosen: Ticket,
    room: Room,
    reserved: Room,
    interpreter_id: int | None,
    jump: bool = False,
    passed: Sequence[Passed] = (),
) -> Claim:
    return Claim(
        command,
        kind,
        queue,
        chosen,
        ticket.act(chosen, TicketAction.CALL, tx.now),
        room,
        replace(reserved, queue_id=chosen.queue_id),
        tx.now + ringing(context, chosen),
        interpreter_id,
        jump,
        passed,
    )


@with_room_locked
async def call_again(
    context: AppContext,
    command: RoomCommand,
    tx: Tx,
    hold: LockedRoom,
    ticket_id: TicketId,
    seen_version: int | None = None,
) -> Result:
    """Calls one who did not answer. A moderator's command is for a room and says at which version the ticket was seen.
    Raises `NotFound(unknown_ticket)` when the ticket is not of a queue of this room, `Stale(ticket_moved)`, and `Refused`
    (queue_paused, queue_closed, ...) while nobody is called from it."""
    check_calls(hold.session, tx.now, context.closing_grace)
    reserved = rooms.act(hold.room, RoomAction.RESERVE)
    seen = await store.look_at_ticket(tx, ticket_id)
    if seen.queue_id not in hold.room.serves:
        raise NotFound(Code.UNKNOWN_TICKET)
    queues.check_calls(hold.queues[seen.queue_id])
    # Interpreters are locked before tickets. Under the queue's lock the ticket stays in it, and needs what it needs.
    interpreter_id = await _interpreter_for(tx, seen)
    absent = await store.lock_ticket(tx, ticket_id)
    if seen_version is not None:
        same_ticket(seen_version, absent)
    if absent.state is not TicketState.ABSENT:
        raise Stale(Code.STALE_VERSION)
    queue = hold.queues[absent.queue_id]
    return await Claims(tx).add(
        _claim(context, tx, command, "called_again", queue, absent, hold.room, reserved, interpreter_id)
    )


async def _interpreter_for(tx: Tx, chosen: Ticket) -> int | None:
    """The interpreter to book for this call. Raises `Refused(NOBODY_FOR_THIS_ROOM)` when none is free."""
    if chosen.needs is None:
        return None
    interpreter = (await free_interpreters(tx)).get(chosen.needs)
    if interpreter is None:
        raise Refused(Code.NOBODY_FOR_THIS_ROOM)
    return interpreter


@with_room_locked
async def withdraw_call(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedRoom) -> None:
    """`called > waiting`, same seniority; the room is available again."""
    released = rooms.act(hold.room, RoomAction.RELEASE)
    reservation, called = await ticket_in_room(tx, hold.room)
    await give_back(context, tx, hold, called, command.actor, "withdrawn")
    await store.SQL.end_reservation(tx.conn, id=reservation.id, now=tx.now, ending="withdrawn")
    await store.write_room(tx, hold.room, released, "released", command.actor, reason="withdrawn")
