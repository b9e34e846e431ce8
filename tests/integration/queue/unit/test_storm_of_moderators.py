"""Everybody at once while moderators set queues, rooms and interpreters over and over: nothing deadlocks, nobody is lost."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import cast
from uuid import uuid4

from audiencia.core.ids import CommandId, RoomId, StaffId, TicketId
from audiencia.db.commands import Result
from audiencia.queue.calling import call, wait
from audiencia.queue.moderation import moderate, queues, rooms
from audiencia.queue.unit.commands import RoomCommand
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.integration.queue.unit.test_storm import DEPARTMENTS, KINDS, Storm, rage
from tests.integration.queue.unit.test_storm import storm as storm

Sets = Callable[[Storm, StaffId, CommandId], Awaitable[Awaitable[Result] | None]]
"""Gives the command of a moderator who looked a moment ago; nothing when there is nobody to do it to."""

SET = KINDS | {
    "queue_paused", "queue_resumed", "queue_draining", "queue_opened", "queue_cap_set", "room_draining", "room_serving",
    "room_paused", "interpreter_went", "interpreter_came", "wish_lapsed", "cancelled", "no_show_undone", "called_again",
}  # fmt: skip
ABSENT = """SELECT ticket.id FROM ticket JOIN room ON room.serves @> ARRAY[ticket.queue_id]
            WHERE ticket.state = 'absent' AND room.id = $1 ORDER BY random() LIMIT 1"""
WISHES = """UPDATE ticket SET wanted_director = (SELECT director_id FROM room ORDER BY random() LIMIT 1),
                   needs = CASE WHEN random() < 0.3 THEN 'sign_language' END
            WHERE id = (SELECT id FROM ticket WHERE state = 'waiting' ORDER BY random() LIMIT 1) AND state = 'waiting'"""


async def test_a_storm_of_moderators_leaves_everything_in_order(storm: Storm) -> None:
    setting = await storm.account("preside", Role.MODERATOR, None)
    more = [_sets(storm, setting), _sets(storm, setting), _breaks(storm), _recalls(storm), _wishes(storm), _time(storm)]
    await rage(storm, SET, *more)


async def _breaks(storm: Storm) -> None:
    """Directors go on a break, come back, and end their day."""
    acts: list[Callable[[AppContext, RoomCommand], Awaitable[Result]]] = [
        lambda context, command: rooms.pause_room(context, command, 5, "break"),
        *[rooms.resume_room] * 2,
        rooms.drain_room,
        rooms.close_room,
    ]
    while True:
        for command in await _some_room(storm, "true"):
            await storm.attempt(random.choice(acts)(storm.context, command))
        await storm.others(6)


async def _recalls(storm: Storm) -> None:
    """Whoever did not answer is called again."""
    while True:
        for command in await _some_room(storm, "state = 'available'"):
            for row in await storm.ask(ABSENT, command.room_id):
                await storm.attempt(call.call_again(storm.context, command, TicketId(row["id"])))  # type: ignore[arg-type]
        await storm.others(2)


async def _some_room(storm: Storm, which: str) -> list[RoomCommand]:
    """A command in a room as it was seen a moment ago."""
    found = await storm.ask(f"SELECT id, director_id, version FROM room WHERE {which} ORDER BY random() LIMIT 1")
    seen = [tuple(cast(int, row[name]) for name in ("director_id", "id", "version")) for row in found]
    return [RoomCommand(StaffId(by), RoomId(room), CommandId(uuid4()), version) for by, room, version in seen]


async def _sets(storm: Storm, moderator: StaffId) -> None:
    """Sets whatever can be set, as it was seen a moment ago."""
    sets: list[Sets] = [
        _set_queue,
        _set_queue,
        _set_queue,
        _set_cap,
        _set_served,
        _set_interpreter,
        _undo,
        _undo,
        _cancel,
    ]
    while True:
        await storm.attempt(_now(storm, moderator, random.choice(sets)))
        await storm.others(2)


async def _now(storm: Storm, moderator: StaffId, sets: Sets) -> None:
    flow = await sets(storm, moderator, CommandId(uuid4()))
    if flow is not None:
        await flow


async def _set_queue(storm: Storm, moderator: StaffId, command: CommandId) -> Awaitable[Result]:
    department, version = await _some_queue(storm)
    action = cast(queues.ModeratorAction, random.choice(["open", "open", "pause", "resume", "resume", "drain"]))
    reason, minutes = ("break", random.choice([None, 5])) if action == "pause" else (None, None)
    return queues.set_queue(storm.context, moderator, command, version, department, action, reason, minutes)


async def _set_cap(storm: Storm, moderator: StaffId, command: CommandId) -> Awaitable[Result]:
    department, version = await _some_queue(storm)
    return queues.set_cap(storm.context, moderator, command, version, department, random.choice([None, 50]))


async def _some_queue(storm: Storm) -> tuple[str, int]:
    department = random.choice(DEPARTMENTS)
    seen = await storm.ask(
        "SELECT state_version FROM queue JOIN department ON department.id = department_id WHERE slug = $1", department
    )
    return department, cast(int, seen[0]["state_version"])


async def _set_served(storm: Storm, moderator: StaffId, command: CommandId) -> Awaitable[Result]:
    room = (await storm.ask("SELECT id, version FROM room ORDER BY random() LIMIT 1"))[0]
    served = random.sample(DEPARTMENTS, random.randint(1, len(DEPARTMENTS)))
    room_id, version = RoomId(cast(int, room["id"])), cast(int, room["version"])
    return moderate.set_served(storm.context, moderator, command, room_id, version, served)


async def _set_interpreter(storm: Storm, moderator: StaffId, command: CommandId) -> Awaitable[Result]:
    return moderate.set_interpreter(storm.context, moderator, command, "lsm_1", random.random() < 0.7)


async def _undo(storm: Storm, moderator: StaffId, command: CommandId) -> Awaitable[Result] | None:
    for ticket_id, version in await _some_ticket(storm, "no_show"):
        return moderate.undo_no_show(storm.context, moderator, command, ticket_id, version)
    return None


async def _cancel(storm: Storm, moderator: StaffId, command: CommandId) -> Awaitable[Result] | None:
    for ticket_id, version in await _some_ticket(storm, "waiting"):
        return moderate.cancel_ticket(storm.context, moderator, command, ticket_id, version, "asked_by_person")
    return None


async def _some_ticket(storm: Storm, state: str) -> list[tuple[TicketId, int]]:
    found = await storm.ask("SELECT id, version FROM ticket WHERE state = $1 ORDER BY random() LIMIT 1", state)
    return [(TicketId(row["id"]), cast(int, row["version"])) for row in found]  # type: ignore[arg-type]


async def _wishes(storm: Storm) -> None:
    """People ask for one director, or need an interpreter."""
    while True:
        await storm.ask(WISHES)
        await storm.others(10)


async def _time(storm: Storm) -> None:
    """Pauses end, drained queues close, people are asked whether they are ready; several nodes look for it."""
    while True:
        await storm.ask("UPDATE queue SET paused_until = app_now() WHERE id = (SELECT id FROM queue WHERE state = 'paused' "
                        "AND paused_until > app_now() LIMIT 1) AND state = 'paused'")  # fmt: skip
        for due in (queues.close_drained, wait.ask_ready, wait.end_silence):
            await asyncio.gather(due(storm.context), due(storm.context))
        await storm.others(10)
