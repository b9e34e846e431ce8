"""The mayor knocks at a call: in only when both agree, and a refusal is told to nobody."""

from typing import Any

import pytest
from asyncpg.exceptions import CheckViolationError

from audiencia.core.ids import RoomId, party_of_room, party_of_ticket
from audiencia.queue.call import assist, conclude, knock
from audiencia.queue.calling import call
from audiencia.queue.moderation import rooms
from tests.support.knocking import Knocking
from tests.support.races import at_once

ANSWERS = {"the director": (False, None), "the citizen": (None, False), "both": (False, False)}


def test_both_are_asked_and_nobody_is_in_yet(knocking: Knocking) -> None:
    knock_id = knocking.knock()
    assert knocking.states() == ("in_call", "in_call", "available")
    for seen in (knocking.citizen_sees()["knock"], knocking.director_sees(knocking.host)["knock"]):
        assert (seen["knock_id"], seen["role"], seen["answered"]) == (knock_id, "asked", False)
        assert (seen["director"], seen["department"]) == ("presidencia", "Mayor's Office")
    own = knocking.director_sees(knocking.mayor)
    assert own["assist"] is None
    assert (own["knock"]["role"], own["knock"]["director"]) == ("visitor", "titular-0")
    assert "Zenaida" not in str(own)


@pytest.mark.parametrize("first", ["host", "citizen"])
def test_the_mayor_is_in_when_both_agree_whoever_answers_first(knocking: Knocking, first: str) -> None:
    scene, host, mayor = knocking.scene, knocking.host, knocking.mayor
    knocking.knock()
    answers = [knocking.hosts_answer, knocking.citizens_answer]
    for answer in answers if first == "host" else answers[::-1]:
        assert knocking.states()[2] == "available"
        scene.run(answer(True))
    assert knocking.states() == ("in_call", "in_call", "assisting")
    parties = {party_of_ticket(knocking.citizen), party_of_room(host), party_of_room(mayor)}
    assert scene.in_slots(host) == parties
    assert knocking.citizen_sees()["call"]["second"]["knock_id"] == knocking.knock_id()
    seen = knocking.director_sees(host)["assist"]
    assert (seen["role"], seen["kind"], seen["joined"]) == ("host", "knock", True)
    assert scene.find("SELECT why FROM audit WHERE action = 'disclosed' AND actor_id = $1", scene.rooms[mayor])


@pytest.mark.parametrize("who", ANSWERS)
def test_a_refusal_shows_nobody_else_anything_before_its_time_is_over_nor_after(knocking: Knocking, who: str) -> None:
    by_host, by_citizen = ANSWERS[who]
    others = {"mayor": lambda: knocking.director_sees(knocking.mayor)}
    if by_citizen is None:
        others["citizen"] = knocking.citizen_sees
    if by_host is None:
        others["host"] = lambda: knocking.director_sees(knocking.host)
    knocking.knock()
    silent = {name: look() for name, look in others.items()}
    _answer(knocking, by_host, by_citizen)
    assert {name: look() for name, look in others.items()} == silent
    knocking.scene.pass_time(45)
    after = _over(knocking)
    # The same again, and nobody answers.
    knocking.knock()
    knocking.scene.pass_time(45)
    assert _over(knocking) == after
    assert knocking.ending() == "expired"
    assert knocking.live() == []


def _answer(knocking: Knocking, by_host: bool | None, by_citizen: bool | None) -> None:
    if by_host is not None:
        knocking.scene.run(knocking.hosts_answer(by_host))
    if by_citizen is not None:
        knocking.scene.run(knocking.citizens_answer(by_citizen))


def _over(knocking: Knocking) -> list[dict[str, Any]]:
    views = [knocking.director_sees(one) for one in (knocking.mayor, knocking.host)]
    return [*views, knocking.citizen_sees()]


def test_whoever_agreed_waits_and_learns_no_more(knocking: Knocking) -> None:
    knocking.knock()
    knocking.scene.run(knocking.hosts_answer(True))
    before = knocking.director_sees(knocking.host)
    assert before["knock"]["answered"] is True
    knocking.scene.run(knocking.citizens_answer(False))
    assert knocking.citizen_sees()["knock"] is None
    assert knocking.director_sees(knocking.host) == before
    knocking.scene.pass_time(45)
    assert knocking.director_sees(knocking.host)["knock"] is None


def test_what_was_answered_is_nowhere_once_it_is_over(knocking: Knocking) -> None:
    knocking.knock()
    knocking.scene.run(knocking.hosts_answer(True))
    knocking.scene.run(knocking.citizens_answer(False))
    knocking.scene.pass_time(45)
    row = knocking.scene.find("SELECT host_agrees, citizen_agrees, ending FROM assist")[0]
    assert dict(row) == {"host_agrees": None, "citizen_agrees": None, "ending": "expired"}
    assert knocking.scene.events("knock_answered") == [
        ("knock_answered", "staff", None),
        ("knock_answered", "citizen", None),
    ]
    details = knocking.scene.find("SELECT detail::text AS said FROM event WHERE kind = 'knock_answered'")
    assert {row["said"] for row in details} == {"{}"}


