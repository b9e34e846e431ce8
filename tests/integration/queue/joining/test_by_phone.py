"""Attention by telephone: asked for, dialled, gone over to in mid-call, and back."""

from collections.abc import Sequence

import pytest

from audiencia.core.ids import RoomId, TicketId
from audiencia.queue.call import assist, citizen_disconnect, hold
from audiencia.queue.calling import answer, call, wait
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.joining import by_phone
from tests.support import invariants
from tests.support.scenery import Scenery

NUMBER = "722 555 0199"


@pytest.fixture
def room(scene: Scenery) -> RoomId:
    """An open room with its director."""
    first = next(iter(scene.rooms))
    scene.open(first)
    scene.connect(first)
    return first


@pytest.fixture
def by_call(scene: Scenery) -> TicketId:
    """Somebody whom the front desk took in on the telephone; no page is open."""
    return scene.join("agua", contact=NUMBER, medium="phone", by=scene.moderator)


@pytest.fixture
def talking(scene: Scenery, room: RoomId) -> TicketId:
    """Who is in a video call of that room, on one page that is open."""
    ticket_id = scene.join("agua", contact=NUMBER)
    return scene.talk(room) if ticket_id else ticket_id


def seen(scene: Scenery, ticket_id: TicketId) -> tuple[str, str]:
    found = scene.ticket(ticket_id)
    return found["state"], found["medium"]


def told(scene: Scenery, why: str) -> Sequence[object]:
    """What the record says of it."""
    return scene.find("SELECT actor_id FROM audit WHERE action = 'telephoned' AND why = $1", why)


def go_on(scene: Scenery, room: RoomId) -> None:
    scene.run(by_phone.continue_by_phone(scene.context, scene.room_command(room)))


def test_a_telephone_call_the_whole_way_to_the_result(scene: Scenery, room: RoomId, by_call: TicketId) -> None:
    assert scene.call(room) == by_call
    scene.pass_time(120)  # longer than a page has: the number has to be dialled first
    assert seen(scene, by_call) == ("called", "phone")
    scene.run(by_phone.phone_answered(scene.context, scene.room_command(room)))
    assert seen(scene, by_call) == ("in_call", "phone")
    assert scene.in_slots(room) == set()
    assert len(told(scene, "answered")) == 1
    scene.pass_time(1200)  # nobody was ever connected: nothing is cut off
    assert seen(scene, by_call) == ("in_call", "phone")
    scene.conclude(room)
    assert seen(scene, by_call) == ("served", "phone")
    assert scene.legs(by_call) == [("agua", "concluded")]
    assert scene.events("answered", "call_began") == [("answered", "staff", None), ("call_began", "staff", None)]


def test_nobody_is_passed_for_being_without_a_page(scene: Scenery, room: RoomId, by_call: TicketId) -> None:
    other = scene.join("agua")
    scene.connect(other)
    scene.run(wait.say_ready(scene.context, scene.ticket_command(other)))
    scene.run(wait.ask_ready(scene.context))
    assert seen(scene, by_call) == ("waiting", "phone")
    assert scene.call(room) == by_call


def test_a_telephone_passes_nobody_for_being_ready(scene: Scenery, room: RoomId) -> None:
    first = scene.join("agua")
    scene.join("agua", contact=NUMBER, medium="phone", by=scene.moderator)
    assert scene.call(room) == first


def test_two_calls_before_a_no_show(scene: Scenery, room: RoomId, by_call: TicketId) -> None:
    scene.call(room)
    scene.run(by_phone.phone_no_answer(scene.context, scene.room_command(room)))
    assert seen(scene, by_call) == ("absent", "phone")
    assert scene.room(room)["state"] == "available"
    scene.run(call.call_again(scene.context, scene.room_command(room), by_call))
    scene.run(by_phone.phone_no_answer(scene.context, scene.room_command(room)))
    assert seen(scene, by_call) == ("no_show", "phone")
    assert scene.events("missed", "no_show") == [
        ("missed", "staff", "phone_no_answer"),
        ("no_show", "staff", "phone_no_answer"),
    ]


def test_a_director_who_says_nothing_of_a_call_frees_the_room_in_the_end(
    scene: Scenery, room: RoomId, by_call: TicketId
) -> None:
    scene.call(room)
    scene.pass_time(240)
    assert seen(scene, by_call) == ("absent", "phone")
    assert scene.events("missed") == [("missed", "system", "no_answer")]


