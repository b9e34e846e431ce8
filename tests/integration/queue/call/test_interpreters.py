"""Interpreters are in one call at a time, whichever queues and rooms want them; nobody waits for the wrong reason."""

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID, uuid4

from audiencia.core.errors import Code
from audiencia.core.ids import CommandId, RoomId, TicketId
from audiencia.operations.setup import seed
from audiencia.queue.call import conclude
from audiencia.queue.calling import answer, call, wait
from audiencia.queue.moderation import moderate
from tests.support.races import BLOCKED, at_once
from tests.support.scenery import Scenery

SIGNS = ("sign_language",)
BOOKED = """SELECT interpreter.code, room_id FROM reservation JOIN interpreter ON interpreter.id = interpreter_id
            WHERE ended_at IS NULL AND interpreter_until IS NULL"""


def set_present(scene: Scenery, present: bool, code: str = "lsm_1") -> Coroutine[Any, Any, Any]:
    return moderate.set_interpreter(scene.context, scene.moderator, CommandId(uuid4()), code, present)


def open_rooms(scene: Scenery) -> list[RoomId]:
    """Two rooms of agua and one of tesoreria."""
    for room in scene.rooms:
        scene.open(room)
    return list(scene.rooms)


def booked(scene: Scenery) -> list[dict[str, Any]]:
    return [dict(row) for row in scene.find(BOOKED)]


def test_whoever_needs_an_interpreter_is_called_when_room_and_interpreter_are_free(scene: Scenery) -> None:
    first, second, _other = open_rooms(scene)
    signing, next_signing, ordinary = scene.join("agua", SIGNS), scene.join("agua", SIGNS), scene.join("agua")
    assert scene.call(first) == signing
    assert booked(scene) == [{"code": "lsm_1", "room_id": first}]
    assert scene.call(second) == ordinary
    passed = scene.find("SELECT ticket_id, reason FROM event WHERE kind = 'passed_over'")
    assert [dict(row) for row in passed] == [{"ticket_id": next_signing, "reason": "interpreter_busy"}]
    scene.run(answer.accept(scene.context, scene.ticket_command(signing)))
    scene.conclude(first)
    assert scene.call(first) == next_signing


def test_whoever_waits_for_the_interpreter_reads_it_once_and_what_they_saw_still_holds(scene: Scenery) -> None:
    first, second, _other = open_rooms(scene)
    scene.join("agua", SIGNS)
    waiting = scene.join("agua", SIGNS)
    scene.talk(first)
    seen = scene.ticket_command(waiting)

    def pass_by(people: int) -> int:
        for ordinary in [scene.join("agua") for _ in range(people)]:
            assert scene.talk(second) == ordinary
            scene.conclude(second)
        told = scene.find("SELECT reason FROM event WHERE kind = 'passed_over' AND ticket_id = $1", waiting)
        assert {row["reason"] for row in told} == {"interpreter_busy"}
        return len(told)

    assert pass_by(4) == 1
    scene.run(wait.postpone(scene.context, seen, let_pass=20))
    scene.run(wait.resume(scene.context, scene.ticket_command(waiting)))
    assert pass_by(3) == 2, "something else has happened since they read it"


def test_the_interpreter_is_free_when_the_talk_ends_and_not_only_with_the_result(scene: Scenery) -> None:
    first, second, _other = open_rooms(scene)
    scene.join("agua", SIGNS)
    next_signing = scene.join("agua", SIGNS)
    scene.talk(first)
    scene.run(conclude.end_call(scene.context, scene.room_command(first)))
    assert scene.call(second) == next_signing
    assert booked(scene) == [{"code": "lsm_1", "room_id": second}]


def test_two_rooms_of_two_queues_at_the_same_moment_book_one_interpreter_once(scene: Scenery) -> None:
    """The one that comes second calls whoever is next without an interpreter, as if it had always known."""
    first, _second, other = open_rooms(scene)
    signing = {scene.join(department, SIGNS) for department in ("agua", "tesoreria")}
    ordinary = {scene.join(department) for department in ("agua", "tesoreria")}
    done = at_once(
        scene,
        "SELECT FROM interpreter FOR UPDATE",
        call.call_next(scene.context, scene.room_command(first)),
        call.call_next(scene.context, scene.room_command(other)),
    )
    called = {TicketId(UUID(one["ticket_id"])) for one in done}  # type: ignore[index]
    assert len(called & signing) == 1
    assert len(called & ordinary) == 1
    assert len(booked(scene)) == 1


def test_two_rooms_at_the_same_moment_and_nobody_else_is_one_call_and_one_clear_refusal(scene: Scenery) -> None:
    first, _second, other = open_rooms(scene)
    for department in ("agua", "tesoreria"):
        scene.join(department, SIGNS)
    done = at_once(
        scene,
        "SELECT FROM interpreter FOR UPDATE",
        call.call_next(scene.context, scene.room_command(first)),
        call.call_next(scene.context, scene.room_command(other)),
    )
    assert done.count(Code.NOBODY_FOR_THIS_ROOM.value) == 1
    assert len(booked(scene)) == 1


