"""A director shows a screen: who is sent it, one at a time, and never longer than the call goes on without a pause."""

import pytest

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import PartyId, RoomId, party_of_room, party_of_ticket
from audiencia.queue.call import assist, data_use, hold, screen
from audiencia.queue.media_routes import routes
from tests.support.scenery import Scenery


@pytest.fixture
def room(scene: Scenery) -> RoomId:
    """An open room."""
    first = next(iter(scene.rooms))
    scene.open(first)
    scene.join("agua")
    return first


def shares(scene: Scenery, room: RoomId, shared: bool = True) -> None:
    scene.run(screen.share(scene.context, scene.room_command(room), shared=shared))


def seen(scene: Scenery, room: RoomId) -> set[tuple[PartyId, PartyId]]:
    """Who is sent whose screen."""
    desired = scene.run(routes.desired_rooms(scene.context))[room].routes
    return {(route.to, route.source) for route in desired if route.slot == "screen0"}


def test_the_citizen_is_sent_it_under_a_new_epoch_until_it_is_taken_away_or_the_call_is_held(
    scene: Scenery, room: RoomId
) -> None:
    with pytest.raises(Refused) as refused:
        shares(scene, room)
    assert refused.value.code == Code.NOT_ALLOWED_NOW
    ticket = scene.talk(room)
    before = scene.room(room)
    shares(scene, room)
    shares(scene, room)
    after = scene.room(room)
    assert (after["media_epoch"], after["version"]) == (before["media_epoch"] + 1, before["version"])
    assert seen(scene, room) == {(party_of_ticket(ticket), party_of_room(room))}
    shares(scene, room, False)
    assert seen(scene, room) == set()
    shares(scene, room)
    scene.run(hold.put_on_hold(scene.context, scene.room_command(room)))
    scene.run(hold.unhold_call(scene.context, scene.room_command(room)))
    assert seen(scene, room) == set()


def test_of_three_one_at_a_time_shows_it_to_the_other_two_and_by_voice_alone_nobody_sees_it(
    scene: Scenery, room: RoomId
) -> None:
    guest = list(scene.rooms)[-1]
    for one in (room, guest):
        scene.connect(one)
    scene.open(guest)
    ticket = scene.talk(room)
    scene.run(assist.invite(scene.context, scene.room_command(room), "tesoreria"))
    scene.run(assist.answer_invitation(scene.context, scene.room_command(guest), True))
    shares(scene, guest)
    assert seen(scene, room) == {
        (party_of_ticket(ticket), party_of_room(guest)),
        (party_of_room(room), party_of_room(guest)),
    }
    with pytest.raises(Refused):
        shares(scene, room)
    scene.run(hold.put_on_hold(scene.context, scene.room_command(room)))
    scene.run(hold.unhold_call(scene.context, scene.room_command(room)))
    assert seen(scene, room) == set(), "it comes back by another press alone"
    shares(scene, guest)
    scene.run(data_use.set_data_mode(scene.context, scene.ticket_command(ticket), "voice"))
    assert seen(scene, room) == {(party_of_room(room), party_of_room(guest))}
    scene.run(assist.leave_assist(scene.context, scene.room_command(guest)))
    assert seen(scene, room) == set()
    shares(scene, room)
    assert seen(scene, room) == set()
