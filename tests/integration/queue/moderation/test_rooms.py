"""Rooms that pause, drain, and serve one queue or several."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any
from uuid import uuid4

from audiencia.core.ids import CommandId, RoomId, TicketId
from audiencia.queue.call import conclude
from audiencia.queue.calling import answer, call
from audiencia.queue.moderation import moderate, rooms
from audiencia.queue.unit.commands import RoomCommand
from audiencia.runtime.context import AppContext
from tests.support.races import BLOCKED, at_once
from tests.support.scenery import Scenery


def serve(
    scene: Scenery, room: RoomId, departments: Sequence[str], version: int | None = None
) -> Coroutine[Any, Any, Any]:
    seen = scene.room(room)["version"] if version is None else version
    return moderate.set_served(scene.context, scene.moderator, CommandId(uuid4()), room, seen, departments)


def an_open_room(scene: Scenery) -> RoomId:
    room = next(iter(scene.rooms))
    scene.open(room)
    return room


def queues(scene: Scenery, *departments: str) -> list[int]:
    return sorted(scene.queue(department)["id"] for department in departments)


def test_a_pause_says_why_and_until_when(scene: Scenery) -> None:
    room = an_open_room(scene)
    before = scene.find("SELECT app_now() AS now")[0]["now"]
    scene.run(rooms.pause_room(scene.context, scene.room_command(room), 10, "technical"))
    row = scene.room(room)
    assert (row["state"], row["paused_reason"]) == ("paused", "technical")
    assert 600 <= (row["paused_until"] - before).total_seconds() < 660
    assert scene.events("room_paused") == [("room_paused", "staff", "technical")]
    flow = rooms.pause_room(scene.context, scene.room_command(room), 10, "no such reason")
    assert scene.refused(flow) == "bad_input"
    scene.run(rooms.resume_room(scene.context, scene.room_command(room)))
    row = scene.room(room)
    assert (row["state"], row["paused_reason"], row["paused_until"]) == ("available", None, None)


def test_a_free_room_that_drains_closes_at_once_and_opens_again(scene: Scenery) -> None:
    room = an_open_room(scene)
    scene.run(rooms.drain_room(scene.context, scene.room_command(room)))
    assert (scene.room(room)["state"], scene.room(room)["draining"]) == ("closed", False)
    assert scene.events("room_draining", "room_closed") == [
        ("room_draining", "staff", None),
        ("room_closed", "staff", "drained"),
    ]
    scene.open(room)


def test_a_busy_room_that_drains_finishes_and_then_closes(scene: Scenery) -> None:
    room = an_open_room(scene)
    scene.join("agua")
    waiting = scene.join("agua")
    scene.talk(room)
    scene.run(rooms.drain_room(scene.context, scene.room_command(room)))
    assert scene.room(room)["state"] == "in_call"
    assert scene.refused(rooms.drain_room(scene.context, scene.room_command(room))) == "not_allowed_now"
    scene.conclude(room)
    assert scene.room(room)["state"] == "closed"
    assert scene.ticket(waiting)["state"] == "waiting"


def test_a_room_that_drains_while_it_rings_closes_when_nobody_answers(scene: Scenery) -> None:
    room = an_open_room(scene)
    called = scene.join("agua")
    assert scene.call(room) == called
    scene.run(rooms.drain_room(scene.context, scene.room_command(room)))
    scene.pass_time(91)
    assert (scene.room(room)["state"], scene.ticket(called)["state"]) == ("closed", "absent")


def test_draining_and_calling_at_the_same_moment_is_one_after_the_other(scene: Scenery) -> None:
    room = an_open_room(scene)
    ticket_id = scene.join("agua")
    done = at_once(
        scene,
        f"SELECT FROM room WHERE id = {room} FOR UPDATE",
        rooms.drain_room(scene.context, scene.room_command(room)),
        call.call_next(scene.context, scene.room_command(room)),
    )
    assert done.count("stale_version") == 1
    assert (scene.room(room)["state"], scene.ticket(ticket_id)["state"]) in (
        ("closed", "waiting"),
        ("reserved", "called"),
    )


def test_a_room_of_two_queues_calls_whoever_has_waited_longest_in_either(scene: Scenery) -> None:
    room = an_open_room(scene)
    scene.run(serve(scene, room, ["tesoreria", "agua"]))
    assert scene.room(room)["serves"] == queues(scene, "agua", "tesoreria")
    waiting = [scene.join(department) for department in ("tesoreria", "agua", "agua", "tesoreria")]
    for ticket_id in waiting:
        assert scene.talk(room) == ticket_id
        assert scene.room(room)["queue_id"] == scene.ticket(ticket_id)["queue_id"]
        scene.conclude(room)
    assert scene.refused(call.call_next(scene.context, scene.room_command(room))) == "nobody_waiting"


def test_of_two_queues_the_one_that_is_paused_is_left_out(scene: Scenery) -> None:
    room = an_open_room(scene)
    scene.run(serve(scene, room, ["tesoreria", "agua"]))
    scene.join("tesoreria")
    second = scene.join("agua")
    scene.find("UPDATE queue SET state = 'paused' WHERE id = $1 RETURNING id", scene.queue("tesoreria")["id"])
    assert scene.call(room) == second


def test_a_room_never_leaves_the_queue_of_whom_it_holds(scene: Scenery) -> None:
    room = an_open_room(scene)
    scene.join("agua")
    scene.talk(room)
    assert scene.refused(serve(scene, room, ["tesoreria"])) == "room_busy"
    scene.run(serve(scene, room, ["tesoreria", "agua"]))
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    assert scene.refused(serve(scene, room, ["tesoreria"])) == "room_busy", "the result is still owed"
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), scene.outcome()))
    scene.run(serve(scene, room, ["tesoreria"]))
    row = scene.room(room)
    assert (row["queue_id"], row["serves"]) == (scene.queue("tesoreria")["id"], queues(scene, "tesoreria"))


def test_what_a_room_serves_is_set_for_the_version_that_was_seen_and_put_on_record(scene: Scenery) -> None:
    room = an_open_room(scene)
    seen = scene.room(room)["version"]
    done = at_once(
        scene,
        f"SELECT FROM room WHERE id = {room} FOR UPDATE",
        serve(scene, room, ["tesoreria"], seen),
        serve(scene, room, ["agua", "tesoreria"], seen),
    )
    assert done.count("stale_version") == 1
    logged = scene.find("SELECT detail::json ->> 'serves' AS serves FROM event WHERE kind = 'room_serving'")
    assert [row["serves"] for row in logged] == [str(scene.room(room)["serves"])]
    assert len(scene.find("SELECT FROM audit WHERE action = 'room_set'")) == 1
    assert scene.refused(serve(scene, room, ["agua", "no-such"])) == "unknown_department"
    assert scene.refused(serve(scene, RoomId(999), ["agua"], 1)) == "room_closed"


def test_everybody_who_looks_at_a_queue_learns_that_a_room_came_or_went(scene: Scenery) -> None:
    room = an_open_room(scene)
    before = {department: scene.queue(department)["version"] for department in ("agua", "tesoreria")}
    scene.run(serve(scene, room, ["tesoreria"]))
    assert all(scene.queue(department)["version"] > version for department, version in before.items())


def test_several_directors_share_a_queue_and_nobody_is_served_twice(scene: Scenery) -> None:
    """Each at a node of their own, so that they really meet at the queue's lock."""
    for room in scene.rooms:
        scene.open(room)
    last = list(scene.rooms)[2]
    scene.run(serve(scene, last, ["agua", "tesoreria"]))
    nodes = [AppContext(scene.context.database, scene.context.keyring, scene.context.in_force) for _room in scene.rooms]
    waiting = [scene.join("agua") for _ in range(7)]
    served: list[TicketId] = []
    while len(served) < len(waiting):
        at_once(
            scene,
            f"SELECT FROM queue WHERE id = {scene.queue('agua')['id']} FOR UPDATE",
            *[
                call.call_next(context, scene.room_command(room))
                for context, room in zip(nodes, scene.rooms, strict=True)
            ],
        )
        for ticket in scene.find("SELECT id FROM ticket WHERE state = 'called' ORDER BY joined_at"):
            served.append(TicketId(ticket["id"]))
            scene.run(answer.accept(scene.context, scene.ticket_command(served[-1])))
        for room in scene.rooms:
            if scene.room(room)["state"] == "in_call":
                scene.conclude(room)
    assert served == waiting, "in the order in which they came"


