"""Queues that pause, drain and close, as moderators set them and as time ends them."""

from collections.abc import Coroutine
from typing import Any
from uuid import uuid4

import pytest

from audiencia.core.ids import CommandId, RoomId, StaffId
from audiencia.queue.call import conclude
from audiencia.queue.calling import answer, call
from audiencia.queue.moderation import queues, rooms
from audiencia.queue.moderation.move import SeenTicket, move_tickets
from audiencia.queue.moderation.queues import ModeratorAction
from audiencia.queue.unit.commands import RoomCommand
from tests.support.races import at_once
from tests.support.scenery import Scenery

MINUTE = 60
QUEUE_OF_AGUA = (
    "SELECT FROM queue JOIN department ON department.id = department_id WHERE slug = 'agua' FOR UPDATE OF queue"
)


def set_queue(
    scene: Scenery,
    action: ModeratorAction,
    *,
    version: int | None = None,
    reason: str | None = None,
    minutes: int | None = None,
    department: str = "agua",
    command: CommandId | None = None,
    by: StaffId | None = None,
) -> Coroutine[Any, Any, Any]:
    seen = scene.queue(department)["state_version"] if version is None else version
    return queues.set_queue(
        scene.context,
        by or scene.moderator,
        command or CommandId(uuid4()),
        seen,
        department,
        action,
        reason if reason is not None or action != "pause" else "break",
        minutes,
    )


def set_cap(scene: Scenery, cap: int | None) -> Coroutine[Any, Any, Any]:
    seen = scene.queue("agua")["state_version"]
    return queues.set_cap(scene.context, scene.moderator, CommandId(uuid4()), seen, "agua", cap)


def first_room(scene: Scenery) -> RoomId:
    room = next(iter(scene.rooms))
    scene.open(room)
    return room


def test_a_paused_queue_takes_people_in_and_calls_nobody_until_its_time(scene: Scenery) -> None:
    room = first_room(scene)
    scene.run(set_queue(scene, "pause", minutes=10))
    waiting = scene.join("agua")
    assert scene.refused(call.call_next(scene.context, scene.room_command(room))) == "queue_paused"
    scene.pass_time(9 * MINUTE)
    assert scene.run(queues.close_drained(scene.context)) == 0
    assert scene.queue("agua")["state"] == "paused"
    scene.pass_time(MINUTE)
    assert scene.run(queues.close_drained(scene.context)) == 1
    assert scene.call(room) == waiting
    queue = scene.queue("agua")
    assert (queue["state"], queue["paused_until"], queue["paused_reason"]) == ("open", None, None)
    assert scene.events("queue_paused", "queue_resumed") == [
        ("queue_paused", "staff", "break"),
        ("queue_resumed", "system", "due"),
    ]


def test_a_pause_without_an_end_lasts_until_somebody_ends_it(scene: Scenery) -> None:
    scene.run(set_queue(scene, "pause"))
    scene.pass_time(3 * 60 * MINUTE)
    assert scene.run(queues.close_drained(scene.context)) == 0
    scene.run(set_queue(scene, "resume"))
    assert scene.queue("agua")["state"] == "open"


def test_a_pause_is_made_longer_while_it_lasts(scene: Scenery) -> None:
    scene.run(set_queue(scene, "pause", minutes=5))
    scene.run(set_queue(scene, "pause", minutes=30, reason="technical"))
    scene.pass_time(6 * MINUTE)
    assert scene.run(queues.close_drained(scene.context)) == 0
    queue = scene.queue("agua")
    assert (queue["state"], queue["paused_reason"]) == ("paused", "technical")


def test_a_pause_needs_a_reason_that_people_can_read(scene: Scenery) -> None:
    assert scene.refused(set_queue(scene, "pause", reason="no such reason")) == "bad_input"
    assert scene.refused(set_queue(scene, "drain", reason="break")) == "bad_input"
    assert scene.refused(set_queue(scene, "resume", minutes=5)) == "bad_input"
    assert scene.refused(set_queue(scene, "resume")) == "not_allowed_now"


def test_a_draining_queue_attends_who_is_there_and_then_closes(scene: Scenery) -> None:
    room = first_room(scene)
    waiting, second = scene.join("agua"), scene.join("agua")
    scene.run(set_queue(scene, "drain"))
    assert scene.run(queues.close_drained(scene.context)) == 0
    assert scene.talk(room) == waiting
    scene.conclude(room)
    scene.run(answer.leave(scene.context, scene.ticket_command(second)))
    assert scene.run(queues.close_drained(scene.context)) == 1
    assert scene.run(queues.close_drained(scene.context)) == 0
    assert scene.events("queue_draining", "queue_closed") == [
        ("queue_draining", "staff", None),
        ("queue_closed", "system", "drained"),
    ]
    assert scene.refused(call.call_next(scene.context, scene.room_command(room))) == "queue_closed"
    scene.run(set_queue(scene, "open"))
    assert scene.join("agua")


def test_whoever_did_not_answer_or_is_in_a_call_keeps_a_draining_queue_open(scene: Scenery) -> None:
    room = first_room(scene)
    scene.join("agua")
    scene.call(room)
    scene.pass_time(91)
    scene.run(set_queue(scene, "drain"))
    absent = scene.find("SELECT id, state FROM ticket")[0]
    assert absent["state"] == "absent"
    assert scene.run(queues.close_drained(scene.context)) == 0
    scene.run(call.call_again(scene.context, scene.room_command(room), absent["id"]))
    scene.run(answer.accept(scene.context, scene.ticket_command(absent["id"])))
    assert scene.run(queues.close_drained(scene.context)) == 0
    scene.conclude(room)
    assert scene.run(queues.close_drained(scene.context)) == 1


