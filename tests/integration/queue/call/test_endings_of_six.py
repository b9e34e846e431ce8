"""Each way in which a call with four guests ends, or goes on without them; and hand-overs at the same moment."""

from collections.abc import Coroutine
from typing import Any
from uuid import UUID

import pytest

from audiencia.core.ids import PartyId, RoomId, TicketId, party_of_room, party_of_ticket
from audiencia.queue.call import assist, call_keys, citizen_disconnect, conclude, conduct, matters, transfer
from audiencia.queue.calling import answer
from audiencia.queue.joining import by_phone
from audiencia.queue.media_routes import routes
from tests.support.audience import TOPICS
from tests.support.races import at_once
from tests.support.scenery import DONE
from tests.support.six import Six

ENDINGS = {
    "ended": ("wrap_up", "wrap_up"),
    "hung up": ("wrap_up", "wrap_up"),
    "ended for conduct": ("wrap_up", "wrap_up"),
    "transferred": ("waiting", "available"),
    "next matter": ("waiting", "available"),
    "let go": ("waiting", "available"),
    "cut off for too long": ("waiting", "available"),
    "by telephone": ("in_call", "in_call"),
    "host lost": ("waiting", "disconnected"),
    "host marked away": ("waiting", "closed"),
}
"""How a call ends for its guests; the citizen's state after it and the host's."""


def end(six: Six, how: str) -> None:
    scene, context = six.scene, six.scene.context
    match how:
        case "ended":
            scene.run(six.three.act(conclude.end_call, six.host))
        case "hung up":
            scene.run(answer.hang_up(context, scene.ticket_command(six.citizen)))
        case "ended for conduct":
            scene.run(conduct.end_for_conduct(context, scene.room_command(six.host), "threats"))
        case "transferred":
            scene.run(transfer.transfer_call(context, scene.room_command(six.host), "tesoreria", ""))
        case "next matter":
            command, topic = scene.ticket_command(six.citizen), TOPICS["tesoreria"]
            made = scene.run(matters.another_matter(context, command, "tesoreria", topic, "Otro asunto"))
            scene.run(transfer.pass_on(context, scene.room_command(six.host), UUID(made["matter_id"]), ""))
        case "let go" | "cut off for too long":
            scene.disconnect(six.citizen, scene.connect(six.citizen))
            scene.pass_time(20)
            if how == "let go":
                scene.run(six.three.act(citizen_disconnect.let_go, six.host))
            else:
                scene.pass_time(120)
        case "by telephone":
            scene.run(six.three.act(by_phone.continue_by_phone, six.host))
        case "host lost":
            scene.disconnect(six.host, six.sockets[six.host])
            scene.pass_time(60)
        case "host marked away":
            scene.run(six.marked_away(six.host))


def routed(six: Six) -> set[PartyId]:
    """Who hears or sees anybody, or is heard or seen, in any room."""
    rooms = six.scene.run(routes.desired_rooms(six.scene.context)).values()
    return {party for room in rooms for route in room.routes for party in (route.to, route.source)}


@pytest.mark.parametrize("joined", [True, False], ids=["in the call", "asked"])
@pytest.mark.parametrize("how", ENDINGS)
def test_guests_are_free_however_the_call_ends(six: Six, how: str, joined: bool) -> None:
    scene = six.scene
    if joined:
        six.gather()
    else:
        six.ask()
        scene.find("UPDATE assist SET expires_at = expires_at + interval '1 h' RETURNING id")
    end(six, how)
    assert (scene.ticket(six.citizen)["state"], scene.room(six.host)["state"]) == ENDINGS[how]
    assert six.states() == ["available"] * 4
    assert six.three.live() == []
    assert [reason for _actor, reason in six.three.endings()] == ["lost" if "host" in how else "call_over"] * 4
    assert routed(six) == set()
    parties = [party_of_room(one) for one in (six.host, *six.guests)]
    assert {scene.run(call_keys.call_of(scene.context, one)) for one in parties} == {None}


@pytest.mark.parametrize("how", ["ended", "hung up", "ended for conduct"])
def test_none_of_the_guests_is_there_for_the_next_citizen(six: Six, how: str) -> None:
    six.gather()
    scene = six.scene
    end(six, how)
    scene.run(conclude.record_outcome(scene.context, scene.room_command(six.host), DONE))
    scene.join("agua")
    citizen = scene.talk(six.host)
    assert scene.in_slots(six.host) == routed(six) == {party_of_ticket(citizen), party_of_room(six.host)}


@pytest.mark.parametrize("how", ["transferred", "next matter"])
def test_who_was_a_guest_before_calls_the_citizen_and_is_alone_with_them(six: Six, how: str) -> None:
    six.gather()
    end(six, how)
    was_guest = six.directors[1]
    assert six.scene.talk(was_guest) == six.citizen
    assert six.scene.in_slots(was_guest) == routed(six) == {party_of_ticket(six.citizen), party_of_room(was_guest)}