WORKER = """INSERT INTO media_worker (name, boot, capacity, calls, busy_pct, draining, answered_at)
            VALUES ('one', 'boot', 10, 0, 0, false, app_now()) RETURNING name"""
MOVED = """UPDATE staff SET department_id = (SELECT id FROM department WHERE slug = 'tesoreria') WHERE id = $1 RETURNING id"""
HOME = "SELECT media_home FROM department WHERE slug = 'tesoreria'"


def test_a_room_that_gives_its_department_a_home_keeps_no_worker_while_it_waits_for_a_line(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.find(WORKER)
    # The room serves agua, and its department has another line by now.
    scene.find(MOVED, scene.rooms[room])
    scene.run(_opens_beside_who_holds_the_line(scene, room, scene.queue("tesoreria")["id"]))
    assert (scene.room(room)["state"], scene.room(room)["media_worker"]) == ("available", "one")
    assert [row["media_home"] for row in scene.find(HOME)] == ["one"]


async def _opens_beside_who_holds_the_line(scene: Scenery, room: RoomId, line: int) -> None:
    version = (await scene.ask("SELECT version FROM room WHERE id = $1", room))[0]["version"]
    command = RoomCommand(scene.rooms[room], room, CommandId(uuid4()), version)
    async with scene.context.database.begin() as tx:
        await tx.conn.fetch("SELECT FROM queue WHERE id = $1 FOR NO KEY UPDATE", line)
        opening = asyncio.create_task(rooms.open_room(scene.context, command, {}))
        while not (await scene.ask(BLOCKED))[0]["n"]:
            assert not opening.done(), "it did not want the line"
            await asyncio.sleep(0.01)
        # As a director does who is invited into a call there.
        await tx.conn.fetch("SELECT FROM media_worker FOR NO KEY UPDATE NOWAIT")
    await opening
