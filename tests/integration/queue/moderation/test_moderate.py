"""A moderator ends and moves tickets: once, for what was seen, with a reason that the person can read."""

from collections.abc import Coroutine
from typing import Any
from uuid import uuid4

from audiencia.core.ids import CommandId, TicketId
from audiencia.queue.calling import answer, call, wait
from audiencia.queue.moderation import moderate
from audiencia.queue.moderation.moderate import CancelReason
from audiencia.queue.moderation.move import SeenTicket, move_tickets
from tests.support.races import at_once
from tests.support.scenery import Scenery


def cancel(
    scene: Scenery, ticket_id: TicketId, reason: CancelReason = "duplicate", version: int | None = None
) -> Coroutine[Any, Any, Any]:
    seen = scene.ticket(ticket_id)["version"] if version is None else version
    return moderate.cancel_ticket(scene.context, scene.moderator, CommandId(uuid4()), ticket_id, seen, reason)


def move(scene: Scenery, ticket_id: TicketId, department: str, version: int | None = None) -> Coroutine[Any, Any, Any]:
    seen = scene.ticket(ticket_id)["version"] if version is None else version
    reason = scene.context.municipality.move_reasons[0].code
    return move_tickets(
        scene.context, scene.moderator, CommandId(uuid4()), [SeenTicket(ticket_id, seen)], department, reason
    )


def line_lock(scene: Scenery) -> str:
    return f"SELECT FROM queue WHERE id = {scene.queue('agua')['id']} FOR UPDATE"


def test_a_cancelled_ticket_ends_with_its_leg_and_its_reason(scene: Scenery) -> None:
    ticket_id, behind = scene.join("agua"), scene.join("agua")
    scene.run(cancel(scene, ticket_id, "asked_by_person"))
    assert scene.ticket(ticket_id)["state"] == "cancelled"
    assert scene.legs(ticket_id) == [("agua", "cancelled")]
    assert scene.events("cancelled") == [("cancelled", "staff", "asked_by_person")]
    assert [row["why"] for row in scene.find("SELECT why FROM audit WHERE action = 'cancelled'")] == ["asked_by_person"]
    assert [row["id"] for row in scene.order()] == [behind]


def test_the_postponed_and_the_absent_are_cancelled_too_and_whoever_is_attended_is_not(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    absent, postponed, attended = scene.join("agua"), scene.join("agua"), scene.join("agua")
    assert scene.call(room) == absent
    scene.pass_time(91)
    scene.run(wait.postpone(scene.context, scene.ticket_command(postponed), let_pass=2))
    assert scene.call(room) == attended
    assert scene.refused(cancel(scene, attended)) == "not_allowed_now"
    scene.run(answer.accept(scene.context, scene.ticket_command(attended)))
    assert scene.refused(cancel(scene, attended)) == "not_allowed_now"
    scene.run(cancel(scene, absent))
    scene.run(cancel(scene, postponed))
    assert {scene.ticket(one)["state"] for one in (absent, postponed)} == {"cancelled"}


def test_whoever_was_cancelled_can_join_again(scene: Scenery) -> None:
    first = scene.join("agua", device="one")
    assert scene.refused(scene.joining("agua", device="one")) == "device_in_line"
    scene.run(cancel(scene, first))
    assert scene.join("agua", device="one")


def test_two_moderators_who_end_one_ticket_are_one_success_and_one_clear_refusal(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    done = at_once(scene, line_lock(scene), cancel(scene, ticket_id), cancel(scene, ticket_id, "abuse"))
    assert done.count("ticket_moved") == 1
    assert len(scene.events("cancelled")) == 1


def test_ending_and_calling_at_the_same_moment_leaves_one_of_both(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    ticket_id = scene.join("agua")
    done = at_once(
        scene,
        line_lock(scene),
        cancel(scene, ticket_id),
        call.call_next(scene.context, scene.room_command(room)),
    )
    ended = "nobody_waiting" in done
    assert (scene.ticket(ticket_id)["state"], scene.room(room)["state"]) == (
        ("cancelled", "available") if ended else ("called", "reserved")
    )


def test_nobody_is_moved_into_a_line_in_which_they_are_already(scene: Scenery) -> None:
    here, there = scene.join("agua", device="one"), scene.join("tesoreria", device="one")
    assert scene.refused(move(scene, here, "tesoreria")) == "waits_there"
    scene.run(cancel(scene, there))
    scene.run(move(scene, here, "tesoreria"))
    assert scene.ticket(here)["queue_id"] == scene.queue("tesoreria")["id"]


def test_two_moderators_who_move_one_ticket_to_and_fro_cross_no_locks(scene: Scenery) -> None:
    here, there = scene.join("agua"), scene.join("tesoreria")
    done = at_once(
        scene,
        "SELECT FROM queue ORDER BY id FOR UPDATE",
        move(scene, here, "tesoreria"),
        move(scene, there, "agua"),
        move(scene, here, "tesoreria", 1),
    )
    assert sum(one == "ticket_moved" for one in done) == 1
    assert scene.ticket(here)["queue_id"] == scene.queue("tesoreria")["id"]
    assert scene.ticket(there)["queue_id"] == scene.queue("agua")["id"]
