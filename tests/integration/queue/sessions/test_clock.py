"""A step of the database's clock: nobody is carried over before a person says that the time is right."""

import asyncio
import time
from datetime import timedelta

import pytest

from audiencia.core.errors import Unavailable
from audiencia.queue.sessions import clock, sessions
from audiencia.queue.sessions.clock import ClockLook
from tests.support.races import all_blocked
from tests.support.scenery import Scenery

DAY = 24 * 3600
ENDS = 13 * 3600
END_BLOCKED = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"""


class Node:
    """Looks at the clock. That somebody set it by so many seconds is seen against the ticks alone."""

    def __init__(self, scene: Scenery) -> None:
        self.scene, self.set_by = scene, 0.0
        self.look = ClockLook(scene.context, lambda: time.monotonic() - self.set_by).look
        self.looks()

    def looks(self) -> None:
        self.scene.run(self.look())

    def sees(self, seconds: float) -> None:
        self.set_by += seconds
        self.looks()


def passes(scene: Scenery, seconds: int) -> None:
    scene.find("UPDATE app_clock SET shift = shift + $1 RETURNING one", timedelta(seconds=seconds))


def follows(scene: Scenery) -> tuple[str, set[str]]:
    """The jornada's state, and those of its tickets, once it has followed the clock."""
    scene.run(sessions.follow_clock(scene.context))
    session = str(scene.find("SELECT state FROM session")[0]["state"])
    return session, {row["state"] for row in scene.find("SELECT state FROM ticket")}


def test_after_a_step_the_jornada_goes_on_until_a_person_says_that_the_time_is_right(scene: Scenery) -> None:
    node = Node(scene)
    scene.join("agua")
    node.sees(DAY)
    passes(scene, ENDS)
    assert follows(scene) == ("open", {"waiting"})
    asked = scene.run(clock.doubt(scene.context))
    assert asked is not None
    assert asked.seconds == pytest.approx(DAY, abs=30)  # its look and ours are not at one moment
    scene.run(clock.confirm(scene.context, scene.moderator))
    assert scene.run(clock.doubt(scene.context)) is None
    assert [actor for _, actor, _ in scene.events("clock_confirmed")] == ["staff"]
    assert follows(scene) == ("closed", {"carried_over"})


def test_a_clock_that_is_set_right_again_needs_no_answer(scene: Scenery) -> None:
    node = Node(scene)
    scene.join("agua")
    node.sees(-DAY)
    assert scene.run(clock.doubt(scene.context)) is not None
    node.sees(DAY)
    assert scene.run(clock.doubt(scene.context)) is None
    passes(scene, ENDS)
    assert follows(scene) == ("closed", {"carried_over"})


def test_a_clock_that_is_wrong_again_right_after_it_was_set_right_is_doubted_again(scene: Scenery) -> None:
    node = Node(scene)
    for seconds, doubted in ((DAY, True), (-DAY, False), (DAY, True)):
        node.sees(seconds)
        assert (scene.run(clock.doubt(scene.context)) is not None) is doubted


@pytest.mark.parametrize("both_see_it", [False, True])
def test_a_jornada_planned_by_a_wrong_clock_needs_no_answer_once_it_is_right(scene: Scenery, both_see_it: bool) -> None:
    nodes = Node(scene), Node(scene)
    nodes[0].sees(DAY)
    scene.run(sessions.plan_next(scene.context))
    assert len(scene.find("SELECT id FROM session WHERE state <> 'closed'")) == 2
    if both_see_it:
        nodes[1].sees(DAY)
    assert scene.run(clock.doubt(scene.context)) is not None
    nodes[0].sees(-DAY)
    assert scene.run(clock.doubt(scene.context)) is None


def test_a_step_that_two_nodes_see_is_noted_once(scene: Scenery) -> None:
    nodes = Node(scene), Node(scene)
    for node in nodes:
        node.sees(DAY)
    assert len(scene.events("clock_stepped")) == 1


def test_a_step_that_could_not_be_noted_is_noted_at_the_next_look(scene: Scenery) -> None:
    node = Node(scene)

    async def loses_its_connection() -> None:
        async with scene.context.database.begin() as tx:
            await tx.conn.fetch("SELECT FROM session FOR UPDATE")
            node.set_by += DAY
            looking = asyncio.create_task(node.look())
            await all_blocked(scene, looking)
            await scene.ask(END_BLOCKED)
            with pytest.raises(Unavailable):
                await looking

    scene.run(loses_its_connection())
    assert not scene.events("clock_stepped")
    node.looks()
    assert scene.run(clock.doubt(scene.context)) is not None


def test_a_step_keeps_no_jornada_from_opening(scene: Scenery) -> None:
    scene.run(sessions.end_demo(scene.context))
    scene.run(sessions.plan_next(scene.context))
    Node(scene).sees(DAY)
    scene.find(
        "UPDATE session SET lobby_at = app_now(), opens_at = app_now(), closes_at = app_now() + interval '4 hours' "
        "WHERE state = 'planned' RETURNING id"
    )
    scene.run(sessions.follow_clock(scene.context))
    assert scene.find("SELECT state FROM session ORDER BY id DESC LIMIT 1") == [{"state": "open"}]


def test_time_that_passes_asks_nobody(scene: Scenery) -> None:
    node = Node(scene)
    scene.join("agua")
    node.looks()
    passes(scene, ENDS)
    assert follows(scene) == ("closed", {"carried_over"})


def test_pages_are_made_again_when_a_step_is_noted_and_when_it_is_answered(scene: Scenery) -> None:
    def version() -> int:
        return int(scene.queue("agua")["version"])

    node, before = Node(scene), version()
    node.sees(2 * 3600)
    noted = version()
    scene.run(clock.confirm(scene.context, scene.moderator))
    assert before < noted < version()


@pytest.mark.parametrize("kind", ["clock_stepped", "clock_confirmed"])
def test_all_sessions_are_locked_before_the_queues_of_any(scene: Scenery, kind: str) -> None:
    node = Node(scene)
    node.sees(DAY)
    scene.run(sessions.plan_next(scene.context))
    first, later = (row["id"] for row in scene.find("SELECT id FROM session WHERE state <> 'closed' ORDER BY id"))
    before = len(scene.events(kind))

    async def meanwhile() -> None:
        async with asyncio.TaskGroup() as group, scene.context.database.begin() as tx:
            await tx.conn.fetch("SELECT FROM session WHERE id = $1 FOR SHARE", later)
            node.set_by += DAY // 2  # another step than the one that was just noted
            noting = node.look() if kind == "clock_stepped" else clock.confirm(scene.context, scene.moderator)
            await all_blocked(scene, group.create_task(noting))
            await scene.ask("SELECT FROM queue WHERE session_id = $1 FOR NO KEY UPDATE NOWAIT", first)

    scene.run(meanwhile())
    assert len(scene.events(kind)) == before + 2
