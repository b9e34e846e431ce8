"""Warm transfer begins by an invitation: who is asked, who answers, and how it is over."""

from uuid import uuid4

import pytest
from asyncpg.exceptions import CheckViolationError

from audiencia.core.ids import CommandId
from audiencia.queue.call import assist, hold
from audiencia.queue.calling import call
from audiencia.queue.moderation import moderate, rooms
from tests.support.races import at_once
from tests.support.three import Three


def test_an_invitation_changes_no_room_and_both_see_it(three: Three) -> None:
    epochs, versions = three.epochs(), [three.scene.queue(one)["version"] for one in ("agua", "tesoreria")]
    assert three.scene.run(three.invite()) == {"director": "titular-2"}
    assert three.live() == [{"host_room_id": three.host, "guest_room_id": three.guest, "joined": False}]
    assert three.states() == ("in_call", "in_call", "available")
    assert three.epochs() == epochs
    now = [three.scene.queue(one)["version"] for one in ("agua", "tesoreria")]
    assert [after - before for after, before in zip(now, versions, strict=True)] == [1, 1]


def test_whoever_was_busy_the_longest_time_ago_is_asked(three: Three) -> None:
    scene = three.scene
    agua = scene.queue("agua")["id"]
    scene.find("UPDATE room SET serves = serves || $1::integer WHERE id = $2 RETURNING id", agua, three.guest)
    assert scene.run(three.invite("agua")) == {"director": "titular-1"}
    scene.run(three.answer(False, three.colleague))
    assert scene.run(three.invite("agua")) == {"director": "titular-2"}
    scene.run(three.answer(False, three.guest))
    assert scene.run(three.invite("agua")) == {"director": "titular-1"}


@pytest.mark.parametrize("why", ["paused", "away", "busy", "asked"])
def test_only_a_free_director_is_asked(three: Three, why: str) -> None:
    scene = three.scene
    match why:
        case "paused":
            scene.run(rooms.pause_room(scene.context, scene.room_command(three.guest), 5, "break"))
        case "away":
            scene.disconnect(three.guest, three.sockets[three.guest])
        case "busy":
            scene.join("tesoreria")
            scene.call(three.guest)
        case "asked":
            scene.join("agua")
            scene.talk(three.colleague)
            scene.run(three.invite(host=three.colleague))
    assert scene.refused(three.invite()) == "no_room_free"


def test_who_can_ask(three: Three) -> None:
    scene = three.scene
    assert scene.refused(three.invite(host=three.colleague)) == "not_allowed_now"
    assert scene.refused(three.invite("nada")) == "unknown_department"
    command = scene.room_command(three.host, stale=True)
    assert scene.refused(assist.invite(scene.context, command, "tesoreria")) == "stale_version"
    scene.run(three.invite())
    assert scene.refused(three.invite()) == "no_room_free"
    scene.run(three.act(hold.put_on_hold, three.host))
    scene.run(three.act(assist.withdraw_invitation, three.host))
    assert scene.run(three.invite("agua")) == {"director": "titular-1"}


def test_nobody_is_asked_for_a_line_that_has_closed(three: Three) -> None:
    queue = three.scene.queue("tesoreria")["id"]
    three.scene.find("UPDATE queue SET state = 'closed' WHERE id = $1 RETURNING id", queue)
    assert three.scene.refused(three.invite()) == "queue_closed"


def test_an_invitation_is_declined(three: Three) -> None:
    three.scene.run(three.invite())
    three.scene.run(three.answer(False))
    assert three.endings() == [("staff", "declined")]
    assert three.states() == ("in_call", "in_call", "available")
    assert three.scene.refused(three.answer(True)) == "invitation_over"


def test_an_invitation_that_nobody_answers_is_over_after_a_minute(three: Three) -> None:
    three.scene.run(three.invite())
    three.scene.pass_time(59)
    assert len(three.live()) == 1
    three.scene.find("UPDATE app_clock SET shift = shift + interval '1 s' RETURNING one")
    assert three.scene.refused(three.answer(True)) == "invitation_over"
    at_once(
        three.scene, three.lock(), assist.expire_invitations(three.scene.context),
        assist.expire_invitations(three.scene.context),
    )  # fmt: skip
    assert three.endings() == [("system", "expired")]
    assert three.live() == []


