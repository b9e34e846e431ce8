"""What citizens say of themselves while they wait, and how the visit of a minor ends when the guardian takes the authorisation back."""

from collections.abc import Coroutine
from typing import Any
from uuid import uuid4

import pytest

from audiencia.core.ids import CommandId, RoomId, TicketId
from audiencia.followup import consents
from audiencia.privacy.consent import Minor
from audiencia.queue.call import conclude, hold, transfer
from audiencia.queue.calling import answer, call
from audiencia.queue.moderation import moderate
from tests.support.races import at_once
from tests.support.scenery import Scenery

ANSWER = 91


def test_devices_that_stay_the_same_are_told_to_nobody(scene: Scenery) -> None:
    ticket_id, versions = scene.join("agua"), []
    for devices in ("microphone", "microphone", "none"):
        scene.run(answer.name_devices(scene.context, scene.ticket_command(ticket_id), devices))
        versions.append(scene.queue("agua")["version"])
    first, again, others = versions
    assert first == again < others


@pytest.fixture
def room(scene: Scenery) -> RoomId:
    """An open room of agua, for which a minor waits."""
    room = next(iter(scene.rooms))
    scene.open(room)
    scene.join("agua", minor=Minor("Rosa Núñez", True))
    return room


def withdrawal(scene: Scenery, ticket_id: TicketId) -> Coroutine[Any, Any, bool]:
    attention_id = scene.ticket(ticket_id)["attention_id"]
    notice = scene.context.municipality.notice.hash
    return consents.change(scene.context, attention_id, "guardian", allow=False, notice_hash=notice)


def withdraw(scene: Scenery, ticket_id: TicketId) -> str:
    """It is on record; gives how the visit stands then."""
    scene.run(withdrawal(scene, ticket_id))
    assert scene.find("SELECT FROM consent WHERE purpose = 'guardian' AND revoked_at IS NOT NULL")
    return str(scene.ticket(ticket_id)["state"])


def no_answer(scene: Scenery, room: RoomId) -> TicketId:
    ticket_id = scene.call(room)
    scene.pass_time(ANSWER)
    return ticket_id


def on_hold(scene: Scenery, room: RoomId) -> TicketId:
    ticket_id = scene.talk(room)
    scene.run(hold.put_on_hold(scene.context, scene.room_command(room)))
    return ticket_id


@pytest.mark.parametrize(
    ("doing", "then"),
    [(Scenery.call, "left"), (no_answer, "left"), (Scenery.talk, "wrap_up"), (on_hold, "wrap_up")],
    ids=["called", "absent", "in_call", "on_hold"],
)
def test_the_visit_of_a_minor_ends_whatever_it_is_at(scene: Scenery, room: RoomId, doing: Any, then: str) -> None:
    assert withdraw(scene, doing(scene, room)) == then
    assert scene.room(room)["state"] == ("available" if then == "left" else "wrap_up")
    assert then == "left" or scene.in_slots(room) == set()


def test_whoever_answers_while_it_is_withdrawn_is_attended_no_more(scene: Scenery, room: RoomId) -> None:
    ticket_id = scene.call(room)
    accepted = answer.accept(scene.context, scene.ticket_command(ticket_id))
    at_once(scene, "SELECT FROM queue FOR UPDATE", accepted, withdrawal(scene, ticket_id))
    assert scene.ticket(ticket_id)["state"] in ("left", "wrap_up")
    assert scene.find("SELECT FROM consent WHERE purpose = 'guardian' AND revoked_at IS NOT NULL")


def test_an_adults_visit_does_not_end_by_it(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    scene.run(withdrawal(scene, ticket_id))
    assert scene.ticket(ticket_id)["state"] == "waiting"


def test_nobody_puts_the_minor_back_into_a_line(scene: Scenery, room: RoomId) -> None:
    """Not after a no-show, and not from the end of a call."""
    absent = no_answer(scene, room)
    scene.run(call.call_again(scene.context, scene.room_command(room), absent))
    scene.pass_time(ANSWER)
    assert withdraw(scene, absent) == "no_show"
    undone = moderate.undo_no_show(
        scene.context, scene.moderator, CommandId(uuid4()), absent, scene.ticket(absent)["version"]
    )
    assert scene.refused(undone) == "guardian_withdrew"

    scene.join("agua", minor=Minor("Rosa Núñez", True))
    attended = scene.talk(room)
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    assert withdraw(scene, attended) == "wrap_up"
    moved = transfer.transfer_call(scene.context, scene.room_command(room), "tesoreria", "")
    assert scene.refused(moved) == "guardian_withdrew"
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), scene.outcome()))
    assert scene.ticket(attended)["state"] == "served"