def test_each_answers_once_and_only_the_knock_that_was_seen(knocking: Knocking) -> None:
    scene, first = knocking.scene, knocking.knock()
    scene.run(knocking.citizens_answer(False))
    assert scene.refused(knocking.citizens_answer(True)) == "invitation_over"
    scene.run(knock.withdraw(scene.context, scene.room_command(knocking.mayor)))
    second = knocking.knock()
    assert second != first
    for answer in (knocking.hosts_answer, knocking.citizens_answer):
        assert scene.refused(answer(True, first)) == "invitation_over"
    scene.find("UPDATE app_clock SET shift = shift + interval '45 s' RETURNING one")
    assert scene.refused(knocking.hosts_answer(True)) == "invitation_over"


def test_where_the_mayor_can_knock(knocking: Knocking) -> None:
    scene, three = knocking.scene, knocking.three
    for nobody in (three.guest, knocking.mayor, RoomId(999)):
        assert scene.refused(knocking.knocking(nobody)) == "not_now"
    knocking.knock()
    assert scene.refused(knocking.knocking()) == "not_allowed_now"
    assert scene.refused(knocking.sent_away()) == "invitation_over"
    scene.run(three.invite())
    for join in (True, False):
        assert (
            scene.refused(assist.answer_invitation(scene.context, scene.room_command(knocking.mayor), join))
            == "invitation_over"
        )
    assert scene.refused(knocking.citizens_answer(True, 999)) == "invitation_over"


def test_the_mayor_is_not_invited_nor_is_anybody_transferred_there(knocking: Knocking) -> None:
    assert knocking.scene.refused(knocking.three.invite("presidencia")) == "unknown_department"
    assert "presidencia" not in {one["department_slug"] for one in knocking.director_sees(knocking.host)["targets"]}


@pytest.mark.parametrize("how", ["left", "host", "citizen", "call_over"])
def test_the_stay_ends_by_each_of_the_three_and_with_the_call(knocking: Knocking, how: str) -> None:
    scene, knock_id = knocking.scene, knocking.enter()
    match how:
        case "left":
            scene.run(assist.leave_assist(scene.context, scene.room_command(knocking.mayor)))
        case "host":
            scene.run(knocking.sent_away())
        case "citizen":
            scene.run(knock.end_stay(scene.context, scene.ticket_command(knocking.citizen), knock_id))
        case _:
            scene.run(conclude.end_call(scene.context, scene.room_command(knocking.host)))
    assert knocking.states()[2] == "available"
    assert knocking.live() == []
    if how != "call_over":
        assert knocking.states()[0] == "in_call"
        assert scene.in_slots(knocking.host) == {party_of_ticket(knocking.citizen), party_of_room(knocking.host)}
    end = knock.end_stay(scene.context, scene.ticket_command(knocking.citizen), knock_id)
    assert scene.refused(end) == "invitation_over"


def test_who_knocked_takes_no_citizen_over(knocking: Knocking) -> None:
    knocking.enter()
    assert knocking.scene.refused(knocking.three.hand_over()) == "invitation_over"


def test_the_call_ends_while_somebody_knocks(knocking: Knocking) -> None:
    scene, knock_id = knocking.scene, knocking.knock()
    scene.run(knocking.citizens_answer(True))
    ending = conclude.end_call(scene.context, scene.room_command(knocking.host))
    found = at_once(scene, knocking.three.lock(), ending, knocking.hosts_answer(True, knock_id))
    assert isinstance(found[0], dict) or found[0] == "stale_version"
    if isinstance(found[0], dict):
        assert knocking.live() == []
        assert knocking.states()[2] == "available"
        assert knocking.director_sees(knocking.mayor)["knock"] is None


def test_the_mayor_calls_somebody_while_knocking(knocking: Knocking) -> None:
    scene = knocking.scene
    knocking.knock()
    scene.run(knocking.citizens_answer(True))
    scene.find("UPDATE room SET serves = serves || $1::integer WHERE id = $2 RETURNING id",
               scene.queue("tesoreria")["id"], knocking.mayor)  # fmt: skip
    scene.join("tesoreria")
    scene.run(call.call_next(scene.context, scene.room_command(knocking.mayor)))
    scene.run(knocking.hosts_answer(True))
    assert knocking.states() == ("in_call", "in_call", "reserved")
    scene.run(assist.expire_invitations(scene.context))
    assert knocking.live() == []
    assert knocking.director_sees(knocking.host)["knock"] is None


def test_two_who_knock_at_once_and_a_break_meanwhile(knocking: Knocking) -> None:
    scene = knocking.scene
    found = at_once(scene, knocking.three.lock(), knocking.knocking(), knocking.knocking())
    assert sorted(isinstance(one, dict) for one in found) == [False, True]
    scene.run(rooms.pause_room(scene.context, scene.room_command(knocking.mayor), 5, "break"))
    scene.run(assist.expire_invitations(scene.context))
    assert knocking.live() == []
    assert scene.refused(knocking.knocking()) == "not_allowed_now"


def test_the_mayors_lost_connection_ends_the_knock_and_the_stay(knocking: Knocking) -> None:
    knocking.enter()
    knocking.scene.disconnect(knocking.mayor, knocking.socket)
    knocking.scene.pass_time(60)
    assert knocking.live() == []
    assert knocking.states() == ("in_call", "in_call", "disconnected")


def test_the_database_lets_nobody_in_without_both(knocking: Knocking) -> None:
    knocking.knock()
    knocking.scene.run(knocking.hosts_answer(True))
    with pytest.raises(CheckViolationError):
        knocking.scene.find("UPDATE assist SET joined_at = app_now() RETURNING id")
