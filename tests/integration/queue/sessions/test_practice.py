"""A practice on an installation for people: nobody comes among the simulated ones, and nobody is taken for one of them."""

from uuid import uuid4

import pytest

from audiencia.administration import catalogue
from audiencia.administration.catalogue import Edit
from audiencia.core.errors import Code, DomainError
from audiencia.core.ids import CommandId
from audiencia.queue.booking import check_in
from audiencia.queue.joining import front_desk
from audiencia.queue.sessions import practice, sessions
from audiencia.settings.catalogue import Key, Kind
from audiencia.staff.roles import Role
from tests.support.scenery import Scenery
from tests.support.tuesdays import WEDNESDAY, Week

HOURS = {"lobby": "10:20:00", "opens": "10:25:00", "closes": "12:00:00"}


def test_real_people_and_simulated_ones_are_never_in_one_line(scene: Scenery) -> None:
    week = Week(scene)
    admin = scene.run(scene.account("admin", Role.ADMINISTRATOR, None))
    booked = week.book("10:00")
    scene.run(practice.start(scene.context, admin, 3, 30))
    for by in (scene.moderator, None):
        with pytest.raises(DomainError) as refused:
            scene.run(scene.joining("agua", by=by))
        assert (refused.value.code, refused.value.params) == (Code.PRACTICE_GOES_ON, {"until": "10:30"})
    early = check_in.check_in(scene.context, scene.ticket_command(booked))
    assert scene.refused(early) == Code.PRACTICE_GOES_ON
    simulated = scene.join("agua", simulated=True)
    assert scene.ticket(simulated)["number"] == scene.ticket(booked)["number"] == "AG-001"
    # Who says that number at the counter is no simulated person, and books a place of the real day as always.
    assert scene.run(front_desk.find(scene.context, scene.moderator, "ag 1")).ticket.id == booked
    assert week.state(week.book("10:30", by=scene.moderator)) == "booked"
    # An extra audience that begins soon ends the practice in time.
    soon = {"why": {"es": "Feria", "en": "Fair"}, "closed": False, **HOURS}
    today = Edit(Key(Kind.OPENING, WEDNESDAY.isoformat()), 0, soon)
    scene.run(catalogue.change(scene.context, admin, CommandId(uuid4()), [today]))
    assert scene.run(practice.end_over(scene.context))
    week.set_clock(WEDNESDAY, "10:21")
    scene.run(sessions.follow_clock(scene.context))
    assert week.state(scene.join("agua")) == "waiting"
    assert scene.run(practice.refusal(scene.context)) is None
