"""Calls at the same moment, on several nodes: nobody is called twice, and the head of a line is passed for a reason alone."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import asyncpg
import pytest

from audiencia.core.errors import DomainError, Refused
from audiencia.core.ids import CommandId, RoomId, TicketId
from audiencia.db.database import Database
from audiencia.queue.call import conclude
from audiencia.queue.calling import answer, call
from audiencia.queue.domain.routing import READY_BOUND
from audiencia.queue.moderation import rooms
from audiencia.queue.unit.commands import RoomCommand, TicketCommand
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.races import at_once
from tests.support.scenery import Scenery

SEED = 20261124
HELD_QUEUE = "SELECT id FROM queue WHERE department_id = (SELECT id FROM department WHERE slug = 'agua') FOR UPDATE"

# Whoever was in the line with more seniority when somebody was called, without an entry that says why they were passed:
# neither passed over in that call, nor by a preferential person, which `jump` has.
PASSED_IN_SILENCE = """
    WITH called AS (
        SELECT event.id, event.queue_id, ticket.id AS ticket_id, ticket.joined_at,
               coalesce(lag(event.id) OVER (PARTITION BY event.queue_id ORDER BY event.id), 0) AS before
        FROM event JOIN ticket ON ticket.id = event.ticket_id WHERE event.kind = 'called'
    )
    SELECT called.id, senior.number FROM called
    JOIN ticket AS senior ON senior.queue_id = called.queue_id
        AND (senior.joined_at, senior.id) < (called.joined_at, called.ticket_id)
    WHERE NOT EXISTS (SELECT FROM event WHERE event.ticket_id = senior.id AND kind = 'called' AND event.id < called.id)
    AND NOT EXISTS (SELECT FROM event WHERE event.ticket_id = senior.id AND kind = 'passed_over' AND reason IS NOT NULL
                    AND event.id > called.before AND event.id < called.id)
    AND NOT EXISTS (SELECT FROM jump WHERE jump.ticket_id = called.ticket_id)"""

PASSED_TOO_OFTEN = """
    SELECT number FROM ticket WHERE skips > $2 OR $1 < (
        SELECT count(*) FROM jump WHERE (jump.joined_at, jump.ticket_id) > (ticket.joined_at, ticket.id)
        AND jump.at < ticket.first_called_at)"""


@asynccontextmanager
async def second_node(scene: Scenery) -> AsyncIterator[AppContext]:
    """Another web node on the same database."""
    database = Database(scene.context.database._url)
    await database.open()
    try:
        yield AppContext(database, scene.context.keyring, scene.context.in_force)
    finally:
        await database.close()


def more_rooms(scene: Scenery, count: int) -> list[RoomId]:
    """More directors of the water department, and all of its rooms open."""
    for number in range(count):
        director = scene.run(scene.account(f"mas-{number}", Role.DIRECTOR, "agua"))
        scene.rooms[scene.run(rooms.room_of(scene.context, director, "agua"))] = director
    queue_id = scene.queue("agua")["id"]
    found = [room_id for room_id in scene.rooms if scene.room(room_id)["queue_id"] == queue_id]
    for room_id in found:
        scene.open(room_id)
    return found


async def command(scene: Scenery, room_id: RoomId) -> RoomCommand:
    return RoomCommand(scene.rooms[room_id], room_id, CommandId(uuid4()))


async def attend_all(scene: Scenery, context: AppContext, room_id: RoomId) -> list[TicketId]:
    """Calls, answers and concludes until nobody waits; gives who was called."""
    called: list[TicketId] = []
    while True:
        try:
            result = await call.call_next(context, await command(scene, room_id))
        except Refused as error:
            assert error.code == "nobody_waiting"
            return called
        ticket_id = TicketId(UUID(result["ticket_id"]))
        called.append(ticket_id)
        await answer.accept(context, TicketCommand(ticket_id, CommandId(uuid4())))
        await conclude.end_call(context, await command(scene, room_id))
        await conclude.record_outcome(context, await command(scene, room_id), scene.outcome())


def test_many_rooms_on_two_nodes_call_everybody_once_and_pass_nobody_in_silence(scene: Scenery) -> None:
    dice = random.Random(SEED)
    found = more_rooms(scene, 4)
    people = [scene.join("agua", ["preferential"] if dice.random() < 0.3 else []) for _ in range(36)]
    for ticket_id in people:
        scene.find("UPDATE ticket SET ready = $1 WHERE id = $2 RETURNING id", dice.random() < 0.7, ticket_id)

    async def everybody() -> list[list[TicketId]]:
        async with second_node(scene) as other:
            nodes = [scene.context, other]
            return await asyncio.gather(
                *(attend_all(scene, nodes[at % 2], room_id) for at, room_id in enumerate(found))
            )

    called = [ticket_id for one in scene.run(everybody()) for ticket_id in one]
    assert sorted(called) == sorted(people)
    assert scene.find(PASSED_IN_SILENCE) == []
    kinds = {kind for kind, _, _ in scene.events("passed_over", "called")}
    assert kinds == {"passed_over", "called"}, "somebody who was not ready was passed"
    queue = scene.queue("agua")
    assert queue["calls"] == len(people) and queue["jumps"] > 0
    assert scene.find(PASSED_TOO_OFTEN, scene.context.preference.bound, READY_BOUND) == []
    shown = scene.find("SELECT count(*) AS n FROM audit WHERE action = 'disclosed' AND why = 'call'")
    assert shown == [{"n": len(people)}]


def test_rooms_that_want_the_same_line_are_served_in_one_transaction_in_the_line_s_order(scene: Scenery) -> None:
    found = more_rooms(scene, 2)
    known(scene, found)
    people = [scene.join("agua") for _ in found]
    results = scene.run(together(scene, found))
    assert [result["ticket_id"] for result in results if isinstance(result, dict)] == [str(one) for one in people]
    written = scene.find("SELECT count(DISTINCT xmin::text) AS n FROM reservation WHERE ended_at IS NULL")
    assert written == [{"n": 1}]


def known(scene: Scenery, found: Sequence[RoomId]) -> None:
    """Each room has called before: from then on this node knows which queues it serves."""
    for room_id in found:
        scene.join("agua")
        scene.talk(room_id)
        scene.conclude(room_id)


async def together(scene: Scenery, found: Sequence[RoomId]) -> list[object]:
    """All rooms call at the very same moment; results and errors."""
    commands = [await command(scene, room_id) for room_id in found]
    return await asyncio.gather(*(call.call_next(scene.context, one) for one in commands), return_exceptions=True)


def test_one_who_is_refused_among_others_leaves_no_trace_and_can_try_again(scene: Scenery) -> None:
    found = more_rooms(scene, 1)
    known(scene, found)
    last = scene.join("agua")
    done = scene.find("SELECT count(*) AS n FROM command_done")[0]["n"]
    commands = [scene.run(command(scene, room_id)) for room_id in found]

    async def all_at_once() -> list[object]:
        return await asyncio.gather(*(call.call_next(scene.context, one) for one in commands), return_exceptions=True)

    first, *others = scene.run(all_at_once())
    assert isinstance(first, dict) and first["ticket_id"] == str(last)
    assert [isinstance(one, DomainError) and one.code for one in others] == ["nobody_waiting"] * 2
    assert scene.find("SELECT count(*) AS n FROM command_done") == [{"n": done + 1}]
    late = scene.join("agua")
    assert scene.run(call.call_next(scene.context, commands[1]))["ticket_id"] == str(late)
    assert scene.run(call.call_next(scene.context, commands[0]))["ticket_id"] == str(last), "as the first time"


def test_a_room_that_cannot_be_written_does_not_keep_the_others_from_calling(scene: Scenery) -> None:
    found = more_rooms(scene, 1)
    known(scene, found)
    people = [scene.join("agua") for _ in found]
    broken = found[1]
    scene.find(
        "INSERT INTO reservation (ticket_id, room_id, made_at, answer_until) VALUES ($1, $2, app_now(), app_now()) "
        "RETURNING id",
        people[2],
        broken,
    )
    first, failed, third = scene.run(together(scene, found))
    assert isinstance(failed, asyncpg.UniqueViolationError)
    assert [isinstance(one, dict) and one["ticket_id"] for one in (first, third)] == [str(people[0]), str(people[1])]
    assert scene.room(broken)["state"] == "available"
    scene.find("DELETE FROM reservation WHERE room_id = $1 AND ended_at IS NULL RETURNING id", broken)


def test_the_same_command_twice_at_the_same_moment_on_two_nodes_is_one_call(scene: Scenery) -> None:
    found = more_rooms(scene, 0)
    people = [scene.join("agua") for _ in range(2)]
    twice = scene.run(command(scene, found[0]))

    async def race() -> list[object]:
        async with second_node(scene) as other:
            return await asyncio.gather(*(call.call_next(context, twice) for context in (scene.context, other)))

    results = scene.run(race())
    assert results == [{"ticket_id": str(people[0]), "number": scene.ticket(people[0])["number"]}] * 2
    assert scene.events("called") == [("called", "staff", None)]


def test_the_head_is_waited_for_while_somebody_edits_it(scene: Scenery) -> None:
    found = more_rooms(scene, 0)
    people = [scene.join("agua") for _ in range(2)]
    (result,) = at_once(
        scene, f"SELECT id FROM ticket WHERE id = '{people[0]}' FOR UPDATE", call.call_next(
            scene.context, scene.room_command(found[0])
        )
    )  # fmt: skip
    assert isinstance(result, dict) and result["ticket_id"] == str(people[0])


def test_two_rooms_wait_for_the_lock_of_their_line_and_then_take_the_first_two(scene: Scenery) -> None:
    found = more_rooms(scene, 0)
    people = [scene.join("agua") for _ in range(3)]
    results = at_once(
        scene, HELD_QUEUE, *(call.call_next(scene.context, scene.room_command(room_id)) for room_id in found)
    )
    assert {one["ticket_id"] for one in results if isinstance(one, dict)} == {str(one) for one in people[:2]}


@pytest.mark.parametrize("waiting", [10, 55])
def test_a_line_is_read_as_far_as_it_takes_to_find_one_whom_the_room_can_attend(scene: Scenery, waiting: int) -> None:
    mine, other = more_rooms(scene, 0)
    people = [scene.join("agua") for _ in range(waiting)]
    scene.find(
        "UPDATE ticket SET wanted_director = $1 WHERE id = ANY($2::uuid[]) RETURNING id",
        scene.rooms[other],
        people[:-1],
    )
    assert scene.call(mine) == people[-1]
    passed = scene.events("passed_over")
    assert passed == [("passed_over", "system", "other_director")] * (waiting - 1)
    assert scene.call(other) == people[0]
