"""Up to four guests in a call: each hears the five others, leaves alone, and nobody stays for whoever is called next."""

import pytest
from asyncpg.exceptions import CheckViolationError

from audiencia.core.actor import Actor
from audiencia.core.ids import RoomId, TicketId, party_of_room, party_of_ticket
from audiencia.db.unit_of_work import Tx
from audiencia.queue.call import assist, call_keys, conclude, hold, knock, locked_call, quality, screen
from audiencia.queue.call.locked_call import LockedCall
from audiencia.queue.domain.assist import AssistEnding
from audiencia.queue.media_routes import routes
from tests.support.races import at_once
from tests.support.six import Six


def hears(six: Six, room_id: RoomId | None = None) -> dict[str, list[str]]:
    """Of everybody in the call, whom they hear, by slot."""
    found: dict[str, dict[str, str]] = {}
    for route in six.scene.run(routes.desired_rooms(six.scene.context))[room_id or six.host].routes:
        if route.media == "microphone":
            found.setdefault(route.to, {})[route.slot] = route.source
    return {party: [slots[one] for one in sorted(slots)] for party, slots in found.items()}


def members(six: Six) -> set[str]:
    """Who has a name under which keys are agreed on, the same for everybody who asks."""
    found = [
        six.scene.run(call_keys.call_of(six.scene.context, party))
        for party in six.parties(*six.guests)
        if party in six.scene.in_slots(six.host)
    ]
    assert found[0] is not None
    assert all(one == found[0] for one in found)
    return {str(one) for one in found[0].members}


def test_six_hear_each_other_each_in_the_same_order(six: Six) -> None:
    epoch = six.scene.room(six.host)["media_epoch"]
    six.gather()
    assert six.states() == ["assisting"] * 4
    guests = [party_of_room(RoomId(row["guest_room_id"])) for row in six.scene.find(ORDER)]
    named = [party_of_ticket(TicketId(six.citizen)), party_of_room(six.host), *guests]
    assert hears(six) == {viewer: [one for one in named if one != viewer] for viewer in named}
    desired = six.scene.run(routes.desired_rooms(six.scene.context))[six.host]
    assert len(desired.routes) == 60
    assert [one.secondary for one in desired.limits] == [False, False, True, True, True, True]
    assert len(members(six)) == 6
    assert six.scene.room(six.host)["media_epoch"] == epoch + 4
    lines = six.scene.run(quality.running(six.scene.context))
    assert [sorted(one.parties) for one in lines] == [
        ["citizen", "director", "guest", "guest2", "guest3", "guest4"]
    ]  # fmt: skip


ORDER = "SELECT guest_room_id FROM assist WHERE ended_at IS NULL ORDER BY joined_at, id"


def test_nobody_else_fits(six: Six) -> None:
    six.gather()
    scene = six.scene
    assert scene.refused(six.three.invite("agua")) == "call_full"
    scene.run(six.three.act(assist.leave_assist, six.directors[0]))
    scene.run(six.three.invite("agua"))
    assert scene.refused(six.three.invite()) == "call_full"


def test_no_knock_is_heard_where_nobody_else_fits_or_another_is_heard(six: Six) -> None:
    scene = six.scene
    for _ in range(3):
        scene.run(six.three.invite())
    scene.run(six.three.invite("agua"))
    assert scene.refused(six.knocking.knocking()) == "not_now"
    scene.run(six.three.answer(False, six.three.colleague))
    six.knocking.knock()
    assert scene.refused(six.three.invite("agua")) == "call_full"


@pytest.mark.parametrize("how", ["leaves", "is sent away", "is lost", "is marked away"])
def test_one_leaves_and_the_others_stay_under_another_epoch_and_other_keys(six: Six, how: str) -> None:
    six.gather()
    scene, gone = six.scene, six.directors[1]
    epoch, before = scene.room(six.host)["media_epoch"], members(six)
    match how:
        case "leaves":
            scene.run(six.three.act(assist.leave_assist, gone))
        case "is sent away":
            command = scene.room_command(six.host)
            scene.run(assist.withdraw_invitation(scene.context, command, six.stay(gone)))
        case "is lost":
            scene.disconnect(gone, six.sockets[gone])
            scene.pass_time(60)
        case "is marked away":
            scene.run(six.marked_away(gone))
    rest = [one for one in six.guests if one != gone]
    assert scene.in_slots(six.host) == six.parties(*rest)
    assert party_of_room(gone) not in {other for heard in hears(six).values() for other in heard}
    assert members(six) < before
    assert scene.room(six.host)["media_epoch"] == epoch + 1
    states = {"is lost": "disconnected", "is marked away": "closed"}
    assert scene.room(gone)["state"] == states.get(how, "available")
    assert [scene.room(one)["state"] for one in rest] == ["assisting"] * 3
    assert scene.run(call_keys.call_of(scene.context, party_of_room(gone))) is None