def test_whoever_attends_somebody_else_meanwhile_has_declined(three: Three) -> None:
    scene = three.scene
    scene.run(three.invite())
    scene.join("tesoreria")
    scene.call(three.guest)
    assert scene.refused(three.answer(True)) == "invitation_over"
    assert scene.run(assist.expire_invitations(scene.context)) == 1
    assert three.endings() == [("system", "declined")]


def test_whoever_was_asked_and_asks_in_a_call_of_their_own_has_declined(three: Three) -> None:
    scene = three.scene
    scene.run(three.invite("agua"))
    scene.join("agua")
    scene.talk(three.colleague)
    scene.run(three.invite(host=three.colleague))
    assert three.endings() == [("staff", "declined")]
    assert three.live() == [{"host_room_id": three.colleague, "guest_room_id": three.guest, "joined": False}]


def test_nobody_answers_what_they_were_not_asked(three: Three) -> None:
    scene = three.scene
    scene.run(three.invite())
    for room in (three.host, three.colleague):
        assert scene.refused(three.answer(True, room)) == "invitation_over"
        assert scene.refused(three.answer(False, room)) == "invitation_over"
        assert scene.refused(three.act(assist.leave_assist, room)) == "invitation_over"
    assert scene.refused(three.act(assist.leave_assist, three.guest)) == "invitation_over"
    assert scene.refused(three.act(assist.withdraw_invitation, three.guest)) == "invitation_over"
    assert scene.refused(three.hand_over()) == "invitation_over"
    scene.run(three.answer(True))
    assert scene.refused(three.answer(True)) == "invitation_over"
    assert scene.refused(three.answer(False)) == "invitation_over"


def test_an_invitation_and_a_call_at_the_same_moment(three: Three) -> None:
    scene = three.scene
    scene.join("tesoreria")
    queue = scene.queue("tesoreria")["id"]
    calling = call.call_next(scene.context, scene.room_command(three.guest))
    found = at_once(scene, f"SELECT FROM queue WHERE id = {queue} FOR UPDATE", three.invite(), calling)
    assert isinstance(found[1], dict)
    assert found[0] == "no_room_free" or three.live()
    assert scene.room(three.guest)["state"] == "reserved"


def test_two_hosts_ask_the_same_director_at_the_same_moment(three: Three) -> None:
    scene = three.scene
    scene.join("agua")
    scene.talk(three.colleague)
    found = at_once(scene, three.lock(), three.invite(), three.invite(host=three.colleague))
    assert sorted(isinstance(one, dict) for one in found) == [False, True]
    assert "no_room_free" in found
    assert len(three.live()) == 1


def test_a_command_repeated_answers_as_the_first_time(three: Three) -> None:
    scene = three.scene
    command = scene.room_command(three.host)
    first = scene.run(assist.invite(scene.context, command, "tesoreria"))
    assert scene.run(assist.invite(scene.context, command, "tesoreria")) == first
    assert len(scene.events("assist_asked")) == 1


def test_an_invitation_into_a_line_that_the_guest_serves_no_more_is_declined(three: Three) -> None:
    scene = three.scene
    scene.run(three.invite())
    version = scene.room(three.guest)["version"]
    command = CommandId(uuid4())
    scene.run(moderate.set_served(scene.context, scene.moderator, command, three.guest, version, ["agua"]))
    assert scene.refused(three.answer(True)) == "invitation_over"
    scene.run(assist.expire_invitations(scene.context))
    assert three.endings() == [("system", "declined")]
    assert three.live() == []


def test_no_room_attends_in_a_line_that_it_does_not_serve(three: Three) -> None:
    with pytest.raises(CheckViolationError):
        three.scene.find("UPDATE room SET serves = '{}' WHERE id = $1 RETURNING id", three.host)
