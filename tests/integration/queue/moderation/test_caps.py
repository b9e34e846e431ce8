"""Limits that go to the worker with the routing: who may send what, and who is secondary."""

from dataclasses import replace
from typing import Any

import pytest

from audiencia.core.ids import PartyId, RoomId, party_of_room, party_of_ticket
from audiencia.media.worker.routing_table import Limit
from audiencia.queue.media_routes import routes
from audiencia.runtime.context import InForce
from tests.support.scenery import Scenery
from tests.support.three import Three


def configure(scene: Scenery, agua: dict[str, Any], **video: int) -> None:
    """Caps of their own."""
    known = scene.context.municipality
    departments = tuple(one.model_copy(update=agua) if one.slug == "agua" else one for one in known.departments)
    changed = {"video": known.video.model_copy(update=video), "departments": departments}
    scene.context = replace(scene.context, in_force=InForce(known.model_copy(update=changed)))


def limits(scene: Scenery, room: RoomId) -> dict[PartyId, Limit]:
    return {one.party: one for one in scene.run(routes.desired_rooms(scene.context))[room].limits}


@pytest.fixture
def three(scene: Scenery) -> Three:
    return Three(scene)


def test_the_pair_are_principals_and_who_joins_them_is_not(scene: Scenery, three: Three) -> None:
    configure(scene, {"citizen_kbits": 400}, director_kbits=500, screen_kbits=900)
    pair = {
        party_of_ticket(three.citizen): Limit(party_of_ticket(three.citizen), 400_000, screen=900_000),
        party_of_room(three.host): Limit(party_of_room(three.host), 500_000, screen=900_000),
    }
    assert limits(scene, three.host) == pair
    three.join()
    guest = party_of_room(three.guest)
    assert limits(scene, three.host) == pair | {guest: Limit(guest, 500_000, secondary=True, screen=900_000)}
    scene.run(three.hand_over())
    assert limits(scene, three.host) == {}
    # Whoever goes on with the citizen is one of the pair, and the citizen in the line of another department.
    assert limits(scene, three.guest) == {
        party_of_ticket(three.citizen): Limit(party_of_ticket(three.citizen), 240_000, screen=900_000),
        guest: Limit(guest, 500_000, screen=900_000),
    }


def test_an_interpreter_who_signs_is_seen_by_the_directors_camera(scene: Scenery) -> None:
    configure(scene, {}, interpreter_kbits=700)
    room = next(iter(scene.rooms))
    scene.open(room)
    scene.join("agua", ("sign_language",))
    ticket = scene.talk(room)
    found = limits(scene, room)
    assert found[party_of_room(room)] == Limit(party_of_room(room), 700_000)
    assert found[party_of_ticket(ticket)].bitrate == 240_000