def test_the_citizen_goes_on_without_the_mayor_alone(six: Six) -> None:
    six.gather()
    command = six.scene.ticket_command(six.citizen)
    six.scene.run(knock.end_stay(six.scene.context, command, six.knocking.knock_id()))
    assert six.states() == ["assisting", "assisting", "assisting", "available"]
    assert six.scene.in_slots(six.host) == six.parties(*six.directors)


def test_handed_over_the_others_stay_with_who_takes_over(six: Six) -> None:
    six.gather()
    scene, takes = six.scene, six.directors[2]
    before = members(six)
    command = scene.room_command(six.host)
    scene.run(assist.hand_over(scene.context, command, "", six.stay(takes)))
    rest = [one for one in six.guests if one != takes]
    assert scene.in_slots(takes) == six.parties(*rest, host=takes)
    assert scene.in_slots(six.host) == set()
    found = scene.run(call_keys.call_of(scene.context, party_of_room(rest[0])))
    assert found is not None
    assert not {str(one) for one in found.members} & before
    assert set(found.members.values()) == six.parties(*rest, host=takes)
    assert scene.room(six.host)["state"] == "available"
    assert scene.room(takes)["state"] == "in_call"
    assert scene.run(call_keys.call_of(scene.context, party_of_room(six.host))) is None
    carried = scene.find(
        "SELECT room_id, detail->>'guest_room' AS guest FROM event WHERE kind = 'assist_carried' ORDER BY id"
    )
    assert sorted((row["room_id"], int(row["guest"])) for row in carried) == sorted((takes, one) for one in rest)
    scene.run(six.three.act(assist.leave_assist, rest[0]))
    assert scene.in_slots(takes) == six.parties(*rest[1:], host=takes)


def test_who_was_asked_by_the_one_before_is_not_asked_by_who_takes_over(six: Six) -> None:
    scene = six.scene
    scene.run(six.three.invite())
    first = six.asked()
    scene.run(six.three.answer(True, first))
    scene.run(six.three.invite())
    scene.run(six.three.hand_over())
    assert six.three.live() == []
    assert scene.in_slots(first) == six.parties(host=first)


def test_a_held_call_is_held_for_all_and_one_shows_a_screen_at_a_time(six: Six) -> None:
    six.gather()
    scene, (first, other, *_) = six.scene, six.directors
    scene.run(screen.share(scene.context, scene.room_command(first), shared=True))
    assert scene.refused(screen.share(scene.context, scene.room_command(other), shared=True)) == "not_allowed_now"
    assert scene.refused(screen.share(scene.context, scene.room_command(six.host), shared=True)) == "not_allowed_now"
    desired = scene.run(routes.desired_rooms(scene.context))[six.host]
    shown = [one for one in desired.routes if one.media == "screen"]
    assert {one.source for one in shown} == {party_of_room(first)}
    assert {one.to for one in shown} == six.parties(*six.guests) - {party_of_room(first)}
    scene.run(six.three.act(hold.put_on_hold, six.host))
    assert scene.in_slots(six.host) == set()
    scene.run(six.three.act(hold.unhold_call, six.host))
    assert scene.in_slots(six.host) == six.parties(*six.guests)
    assert not any(scene.room(one)["shares_screen"] for one in (six.host, *six.guests))


def test_two_leave_at_the_same_moment(six: Six) -> None:
    six.gather()
    leaving = [six.three.act(assist.leave_assist, one) for one in six.directors[:2]]
    assert all(isinstance(one, dict) for one in at_once(six.scene, six.three.lock(), *leaving))
    assert six.scene.in_slots(six.host) == six.parties(six.directors[2], six.knocking.mayor)


async def ends_one(tx: Tx, hold: LockedCall, ending: AssistEnding, actor: Actor) -> None:
    """As the version before, which knows of one guest in a call."""
    await locked_call.end_assist(tx, hold, hold.guests[0], ending, actor)


def test_guests_whose_stay_a_program_of_the_version_before_did_not_end_are_freed(
    six: Six, monkeypatch: pytest.MonkeyPatch
) -> None:
    six.gather()
    scene = six.scene
    with monkeypatch.context() as patched:
        patched.setattr(locked_call, "end_assists", ends_one)
        scene.run(six.three.act(conclude.end_call, six.host))
    assert six.states() == ["available", "assisting", "assisting", "assisting"]
    assert scene.in_slots(six.host) == set()
    assert scene.run(assist.expire_invitations(scene.context)) == 3
    assert six.states() == ["available"] * 4
    assert six.three.live() == []


def test_no_room_calls_while_guests_of_another_call_are_there(six: Six) -> None:
    six.gather()
    other = six.scene.join("agua")
    with pytest.raises(CheckViolationError):
        six.scene.find(
            "INSERT INTO reservation (ticket_id, room_id, made_at, answer_until) VALUES ($1, $2, app_now(), app_now()) RETURNING id",
            other,
            six.host,
        )