def test_nobody_is_called_again_from_a_paused_queue(scene: Scenery) -> None:
    room = first_room(scene)
    ticket_id = scene.join("agua")
    scene.call(room)
    scene.pass_time(91)
    scene.run(set_queue(scene, "pause"))
    again = call.call_again(scene.context, scene.room_command(room), ticket_id)
    assert scene.refused(again) == "queue_paused"
    assert scene.ticket(ticket_id)["state"] == "absent"
    scene.run(set_queue(scene, "resume"))
    scene.run(call.call_again(scene.context, scene.room_command(room), ticket_id))
    assert scene.ticket(ticket_id)["state"] == "called"


def test_a_result_that_is_owed_keeps_no_queue_open_and_is_completed_afterwards(scene: Scenery) -> None:
    room = first_room(scene)
    attended = scene.join("agua")
    scene.talk(room)
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    scene.run(conclude.defer_outcome(scene.context, scene.room_command(room)))
    scene.run(set_queue(scene, "drain"))
    assert scene.run(queues.close_drained(scene.context)) == 1
    assert scene.queue("agua")["state"] == "closed"
    command = RoomCommand(scene.rooms[room], room, CommandId(uuid4()))
    seen = scene.ticket(attended)["version"]
    scene.run(conclude.complete_outcome(scene.context, command, attended, seen, scene.outcome()))
    assert scene.ticket(attended)["state"] == "served"


def test_a_command_is_refused_for_what_another_moderator_set_and_not_for_who_joined(scene: Scenery) -> None:
    seen = scene.queue("agua")
    for _ in range(3):
        scene.join("agua")
    assert scene.queue("agua")["version"] > seen["version"], "the board's version goes on with every join"
    scene.run(set_queue(scene, "pause", version=seen["state_version"]))
    assert scene.refused(set_queue(scene, "drain", version=seen["state_version"])) == "stale_version"


def test_two_moderators_at_one_queue_are_one_success_and_one_clear_refusal(scene: Scenery) -> None:
    seen = scene.queue("agua")["state_version"]
    done = at_once(
        scene,
        QUEUE_OF_AGUA,
        set_queue(scene, "pause", version=seen, minutes=5),
        set_queue(scene, "drain", version=seen),
    )
    assert sorted(map(str, done)) == ["stale_version", str({"version": seen + 1})]
    assert len(scene.events("queue_paused", "queue_draining")) == 1


def test_the_same_command_again_answers_as_the_first_time(scene: Scenery) -> None:
    command = CommandId(uuid4())
    first = scene.run(set_queue(scene, "drain", command=command))
    assert scene.run(set_queue(scene, "drain", command=command)) == first
    assert len(scene.events("queue_draining")) == 1


@pytest.mark.parametrize("drain_first", [True, False])
def test_draining_and_joining_at_the_same_moment_leaves_nobody_in_a_closed_queue(
    scene: Scenery, drain_first: bool
) -> None:
    both = [set_queue(scene, "drain"), scene.joining("agua")]
    done = at_once(scene, QUEUE_OF_AGUA, *(both if drain_first else reversed(both)))
    scene.run(queues.close_drained(scene.context))
    refused = "queue_closed" in done
    assert scene.queue("agua")["state"] == ("closed" if refused else "draining")
    assert len(scene.find("SELECT FROM ticket")) == (not refused)


def test_one_more_than_the_cap_is_refused_and_nobody_is_sent_away(scene: Scenery) -> None:
    for _ in range(2):
        scene.join("agua")
    scene.run(set_cap(scene, 1))
    assert scene.refused(scene.joining("agua")) == "queue_full"
    assert len(scene.order()) == 2
    scene.run(set_cap(scene, None))
    assert scene.join("agua")
    assert [row["detail"] for row in scene.find("SELECT detail FROM event WHERE kind = 'queue_cap_set'")] == [
        '{"cap": 1}',
        '{"cap": null}',
    ]
    assert [row["why"] for row in scene.find("SELECT why FROM audit WHERE action = 'queue_set'")] == ["cap", "cap"]


def test_an_unknown_department_has_no_queue(scene: Scenery) -> None:
    assert scene.refused(set_queue(scene, "drain", department="agua", version=99)) == "stale_version"
    flow = queues.set_cap(scene.context, scene.moderator, CommandId(uuid4()), 1, "no-such", 5)
    assert scene.refused(flow) == "unknown_department"


def test_a_person_is_moved_out_of_a_paused_queue_and_not_into_a_draining_one(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    scene.run(set_queue(scene, "pause"))
    scene.run(set_queue(scene, "drain", department="tesoreria"))
    reason = scene.context.municipality.move_reasons[0].code

    def move() -> Coroutine[Any, Any, Any]:
        return move_tickets(
            scene.context, scene.moderator, CommandId(uuid4()), [SeenTicket(ticket_id, 1)], "tesoreria", reason
        )

    assert scene.refused(move()) == "queue_closed"
    scene.run(set_queue(scene, "open", department="tesoreria"))
    scene.run(move())
    assert scene.ticket(ticket_id)["queue_id"] == scene.queue("tesoreria")["id"]


def test_a_room_of_a_closed_queue_stays_open_and_finds_nobody(scene: Scenery) -> None:
    room = first_room(scene)
    scene.run(set_queue(scene, "drain"))
    scene.run(queues.close_drained(scene.context))
    assert scene.refused(call.call_next(scene.context, scene.room_command(room))) == "queue_closed"
    scene.run(rooms.close_room(scene.context, scene.room_command(room)))
