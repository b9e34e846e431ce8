"""What is kept of the lines in calls: whose they are, that pages add what stood still, and that the fuller look stays."""

from typing import Any

import pytest

from audiencia.core.ids import RoomId, party_of_room, party_of_ticket
from audiencia.media.worker.line_quality import LineQuality
from audiencia.media.worker.tally import Tally
from audiencia.queue.call import assist, hold, quality, transfer
from audiencia.queue.call.quality import Frozen, RunningCall
from tests.support.scenery import Scenery


@pytest.fixture
def room(scene: Scenery) -> RoomId:
    """An open room."""
    first = next(iter(scene.rooms))
    scene.open(first)
    return first


def only_call(scene: Scenery) -> RunningCall:
    (call,) = scene.run(quality.running(scene.context))
    return call


def kept(scene: Scenery) -> list[dict[str, Any]]:
    return [dict(row) for row in scene.find("SELECT * FROM call_quality ORDER BY participant")]


def row(call: RunningCall, participant: str, looks: int, loss: float) -> dict[str, Any]:
    tally = Tally()
    for _ in range(looks):
        tally.add(LineQuality(loss_up=loss, rate_down=300.0))
    return {"leg_id": call.leg_id, "participant": participant, "looks": tally.looks, **tally.summary()}


def test_a_call_is_known_with_all_in_it_while_its_media_are_open(scene: Scenery, room: RoomId) -> None:
    assert scene.run(quality.running(scene.context)) == []
    elsewhere = list(scene.rooms)[-1]
    for one in (room, elsewhere):
        scene.connect(one)
    scene.open(elsewhere)
    scene.join("agua")
    ticket = scene.talk(room)
    call = only_call(scene)
    assert call.parties == {"citizen": party_of_ticket(ticket), "director": party_of_room(room)}
    scene.run(assist.invite(scene.context, scene.room_command(room), "tesoreria"))
    scene.run(assist.answer_invitation(scene.context, scene.room_command(elsewhere), True))
    assert only_call(scene).parties == {**call.parties, "guest": party_of_room(elsewhere)}
    scene.run(quality.note_freezes(scene.context, party_of_room(elsewhere), 1, 500))
    assert [(one["participant"], one["freezes"]) for one in kept(scene)] == [("guest", 1)]
    scene.run(assist.leave_assist(scene.context, scene.room_command(elsewhere)))
    scene.run(hold.put_on_hold(scene.context, scene.room_command(room)))
    assert scene.run(quality.running(scene.context)) == []
    scene.run(hold.unhold_call(scene.context, scene.room_command(room)))
    assert only_call(scene) == call
    scene.run(transfer.transfer_call(scene.context, scene.room_command(room), "tesoreria", ""))
    assert scene.run(quality.running(scene.context)) == []
    scene.talk(elsewhere)
    assert only_call(scene).leg_id != call.leg_id


def test_freezes_add_up_for_whoever_said_them_and_outside_of_a_call_nobody_did(scene: Scenery, room: RoomId) -> None:
    ticket = scene.join("agua")
    scene.run(quality.note_freezes(scene.context, party_of_ticket(ticket), 3, 900))
    assert kept(scene) == []
    scene.talk(room)
    leg = only_call(scene).leg_id
    for count, milliseconds in ((3, 900), (1, 200)):
        scene.run(quality.note_freezes(scene.context, party_of_ticket(ticket), count, milliseconds))
    scene.run(quality.note_freezes(scene.context, party_of_room(room), 2, 450))
    assert scene.run(quality.frozen(scene.context, [leg])) == {
        (leg, "citizen"): Frozen(4, 1100),
        (leg, "director"): Frozen(2, 450),
    }
    scene.conclude(room)
    scene.run(quality.note_freezes(scene.context, party_of_ticket(ticket), 1, 200))
    assert [one["freezes"] for one in kept(scene)] == [4, 2]


def test_of_two_nodes_the_one_that_saw_more_of_a_call_is_kept(scene: Scenery, room: RoomId) -> None:
    ticket = scene.join("agua")
    scene.talk(room)
    call = only_call(scene)
    scene.run(quality.note_freezes(scene.context, party_of_ticket(ticket), 3, 900))
    scene.run(quality.keep(scene.context, [row(call, "citizen", 3, 0.02), row(call, "director", 3, 0.0)]))
    scene.run(quality.keep(scene.context, [row(call, "citizen", 2, 0.5)]))
    scene.run(quality.keep(scene.context, [row(call, "director", 9, 0.25)]))
    citizen, director = kept(scene)
    assert (citizen["looks"], citizen["freezes"], citizen["frozen_ms"]) == (3, 3, 900)
    assert citizen["loss_up"] == pytest.approx([0.02] * 3)
    assert (director["looks"], director["loss_up"], director["rate_down"]) == (9, [0.25] * 3, [300.0] * 3)
    assert director["round_trip"] is None
