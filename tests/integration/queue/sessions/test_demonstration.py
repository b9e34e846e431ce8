"""A demonstration beside the jornada that is booked in it: planned as for people, shown in its turn, and never counted."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from audiencia.queue.booking import booking
from audiencia.queue.sessions import sessions
from audiencia.reporting import public_figures
from tests.support.audience import TOPICS
from tests.support.scenery import Scenery

ZONE = ZoneInfo("America/Mexico_City")
TUESDAY = date(2026, 12, 8)


def it_is(scene: Scenery, day: int, at: str) -> None:
    """That time of December 2026, and the jornadas follow."""
    scene.set_clock(datetime.combine(TUESDAY.replace(day=day), time.fromisoformat(at), ZONE))
    scene.pass_time(0)


def goes_on(scene: Scenery) -> None:
    """What a web node of a demonstration does again and again."""
    scene.run(sessions.open_demo(scene.context))
    scene.run(sessions.plan_next(scene.context))


def jornadas(scene: Scenery) -> list[tuple[Any, ...]]:
    found = scene.find("SELECT day, state, demo FROM session WHERE state <> 'closed' ORDER BY id")
    return [(row["day"].day, row["state"], row["demo"]) for row in found]


@pytest.fixture
def demo(scene: Scenery) -> Scenery:
    """On the Wednesday before, with a demonstration that was opened then."""
    scene.context = replace(scene.context, demo=True)
    scene.run(sessions.end_demo(scene.context))
    it_is(scene, 2, "10:00")
    goes_on(scene)
    return scene


def test_the_next_tuesday_can_be_booked_while_the_demonstration_goes_on(demo: Scenery) -> None:
    assert jornadas(demo) == [(2, "open", True), (8, "planned", False)]
    at_ten = datetime.combine(TUESDAY, time(10), ZONE).astimezone(UTC)
    offers = demo.run(booking.windows(demo.context, "agua", TOPICS["agua"])).offers
    assert offers[0].slot.starts_at == at_ten
    demo.run(booking.book(demo.context, demo.request("agua"), at_ten, tell=False))
    assert demo.join("agua")
    goes_on(demo)
    assert jornadas(demo) == [(2, "open", True), (8, "planned", False)]


def test_once_it_begins_it_is_the_demonstration_and_the_next_one_can_be_booked(demo: Scenery) -> None:
    it_is(demo, 8, "08:00")
    goes_on(demo)
    waiting = demo.join("agua")
    it_is(demo, 8, "09:01")
    goes_on(demo)
    assert jornadas(demo) == [(8, "lobby", True), (15, "planned", False)]
    assert demo.ticket(waiting)["state"] == "carried_over"
    it_is(demo, 8, "10:01")
    goes_on(demo)
    assert jornadas(demo) == [(8, "open", True), (15, "planned", False)]


def test_one_that_went_by_while_nothing_ran_is_not_counted(demo: Scenery) -> None:
    it_is(demo, 9, "10:00")
    goes_on(demo)
    assert jornadas(demo) == [(9, "open", True), (15, "planned", False)]
    assert not demo.find("SELECT id FROM session WHERE NOT demo AND state <> 'planned'")
    assert demo.run(public_figures.published(demo.context)).weeks == ()


def test_begun_on_the_day_itself_it_opens_at_once(scene: Scenery) -> None:
    scene.context = replace(scene.context, demo=True)
    scene.run(sessions.end_demo(scene.context))
    it_is(scene, 8, "09:30")
    goes_on(scene)
    assert jornadas(scene) == [(8, "open", True), (15, "planned", False)]


def test_for_people_nothing_is_marked(scene: Scenery) -> None:
    scene.run(sessions.end_demo(scene.context))
    it_is(scene, 2, "10:00")
    scene.run(sessions.plan_next(scene.context))
    it_is(scene, 8, "10:01")
    scene.run(sessions.plan_next(scene.context))
    assert jornadas(scene) == [(8, "open", False)]