def test_back_from_the_telephone_the_guests_are_not_there_and_can_be_asked_again(six: Six) -> None:
    six.gather()
    end(six, "by telephone")
    scene = six.scene
    assert scene.refused(six.three.invite()) == "by_phone"
    assert scene.refused(six.knocking.knocking()) == "not_now"
    scene.connect(six.citizen)
    scene.run(six.three.act(by_phone.back_to_video, six.host))
    assert scene.in_slots(six.host) == routed(six) == six.parties()
    six.gather()
    assert scene.in_slots(six.host) == six.parties(*six.guests)


def handed_over(six: Six, guest: RoomId, host: RoomId | None = None) -> Coroutine[Any, Any, Any]:
    command = six.scene.room_command(host or six.host)
    return assist.hand_over(six.scene.context, command, "", six.stay(guest))


def test_handed_over_to_two_guests_at_the_same_moment_one_has_the_citizen(six: Six) -> None:
    """By two windows of the host."""
    six.gather()
    takes = six.directors[:2]
    found = at_once(six.scene, six.three.lock(), *(handed_over(six, one) for one in takes))
    assert [one for one in found if isinstance(one, str)] == ["stale_version"]
    host = takes[[isinstance(one, dict) for one in found].index(True)]
    stay = [one for one in six.guests if one != host]
    assert six.scene.in_slots(host) == routed(six) == six.parties(*stay, host=host)
    assert six.scene.room(six.host)["state"] == "available"


def test_who_takes_over_cannot_hand_over_at_the_same_moment(six: Six) -> None:
    """They have seen nothing yet of the citizen being theirs."""
    six.gather()
    takes, other, third = six.directors
    onwards = handed_over(six, other, takes)
    found = at_once(six.scene, six.three.lock(), handed_over(six, takes), onwards)
    assert isinstance(found[0], dict)
    assert found[1] in ("stale_version", "invitation_over")
    assert routed(six) == six.scene.in_slots(takes) == six.parties(other, third, six.knocking.mayor, host=takes)
    six.scene.run(handed_over(six, other, takes))
    assert routed(six) == six.scene.in_slots(other) == six.parties(third, six.knocking.mayor, host=other)


def test_handing_over_and_a_cold_transfer_at_the_same_moment_are_one_of_both(six: Six) -> None:
    six.gather()
    scene, takes = six.scene, six.directors[0]
    cold = transfer.transfer_call(scene.context, scene.room_command(six.host), "tesoreria", "")
    found = at_once(scene, six.three.lock(), handed_over(six, takes), cold)
    assert [one for one in found if isinstance(one, str)] == ["stale_version"]
    warm = isinstance(found[0], dict)
    assert scene.ticket(six.citizen)["state"] == ("in_call" if warm else "waiting")
    assert routed(six) == (six.parties(*six.directors[1:], six.knocking.mayor, host=takes) if warm else set())


def test_handing_over_to_who_is_marked_away_at_the_same_moment(six: Six) -> None:
    six.gather()
    scene, takes = six.scene, six.directors[0]
    rest = [one for one in six.guests if one != takes]
    found = at_once(scene, six.three.lock(), handed_over(six, takes), six.marked_away(takes))
    told = [one for one in found if isinstance(one, str)]
    if isinstance(found[0], dict):
        assert told == ["stale_version"]
        assert routed(six) == six.parties(*rest, host=takes)
    else:
        assert told in (["stale_version"], ["invitation_over"])
        assert routed(six) == six.parties(*rest)


def other_call(six: Six) -> tuple[TicketId, RoomId, RoomId]:
    """Another call of agua with one guest of tesoreria; the first one has another. Gives citizen, host and guest."""
    scene, host = six.scene, six.three.colleague
    scene.run(six.three.invite())
    scene.run(six.three.answer(True, six.asked()))
    scene.join("agua")
    citizen = scene.talk(host)
    scene.run(six.three.invite(host=host))
    guest = six.asked()
    scene.run(six.three.answer(True, guest))
    return citizen, host, guest


def test_two_rooms_hand_over_at_the_same_moment_each_to_its_own_guest(six: Six) -> None:
    citizen, host, guest = other_call(six)
    first = next(RoomId(one["guest_room_id"]) for one in six.three.live() if one["host_room_id"] == six.host)
    found = at_once(six.scene, six.three.lock(), handed_over(six, first), handed_over(six, guest, host))
    assert all(isinstance(one, dict) for one in found)
    assert six.scene.in_slots(first) == six.parties(host=first)
    assert six.scene.in_slots(guest) == {party_of_ticket(citizen), party_of_room(guest)}
    assert [six.scene.room(one)["state"] for one in (six.host, host)] == ["available"] * 2
