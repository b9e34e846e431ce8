"""A moderator puts somebody first with a coded reason, takes it back, and puts back into the line who is called or absent."""

from collections.abc import Coroutine
from typing import Any
from uuid import UUID, uuid4

from audiencia.core.ids import CommandId, QueueId, TicketId
from audiencia.queue.calling import answer
from audiencia.queue.moderation import reorder
from audiencia.queue.snapshot import decrypted_fields, load_snapshot
from tests.support.races import at_once
from tests.support.scenery import Scenery


def first(
    scene: Scenery, ticket_id: TicketId, reason: str = "urgent", version: int | None = None
) -> Coroutine[Any, Any, Any]:
    seen = scene.ticket(ticket_id)["version"] if version is None else version
    return reorder.put_first(scene.context, scene.moderator, CommandId(uuid4()), ticket_id, seen, reason)


def undo(scene: Scenery, done: Any) -> Coroutine[Any, Any, Any]:
    of = CommandId(UUID(done["first_id"]))
    return reorder.undo_put_first(scene.context, scene.moderator, CommandId(uuid4()), of)


def back(scene: Scenery, ticket_id: TicketId) -> Coroutine[Any, Any, Any]:
    version = scene.ticket(ticket_id)["version"]
    return reorder.put_back(scene.context, scene.moderator, CommandId(uuid4()), ticket_id, version)


def order(scene: Scenery) -> list[TicketId]:
    """The line as it will be called."""
    queue_id = QueueId(scene.queue("agua")["id"])
    return [
        one.id
        for one in scene.run(load_snapshot.snapshot(scene.context, decrypted_fields.Opened(), queue_id, [])).order
    ]


def test_who_is_put_first_is_called_first_and_whoever_is_passed_reads_that_it_happened(scene: Scenery) -> None:
    one, other, last = (scene.join("agua") for _ in range(3))
    scene.run(first(scene, last))
    assert order(scene) == [last, one, other]
    assert [scene.passed(each) for each in (one, other, last)] == [["put_first"], ["put_first"], []]
    assert scene.events("put_first") == [("put_first", "staff", "urgent")]
    assert [row["why"] for row in scene.find("SELECT why FROM audit WHERE action = 'reordered'")] == ["urgent"]
    room = next(iter(scene.rooms))
    scene.open(room)
    assert scene.call(room) == last


def test_it_needs_a_known_reason_and_somebody_who_waits_and_is_not_first_already(scene: Scenery) -> None:
    one, other = scene.join("agua"), scene.join("agua")
    assert scene.refused(first(scene, other, "friend_of_mine")) == "bad_input"
    assert scene.refused(first(scene, other, version=99)) == "ticket_moved"
    scene.run(first(scene, other))
    assert scene.refused(first(scene, other)) == "first_already"
    room = next(iter(scene.rooms))
    scene.open(room)
    assert scene.call(room) == other
    assert scene.refused(first(scene, other)) == "first_already"
    scene.run(answer.leave(scene.context, scene.ticket_command(one)))
    assert scene.refused(first(scene, one)) == "not_allowed_now"


def test_it_is_undone_within_a_minute_and_only_while_nothing_else_happened(scene: Scenery) -> None:
    one, other = scene.join("agua"), scene.join("agua")
    done = scene.run(first(scene, other))
    scene.run(undo(scene, done))
    assert order(scene) == [one, other]
    assert scene.refused(undo(scene, done)) == "ticket_moved"
    again = scene.run(first(scene, other))
    scene.pass_time(71)
    assert scene.refused(undo(scene, again)) == "undo_too_late"


def test_who_is_being_called_is_put_back_and_the_room_is_free(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    called, behind = scene.join("agua"), scene.join("agua")
    assert scene.call(room) == called
    scene.run(back(scene, called))
    assert order(scene) == [called, behind]
    assert scene.room(room)["state"] == "available"
    assert scene.passed(behind) == ["call_withdrawn"]
    assert scene.ticket(called)["calls"] == 0, "a call that was taken back counts towards no no-show"


def test_who_did_not_answer_is_put_back_at_the_old_place(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    absent, behind = scene.join("agua"), scene.join("agua")
    scene.call(room)
    scene.pass_time(91)
    assert scene.ticket(absent)["state"] == "absent"
    scene.run(back(scene, absent))
    assert order(scene) == [absent, behind]
    assert scene.refused(back(scene, absent)) == "not_allowed_now"


def test_answering_and_putting_back_at_the_same_moment_leaves_one_of_both(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    called = scene.join("agua")
    scene.call(room)
    lock = f"SELECT FROM queue WHERE id = {scene.queue('agua')['id']} FOR UPDATE"
    at_once(scene, lock, back(scene, called), answer.accept(scene.context, scene.ticket_command(called)))
    assert (scene.ticket(called)["state"], scene.room(room)["state"]) in (
        ("waiting", "available"), ("ready_check", "available"), ("in_call", "in_call"),
    )  # fmt: skip