def test_a_video_call_goes_on_by_telephone_and_back(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    socket = scene.connect(talking)
    epoch = scene.room(room)["media_epoch"]
    assert len(scene.in_slots(room)) == 2
    go_on(scene, room)
    assert seen(scene, talking) == ("in_call", "phone")
    assert scene.in_slots(room) == set()
    assert scene.room(room)["media_epoch"] == epoch + 1
    assert len(told(scene, "continued")) == 1
    scene.disconnect(talking, socket)
    assert scene.refused(by_phone.back_to_video(scene.context, scene.room_command(room))) == "citizen_away"
    scene.pass_time(600)
    assert seen(scene, talking) == ("in_call", "phone")
    scene.connect(talking)
    scene.run(by_phone.back_to_video(scene.context, scene.room_command(room)))
    assert seen(scene, talking) == ("in_call", "video")
    assert len(scene.in_slots(room)) == 2
    assert scene.room(room)["media_epoch"] == epoch + 2
    scene.conclude(room)
    assert scene.legs(talking) == [("agua", "concluded")]


@pytest.mark.parametrize("held", [False, True])
def test_a_call_that_was_cut_off_goes_on_by_telephone(
    scene: Scenery, room: RoomId, talking: TicketId, held: bool
) -> None:
    if held:
        scene.run(hold.put_on_hold(scene.context, scene.room_command(room)))
    scene.disconnect(talking, scene.connect(talking))
    scene.pass_time(20)
    assert seen(scene, talking) == ("reconnecting", "video")
    go_on(scene, room)
    assert seen(scene, talking) == ("in_call", "phone")
    assert scene.room(room)["state"] == "in_call"
    assert scene.in_slots(room) == set()
    scene.pass_time(600)
    assert seen(scene, talking) == ("in_call", "phone")
    assert scene.legs(talking) == [("agua", None)]


def test_whom_the_telephone_does_not_reach_is_next(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    go_on(scene, room)
    scene.run(citizen_disconnect.let_go(scene.context, scene.room_command(room)))
    assert seen(scene, talking) == ("waiting", "phone")
    assert scene.ticket(talking)["to_front"]
    assert scene.call(room) == talking


def test_a_call_that_rings_is_dialled_instead(scene: Scenery, room: RoomId) -> None:
    ticket_id = scene.join("agua", contact=NUMBER)
    scene.call(room)
    scene.pass_time(80)
    go_on(scene, room)
    assert scene.refused(answer.accept(scene.context, scene.ticket_command(ticket_id))) == "by_phone"
    scene.pass_time(200)
    assert seen(scene, ticket_id) == ("called", "phone")
    scene.run(invariants.check(scene.ask))
    scene.run(by_phone.phone_answered(scene.context, scene.room_command(room)))
    assert seen(scene, ticket_id) == ("in_call", "phone")


def test_who_gave_no_number_is_not_dialled(scene: Scenery, room: RoomId) -> None:
    scene.join("agua", contact="zenaida@example.org")
    scene.talk(room)
    assert scene.refused(by_phone.continue_by_phone(scene.context, scene.room_command(room))) == "telephone_needed"


def test_a_number_that_does_not_open_is_not_dialled_and_that_is_noted(scene: Scenery, room: RoomId) -> None:
    ticket_id = scene.join("agua", contact=NUMBER)
    attention_id = scene.ticket(ticket_id)["attention_id"]
    scene.talk(room)
    scene.find("UPDATE attention SET contact_sealed = 'x' WHERE id = $1 RETURNING id", attention_id)
    assert scene.refused(by_phone.continue_by_phone(scene.context, scene.room_command(room))) == "data_unreadable"
    assert scene.noted() == {("attention.contact", attention_id)}


def test_what_a_telephone_cannot_do(scene: Scenery, room: RoomId, by_call: TicketId) -> None:
    assert scene.refused(by_phone.phone_answered(scene.context, scene.room_command(room))) == "not_allowed_now"
    scene.call(room)
    scene.run(by_phone.phone_answered(scene.context, scene.room_command(room)))
    for refused in (
        hold.put_on_hold(scene.context, scene.room_command(room)),
        assist.invite(scene.context, scene.room_command(room), "agua"),
        by_phone.continue_by_phone(scene.context, scene.room_command(room)),
    ):
        assert scene.refused(refused) == "by_phone"
    assert scene.refused(by_phone.phone_no_answer(scene.context, scene.room_command(room))) == "not_allowed_now"


def test_only_a_telephone_call_is_answered_for_somebody(scene: Scenery, room: RoomId) -> None:
    scene.join("agua", contact=NUMBER)
    scene.call(room)
    for flow in (by_phone.phone_answered, by_phone.phone_no_answer, by_phone.back_to_video):
        assert scene.refused(flow(scene.context, scene.room_command(room))) == "not_allowed_now"


def test_a_talk_outlives_the_directors_page_for_a_while(scene: Scenery, room: RoomId, by_call: TicketId) -> None:
    scene.call(room)
    scene.run(by_phone.phone_answered(scene.context, scene.room_command(room)))
    socket = scene.find("SELECT id FROM connection WHERE room_id = $1", room)[0]["id"]
    scene.disconnect(room, socket)
    scene.pass_time(1500)
    assert (seen(scene, by_call)[0], scene.room(room)["state"]) == ("in_call", "in_call")
    scene.pass_time(600)
    assert (seen(scene, by_call)[0], scene.room(room)["state"]) == ("outcome_pending", "disconnected")
    assert scene.legs(by_call) == [("agua", "concluded")]


class TestTheCitizenAsks:
    """On the waiting page, and on the page of a call that cannot be answered."""

    def test_and_takes_it_back(self, scene: Scenery, room: RoomId) -> None:
        ticket_id = scene.join("agua", contact=NUMBER)
        scene.run(by_phone.prefer_phone(scene.context, scene.ticket_command(ticket_id), ""))
        assert seen(scene, ticket_id) == ("waiting", "phone")
        assert scene.refused(by_phone.prefer_phone(scene.context, scene.ticket_command(ticket_id), "")) == "by_phone"
        scene.run(by_phone.prefer_video(scene.context, scene.ticket_command(ticket_id)))
        assert seen(scene, ticket_id) == ("waiting", "video")
        assert scene.refused(by_phone.prefer_video(scene.context, scene.ticket_command(ticket_id))) == "not_allowed_now"

    def test_and_is_asked_no_more_whether_they_are_ready(self, scene: Scenery, room: RoomId) -> None:
        ticket_id = scene.join("agua", contact=NUMBER)
        scene.run(wait.ask_ready(scene.context))
        assert seen(scene, ticket_id) == ("ready_check", "video")
        scene.run(by_phone.prefer_phone(scene.context, scene.ticket_command(ticket_id), ""))
        scene.run(wait.ask_ready(scene.context))
        assert seen(scene, ticket_id) == ("waiting", "phone")

    def test_and_must_say_where(self, scene: Scenery) -> None:
        ticket_id = scene.join("agua")
        for typed in ("", "no tengo"):
            asked = by_phone.prefer_phone(scene.context, scene.ticket_command(ticket_id), typed)
            assert scene.refused(asked) == "telephone_needed"
        scene.run(by_phone.prefer_phone(scene.context, scene.ticket_command(ticket_id), NUMBER))
        assert seen(scene, ticket_id) == ("waiting", "phone")
        # From then on the staff see this number beside others of the line that were taken with it.
        again = scene.ticket(scene.join("agua", contact="+52 722 555 01 99"))
        assert again["contact_index"] == scene.ticket(ticket_id)["contact_index"] is not None

    def test_and_says_it_again_where_the_number_does_not_open(self, scene: Scenery) -> None:
        ticket_id = scene.join("agua", contact=NUMBER)
        attention_id = scene.ticket(ticket_id)["attention_id"]
        scene.find("UPDATE attention SET contact_sealed = 'x' WHERE id = $1 RETURNING id", attention_id)
        asked = by_phone.prefer_phone(scene.context, scene.ticket_command(ticket_id), "")
        assert scene.refused(asked) == "telephone_needed"
        assert scene.noted() == {("attention.contact", attention_id)}
        scene.run(by_phone.prefer_phone(scene.context, scene.ticket_command(ticket_id), NUMBER))
        assert seen(scene, ticket_id) == ("waiting", "phone")

    def test_at_a_number_that_somebody_else_of_the_line_has(self, scene: Scenery) -> None:
        scene.join("agua", contact=NUMBER)
        other = scene.join("agua")
        scene.run(by_phone.prefer_phone(scene.context, scene.ticket_command(other), NUMBER))
        assert seen(scene, other) == ("waiting", "phone")

    def test_while_it_rings(self, scene: Scenery, room: RoomId) -> None:
        ticket_id = scene.join("agua", contact=NUMBER)
        scene.call(room)
        scene.run(by_phone.prefer_phone(scene.context, scene.ticket_command(ticket_id), ""))
        scene.pass_time(200)
        assert seen(scene, ticket_id) == ("called", "phone")
        scene.run(by_phone.prefer_video(scene.context, scene.ticket_command(ticket_id)))
        scene.run(answer.accept(scene.context, scene.ticket_command(ticket_id)))
        assert seen(scene, ticket_id) == ("in_call", "video")

    def test_not_in_the_call(self, scene: Scenery, talking: TicketId) -> None:
        asked = by_phone.prefer_phone(scene.context, scene.ticket_command(talking), "")
        assert scene.refused(asked) == "not_allowed_now"


def test_a_call_of_three_ends_with_it(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    colleague = list(scene.rooms)[1]
    scene.open(colleague)
    scene.connect(colleague)
    scene.run(assist.invite(scene.context, scene.room_command(room), "agua"))
    scene.run(assist.answer_invitation(scene.context, scene.room_command(colleague), True))
    assert len(scene.in_slots(room)) == 3
    go_on(scene, room)
    assert (scene.room(room)["state"], scene.room(colleague)["state"]) == ("in_call", "available")
    assert scene.in_slots(room) == set()


@pytest.mark.parametrize("state", [TicketState.READY_CHECK, TicketState.ON_HOLD])
def test_the_schema_knows_where_a_telephone_cannot_be(scene: Scenery, by_call: TicketId, state: TicketState) -> None:
    found = scene.find(
        "SELECT pg_get_constraintdef(oid) AS rule FROM pg_constraint WHERE conrelid = 'ticket'::regclass"
    )
    rules = [row["rule"] for row in found if "medium" in row["rule"] and "phone" in row["rule"]]
    assert any(state.value in rule for rule in rules)
