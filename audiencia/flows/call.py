"""A director calls: whoever is next for the room, somebody who did not answer, or takes a call back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from audiencia.actor import SYSTEM, Actor
from audiencia.db.database import Tx
from audiencia.errors import Code, NotFound, Refused, Stale
from audiencia.flows import claim, wishes
from audiencia.flows.calls import give_back
from audiencia.flows.claim import Claim, Passed
from audiencia.flows.commands import Result, RoomCommand, RoomHold, in_room, ticket_in_room
from audiencia.flows.house import House
from audiencia.ids import TicketId
from audiencia.queue import line as lines
from audiencia.queue import room as rooms
from audiencia.queue import store, ticket
from audiencia.queue.line import Line
from audiencia.queue.room import Room, RoomAction
from audiencia.queue.routing import Caller, Choice, PassedOver, call_order, choose, first_of, hindered, preferred
from audiencia.queue.session import Session, check_calls
from audiencia.queue.ticket import Ticket, TicketAction, TicketState

FRONT = 6
"""How much of a line is read to know whom it calls next, when the room can attend all of them."""
WIDER = 8
"""How many times more is read when it cannot, again and again until it can attend as many as that, or all is read."""


async def call_next(house: House, command: RoomCommand) -> Result:
    """Offers whoever is next to the room: the first that it can attend, from the queue whose first waits longest.

    Raises `Refused` (nobody_waiting, nobody_for_this_room, outcome_needed, room_busy, queue_paused, ...).
    """

    async def act(tx: Tx, hold: RoomHold) -> Result:
        _check_session(house, tx, hold.session)
        reserved = rooms.act(hold.room, RoomAction.RESERVE)
        calling = [line for line in hold.lines.values() if line.id in hold.room.serves and lines.calls_now(line)]
        if not calling:
            lines.check_calls(hold.lines[hold.room.queue_id])
        line, choice = await _choose(house, tx, hold.room, calling)
        chosen = choice.ticket
        if chosen.wanted_director not in (None, hold.room.director_id):
            chosen = await wishes.lift_one(tx, chosen, SYSTEM, "director_gone")
        counted, passed = _counted(line, choice), [_passed(*one) for one in choice.passed_over]
        return await _reserve(
            house, tx, hold.room, reserved, chosen, "called", command.actor, counted, choice.jump, passed
        )

    return await in_room(house, command, act)


def _check_session(house: House, tx: Tx, session: Session) -> None:
    check_calls(session, tx.now, timedelta(minutes=house.municipality.limits.closing_grace_minutes))


async def _choose(house: House, tx: Tx, room: Room, calling: Sequence[Line]) -> tuple[Line, Choice]:
    """The choice of each queue that the room serves, and of these the one of most seniority."""
    fronts = await store.front_of_lines(tx, [line.id for line in calling], FRONT)
    found: list[tuple[Line, Choice]] = []
    for line in calling:
        choice = await _choose_of(house, tx, room, line, fronts[line.id])
        if choice is not None:
            found.append((line, choice))
    if not found:
        raise Refused(Code.NOBODY_FOR_THIS_ROOM if any(fronts.values()) else Code.NOBODY_WAITING)
    at = first_of([choice for _, choice in found])
    return found[at]


async def _choose_of(house: House, tx: Tx, room: Room, line: Line, front: list[Ticket]) -> Choice | None:
    """Whom the room calls from one line, of which `front` was read.

    The projected order is right for as many as were asked for; behind them come some who tell whether anybody of more
    seniority is passed.
    """
    first = FRONT
    while True:
        order = call_order(front, house.preference, line.since_preferred)
        caller = await _caller(tx, room, line, order)
        able = sum(not hindered([one], caller) for one in order[:first])
        if len(front) < first or able >= FRONT:
            return choose(order, caller, house.preference, line.since_preferred)
        first *= WIDER
        front = (await store.front_of_lines(tx, [line.id], first))[line.id]


async def _caller(tx: Tx, room: Room, line: Line, order: list[Ticket]) -> Caller:
    needed = any(one.needs for one in order)
    free = frozenset((await _free_interpreters(tx)).keys()) if needed else frozenset()
    return Caller(room.director_id, free, await wishes.gone_among(tx, line.id, order, room.director_id))


async def _free_interpreters(tx: Tx) -> Mapping[str, int]:
    """One free interpreter for each need that can be met now, locked."""
    _locked = [row async for row in store.SQL.lock_interpreters(tx.conn)]
    return {row["helps_with"]: row["id"] async for row in store.SQL.free_interpreters(tx.conn)}


def _counted(line: Line, choice: Choice) -> Line:
    """The queue with this call counted; by preference, everybody of more seniority was passed once more."""
    calls = line.calls + 1
    return replace(
        line,
        calls=calls,
        preferred_call=calls if preferred(choice.ticket) else line.preferred_call,
        jumps=line.jumps + choice.jump,
    )


def _passed(one: Ticket, why: PassedOver) -> Passed:
    """Whoever was nearer to the front and is not called can read why; the seniority is kept."""
    return Passed(one, replace(one, version=one.version + 1, skips=one.skips + (why == "not_ready")), why)


async def call_again(house: House, command: RoomCommand, ticket_id: TicketId) -> Result:
    """Calls one who did not answer. Raises `NotFound(unknown_ticket)` when the ticket is not of a queue of this room."""

    async def act(tx: Tx, hold: RoomHold) -> Result:
        _check_session(house, tx, hold.session)
        reserved = rooms.act(hold.room, RoomAction.RESERVE)
        absent = await store.lock_ticket(tx, ticket_id)
        if absent.queue_id not in hold.room.serves:
            raise NotFound(Code.UNKNOWN_TICKET)
        if absent.state is not TicketState.ABSENT:
            raise Stale(Code.STALE_VERSION)
        line = hold.lines[absent.queue_id]
        return await _reserve(house, tx, hold.room, reserved, absent, "called_again", command.actor, line)

    return await in_room(house, command, act)


async def _reserve(
    house: House,
    tx: Tx,
    room: Room,
    reserved: Room,
    chosen: Ticket,
    kind: str,
    actor: Actor,
    line: Line,
    jump: bool = False,
    passed: Sequence[Passed] = (),
) -> Result:
    called = ticket.act(chosen, TicketAction.CALL, tx.now)
    reserved = replace(reserved, queue_id=chosen.queue_id)
    answer_until = tx.now + timedelta(seconds=house.municipality.limits.answer_seconds)
    interpreter_id = await _interpreter_for(tx, chosen)
    claimed = Claim(kind, line, chosen, called, room, reserved, answer_until, interpreter_id, jump, passed)
    await claim.write(tx, claimed, actor)
    return {"ticket_id": str(called.id), "number": called.number}


async def _interpreter_for(tx: Tx, chosen: Ticket) -> int | None:
    """The interpreter to book for this call. Raises `Refused(NOBODY_FOR_THIS_ROOM)` when none is free."""
    if chosen.needs is None:
        return None
    interpreter = (await _free_interpreters(tx)).get(chosen.needs)
    if interpreter is None:
        raise Refused(Code.NOBODY_FOR_THIS_ROOM)
    return interpreter


async def withdraw_call(house: House, command: RoomCommand) -> Result:
    """`called > waiting`, same seniority; the room is available again."""

    async def act(tx: Tx, hold: RoomHold) -> Result:
        released = rooms.act(hold.room, RoomAction.RELEASE)
        reservation, called = await ticket_in_room(tx, hold.room)
        await give_back(house, tx, hold.lines, called, command.actor, "withdrawn")
        await store.SQL.end_reservation(tx.conn, id=reservation["id"], now=tx.now, ending="withdrawn")
        await store.write_room(tx, hold.room, released, "released", command.actor, reason="withdrawn")
        return {}

    return await in_room(house, command, act)
