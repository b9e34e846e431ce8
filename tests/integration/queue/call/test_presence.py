"""Who comes and goes while rooms and lines move: everybody whom it concerns is told, and nobody is turned away for a race."""

import pytest
from structlog.testing import capture_logs

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import RoomId
from audiencia.db.commands import each
from audiencia.queue.call import presence
from audiencia.queue.calling import call
from tests.support.races import at_once
from tests.support.scenery import NODE, Scenery


@pytest.fixture
def room(scene: Scenery) -> RoomId:
    """An open room that calls from both lines."""
    first = next(iter(scene.rooms))
    scene.open(first)
    both = sorted(scene.queue(one)["id"] for one in ("agua", "tesoreria"))
    scene.find("UPDATE room SET serves = $1 WHERE id = $2 RETURNING id", both, first)
    return first


def versions(scene: Scenery) -> list[int]:
    return [scene.queue(one)["version"] for one in ("agua", "tesoreria")]


def test_every_line_that_a_room_serves_sees_its_director_come_and_go(scene: Scenery, room: RoomId) -> None:
    before = versions(scene)
    socket = scene.connect(room)
    came = versions(scene)
    scene.disconnect(room, socket)
    gone = versions(scene)
    assert [after > earlier for after, earlier in zip(came, before, strict=True)] == [True, True]
    assert [after > earlier for after, earlier in zip(gone, came, strict=True)] == [True, True]


def test_a_citizen_whose_call_begins_at_that_moment_is_not_turned_away(scene: Scenery, room: RoomId) -> None:
    scene.connect(room)
    ticket = scene.join("agua")
    lock = f"SELECT FROM queue WHERE id = {scene.queue('agua')['id']} FOR UPDATE"
    found = at_once(
        scene,
        lock,
        call.call_next(scene.context, scene.room_command(room)),
        presence.citizen_came(scene.context, NODE, "page", ticket),
    )
    assert scene.ticket(ticket)["state"] == "called"
    assert found[1] is None
    assert scene.ticket(ticket)["connected"]


def test_what_is_due_no_more_is_no_failure_and_the_next_one_is_done(scene: Scenery) -> None:
    done = []

    async def act(item: int) -> None:
        if item == 1:
            raise Refused(Code.NOT_ALLOWED_NOW)
        if item == 2:
            raise RuntimeError
        done.append(item)

    with capture_logs() as logs:
        scene.run(each([1, 2, 3], act))
    assert done == [3]
    assert [one["log_level"] for one in logs] == ["info", "error"]
