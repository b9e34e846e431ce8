"""What a visit may cost: whoever asks for voice alone is sent no picture, in this call and the next, and can take it back."""

import pytest

from audiencia.core.ids import RoomId, TicketId, party_of_ticket
from audiencia.queue.call import assist, data_use, hold, transfer
from audiencia.queue.domain.kinds import DataMode
from audiencia.queue.media_routes import routes
from tests.support.scenery import Scenery


@pytest.fixture
def room(scene: Scenery) -> RoomId:
    """An open room."""
    first = next(iter(scene.rooms))
    scene.open(first)
    return first


def asks(scene: Scenery, ticket: TicketId, mode: DataMode) -> None:
    scene.run(data_use.set_data_mode(scene.context, scene.ticket_command(ticket), mode))


def sent_to(scene: Scenery, room: RoomId, ticket: TicketId) -> set[str]:
    """The slots in which something is sent to this citizen, while everybody else is sent everything of all others; of a citizen who
    is sent no picture they get none either."""
    desired = scene.run(routes.desired_rooms(scene.context))[room].routes
    mine = party_of_ticket(ticket)
    sent = {route.slot for route in desired if route.to == mine}
    by_pair: dict[tuple[str, str], set[str]] = {}
    for route in desired:
        if route.to != mine:
            by_pair.setdefault((route.to, route.source), set()).add(route.media)
    of_mine = {"microphone", "camera"} if "video0" in sent else {"microphone"}
    assert all(
        media == (of_mine if source == mine else {"microphone", "camera"}) for (_, source), media in by_pair.items()
    )
    return sent


def bitrates(scene: Scenery, room: RoomId) -> set[int]:
    """What the cameras of the room may send."""
    return {limit.bitrate for limit in scene.run(routes.desired_rooms(scene.context))[room].limits}


def test_voice_alone_is_as_it_is_said_in_the_midst_of_a_call_and_back(scene: Scenery, room: RoomId) -> None:
    scene.join("agua")
    ticket = scene.talk(room)
    before = scene.room(room)
    assert sent_to(scene, room, ticket) == {"audio0", "video0"}
    asks(scene, ticket, "voice")
    assert sent_to(scene, room, ticket) == {"audio0"}
    after = scene.room(room)
    assert after["media_epoch"] == before["media_epoch"] + 1
    # What the director is about to say about the call still stands.
    assert after["version"] == before["version"]
    asks(scene, ticket, "voice")
    assert scene.room(room)["media_epoch"] == after["media_epoch"]
    asks(scene, ticket, "low")
    assert sent_to(scene, room, ticket) == {"audio0", "video0"}
    assert bitrates(scene, room) == {85_000}
    epoch = scene.room(room)["media_epoch"]
    asks(scene, ticket, "normal")
    # The same ways, and another limit: the worker takes one routing for each epoch.
    assert scene.room(room)["media_epoch"] == epoch + 1
    assert bitrates(scene, room) == {240_000}
    said = [("data_mode_set", "citizen", mode) for mode in ("voice", "low", "normal")]
    assert scene.events("data_mode_set") == said


def test_it_is_said_before_the_call_and_stays_over_hold_three_and_another_department(
    scene: Scenery, room: RoomId
) -> None:
    elsewhere = list(scene.rooms)[-1]
    for one in (room, elsewhere):
        scene.connect(one)
    scene.open(elsewhere)
    ticket = scene.join("agua")
    asks(scene, ticket, "voice")
    assert scene.talk(room) == ticket
    assert sent_to(scene, room, ticket) == {"audio0"}
    scene.run(hold.put_on_hold(scene.context, scene.room_command(room)))
    asks(scene, ticket, "normal")
    asks(scene, ticket, "voice")
    scene.run(hold.unhold_call(scene.context, scene.room_command(room)))
    scene.run(assist.invite(scene.context, scene.room_command(room), "tesoreria"))
    scene.run(assist.answer_invitation(scene.context, scene.room_command(elsewhere), True))
    assert sent_to(scene, room, ticket) == {"audio0", "audio1"}
    scene.run(assist.leave_assist(scene.context, scene.room_command(elsewhere)))
    scene.run(transfer.transfer_call(scene.context, scene.room_command(room), "tesoreria", ""))
    assert scene.talk(elsewhere) == ticket
    assert sent_to(scene, elsewhere, ticket) == {"audio0"}


def test_a_paused_camera_is_told_and_taken_back_and_sends_nobody_elsewhere(scene: Scenery, room: RoomId) -> None:
    scene.join("agua")
    ticket = scene.talk(room)
    before = scene.room(room)
    for paused in (True, True, False):
        scene.run(data_use.pause_camera(scene.context, scene.ticket_command(ticket), paused=paused))
        kept = scene.find(
            "SELECT camera_paused FROM attention JOIN ticket ON attention_id = attention.id WHERE ticket.id = $1",
            ticket,
        )
        assert kept[0]["camera_paused"] is paused
    assert scene.room(room)["media_epoch"] == before["media_epoch"]
    assert scene.room(room)["version"] == before["version"]