def test_rooms_of_one_queue_at_the_same_moment_book_one_interpreter_once(scene: Scenery) -> None:
    """This node knows by their earlier calls that they serve the same queue: it serves them together."""
    first, second, _other = open_rooms(scene)
    for room in (first, second):
        assert scene.refused(call.call_next(scene.context, scene.room_command(room))) == "nobody_waiting"
    signing, passed, ordinary = scene.join("agua", SIGNS), scene.join("agua", SIGNS), scene.join("agua")

    async def both() -> list[object]:
        return await asyncio.gather(*flows)

    flows = [call.call_next(scene.context, scene.room_command(room)) for room in (first, second)]
    called = {TicketId(UUID(one["ticket_id"])) for one in scene.run(both())}  # type: ignore[index]
    assert called == {signing, ordinary}
    assert len(booked(scene)) == 1
    over = scene.find("SELECT ticket_id, reason FROM event WHERE kind = 'passed_over'")
    assert [dict(row) for row in over] == [{"ticket_id": passed, "reason": "interpreter_busy"}]


def test_an_interpreter_who_is_not_there_is_not_booked_and_one_who_comes_is(scene: Scenery) -> None:
    first, *_ = open_rooms(scene)
    signing = scene.join("agua", SIGNS)
    scene.run(set_present(scene, False))
    assert scene.refused(call.call_next(scene.context, scene.room_command(first))) == "nobody_for_this_room"
    scene.run(set_present(scene, True))
    assert scene.call(first) == signing


def test_an_interpreter_who_goes_finishes_the_call(scene: Scenery) -> None:
    first, second, _other = open_rooms(scene)
    scene.join("agua", SIGNS)
    scene.join("agua", SIGNS)
    scene.talk(first)
    scene.run(set_present(scene, False))
    assert booked(scene) == [{"code": "lsm_1", "room_id": first}]
    scene.conclude(first)
    assert scene.refused(call.call_next(scene.context, scene.room_command(second))) == "nobody_for_this_room"


def test_coming_and_going_is_on_record_once_and_tells_every_queue(scene: Scenery) -> None:
    before = {row["id"]: row["version"] for row in scene.find("SELECT id, version FROM queue")}
    scene.run(set_present(scene, False))
    scene.run(set_present(scene, False))
    after = {row["id"]: row["version"] for row in scene.find("SELECT id, version FROM queue")}
    assert after == {queue: version + 1 for queue, version in before.items()}
    assert scene.events("interpreter_went", "interpreter_came") == [("interpreter_went", "staff", None)]
    assert len(scene.find("SELECT FROM audit WHERE action = 'interpreter_set'")) == 1
    assert scene.refused(set_present(scene, True, "nobody")) == "not_found"


def test_an_installation_that_is_older_than_interpreters_gets_them_at_its_next_start(scene: Scenery) -> None:
    scene.find("DELETE FROM interpreter WHERE code = 'lsm_1'")
    scene.find("UPDATE interpreter SET present = false, name_es = 'Otra'")
    first, *_ = open_rooms(scene)
    scene.run(seed.seed(scene.context.database, scene.context.municipality))
    found = scene.find("SELECT code, present, name_es FROM interpreter ORDER BY present DESC")
    assert [tuple(row.values()) for row in found] == [
        ("lsm_1", True, "Intérprete de LSM 1"),
        (found[1]["code"], False, "Otra"),
    ]
    signing = scene.join("agua", SIGNS)
    assert scene.call(first) == signing
    assert booked(scene) == [{"code": "lsm_1", "room_id": first}]


def test_who_calls_again_waits_for_interpreters_without_holding_the_ticket(scene: Scenery) -> None:
    first, *_ = open_rooms(scene)
    signing = scene.join("agua", SIGNS)
    assert scene.call(first) == signing
    scene.pass_time(91)
    again = call.call_again(scene.context, scene.room_command(first), signing)

    async def meanwhile() -> None:
        async with scene.context.database.begin() as tx:
            await tx.conn.fetch("SELECT FROM interpreter FOR UPDATE")
            calling = asyncio.create_task(again)
            while (await scene.ask(BLOCKED))[0]["n"] == 0:
                await asyncio.sleep(0.01)
            await tx.conn.fetch("SELECT FROM ticket WHERE id = $1 FOR UPDATE NOWAIT", signing)
        await calling

    scene.run(meanwhile())
    assert booked(scene) == [{"code": "lsm_1", "room_id": first}]


def test_an_interpreter_goes_while_rooms_of_all_queues_call(scene: Scenery) -> None:
    """Locks are taken in one order, so that none of them ever waits for the other."""
    first, second, other = open_rooms(scene)
    for department in ("agua", "agua", "tesoreria"):
        scene.join(department, SIGNS)
    at_once(
        scene,
        "SELECT FROM queue ORDER BY id FOR UPDATE",
        call.call_next(scene.context, scene.room_command(first)),
        set_present(scene, False),
        call.call_next(scene.context, scene.room_command(other)),
        call.call_next(scene.context, scene.room_command(second)),
    )
    assert len(booked(scene)) <= 1
