"""A director calls: whoever is next for the room, somebody who did not answer, or takes a call back."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from audiencia.actor import SYSTEM, Actor
from audiencia.db.database import Tx
from audiencia.errors import Code, NotFound, Refused, Stale
from audiencia.flows import wishes
from audiencia.flows.calls import give_back
from audiencia.flows.commands import Result, RoomCommand, RoomHold, in_room, ticket_in_room
from audiencia.flows.house import House
from audiencia.ids import TicketId
from audiencia.privacy import audit
from audiencia.queue import line as lines
from audiencia.queue import room as rooms
from audiencia.queue import store, ticket
from audiencia.queue.line import Line
from audiencia.queue.room import Room, RoomAction
from audiencia.queue.routing import Caller, Choice, call_order, choose, first_of, hindered, preferred
from audiencia.queue.session import Session, check_calls
from audiencia.queue.ticket import Ticket, TicketAction, TicketState

FRONT = 8
"""How much of a line is read to know whom it calls next; all of it when the room cannot attend one of these."""


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
        # The head is chosen under the queue's lock and then waited for: it is never passed for being edited just now.
        chosen = await store.lock_ticket(tx, choice.ticket.id)
        await _count(tx, line, choice)
        await _pass_over(tx, choice)
        if chosen.wanted_director not in (None, hold.room.director_id):
            chosen = await wishes.lift_one(tx, chosen, SYSTEM, "director_gone")
        return await _reserve(house, tx, hold.room, reserved, chosen, command.actor, "called")

    return await in_room(house, command, act)


def _check_session(house: House, tx: Tx, session: Session) -> None:
    check_calls(session, tx.now, timedelta(minutes=house.municipality.limits.closing_grace_minutes))


async def _choose(house: House, tx: Tx, room: Room, calling: Iterable[Line]) -> tuple[Line, Choice]:
    """The choice of each queue that the room serves, and of these the one of most seniority."""
    found: list[tuple[Line, Choice]] = []
    anybody = False
    for line in calling:
        front = [store.ticket_of(row) async for row in store.SQL.front_of_line(tx.conn, queue_id=line.id, first=FRONT)]
        order = call_order(front, house.preference, line.since_preferred)[:FRONT]
        caller = await _caller(tx, room, line, order)
        if len(front) >= FRONT and hindered(order, caller):
            order = await store.line_order(tx, line, house.preference)
            caller = await _caller(tx, room, line, order)
        choice = choose(order, caller, house.preference, line.since_preferred)
        anybody = anybody or bool(front)
        if choice is not None:
            found.append((line, choice))
    if not found:
        raise Refused(Code.NOBODY_FOR_THIS_ROOM if anybody else Code.NOBODY_WAITING)
    at = first_of([choice for _, choice in found])
    return found[at]


async def _caller(tx: Tx, room: Room, line: Line, order: list[Ticket]) -> Caller:
    needed = any(one.needs for one in order)
    free = frozenset((await _free_interpreters(tx)).keys()) if needed else frozenset()
    return Caller(room.director_id, free, await wishes.gone_among(tx, line.id, order, room.director_id))


async def _free_interpreters(tx: Tx) -> Mapping[str, int]:
    """One free interpreter for each need that can be met now, locked."""
    _locked = [row async for row in store.SQL.lock_interpreters(tx.conn)]
    return {row["helps_with"]: row["id"] async for row in store.SQL.free_interpreters(tx.conn)}


async def _count(tx: Tx, line: Line, choice: Choice) -> None:
    """Counts the call in its queue; by preference, notes that everybody of more seniority was passed."""
    counted = replace(line, calls=line.calls + 1)
    if preferred(choice.ticket):
        counted = replace(counted, preferred_call=counted.calls)
    if choice.jump:
        counted = replace(counted, jumps=line.jumps + 1)
        chosen = choice.ticket
        await store.SQL.insert_jump(
            tx.conn,
            queue_id=line.id,
            ordinal=counted.jumps,
            ticket_id=chosen.id,
            joined_at=chosen.joined_at,
            at=tx.now,
        )
    await store.count_calls(tx, counted)


async def _pass_over(tx: Tx, choice: Choice) -> None:
    """Whoever was nearer to the front and is not called can read why; the seniority is kept."""
    for one, why in choice.passed_over:
        passed = await store.lock_ticket(tx, one.id)
        skipped = replace(passed, version=passed.version + 1, skips=passed.skips + (why == "not_ready"))
        await store.write_ticket(tx, passed, skipped, "passed_over", SYSTEM, reason=why)


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
        return await _reserve(house, tx, hold.room, reserved, absent, command.actor, "called_again")

    return await in_room(house, command, act)


async def _reserve(house: House, tx: Tx, room: Room, reserved: Room, chosen: Ticket, actor: Actor, kind: str) -> Result:
    interpreter = await _interpreter_for(tx, chosen)
    called = ticket.act(chosen, TicketAction.CALL, tx.now)
    await store.write_ticket(tx, chosen, called, kind, actor, room_id=room.id, detail={"call": called.calls})
    await store.write_room(tx, room, replace(reserved, queue_id=chosen.queue_id), kind, actor)
    answer_until = tx.now + timedelta(seconds=house.municipality.limits.answer_seconds)
    await store.SQL.insert_reservation(
        tx.conn,
        ticket_id=chosen.id,
        room_id=room.id,
        made_at=tx.now,
        answer_until=answer_until,
        interpreter_id=interpreter,
    )
    assert actor.staff_id is not None
    await audit.disclosed(tx.conn, actor.staff_id, [("attention", chosen.attention_id)], "call")
    return {"ticket_id": str(chosen.id), "number": chosen.number}


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
