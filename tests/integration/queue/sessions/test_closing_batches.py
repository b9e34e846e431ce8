"""Many are carried over in short transactions: a node may die between any two, others have their turn, and damage stays alone."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest

from audiencia.cases.api import open_case
from audiencia.core.errors import Unavailable
from audiencia.core.ids import TicketId
from audiencia.queue.sessions import closing, sessions
from tests.support.scenery import Scenery

OVER = 12 * 3600 + 30 * 60 + 1
"""Seconds until a demonstration and its grace are over."""
Before = Callable[[int], Any]


@pytest.fixture
def pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "BATCH", 2)


def meet(monkeypatch: pytest.MonkeyPatch, before: Before) -> None:
    """`before` is awaited before each case is opened, with how many were before it."""
    opened = 0

    async def watched(*args: Any) -> None:
        nonlocal opened
        await before(opened)
        opened += 1
        await open_case(*args)

    monkeypatch.setattr(closing, "open_case", watched)


def end(scene: Scenery, *, full: bool = False) -> None:
    scene.find("UPDATE app_clock SET shift = shift + $1 RETURNING one", timedelta(seconds=OVER))
    with pytest.raises(Unavailable) if full else nullcontext():
        scene.run(sessions.follow_clock(scene.context))


def states(scene: Scenery) -> list[str]:
    return [row["state"] for row in scene.find("SELECT state FROM ticket ORDER BY id")]


def session(scene: Scenery) -> str:
    return str(scene.find("SELECT state FROM session")[0]["state"])


def breaks(scene: Scenery, table: str, moment: str, condition: str, *, errcode: str = "P0001") -> None:
    """From now on, this write fails for this row, as it would where the row is damaged."""
    scene.find(
        "CREATE FUNCTION fail_here() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'damaged' USING ERRCODE = '{errcode}'; END $$"
    )
    scene.find(
        f"CREATE TRIGGER zz_break BEFORE {moment} ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION fail_here()"
    )


@pytest.mark.usefixtures("pairs")
def test_a_node_that_dies_in_the_midst_leaves_whole_batches_and_the_next_turn_goes_on(
    scene: Scenery, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = [scene.join("agua") for _ in range(5)]

    async def die(opened: int) -> None:
        if opened == 3:
            raise Unavailable

    with monkeypatch.context() as until_then:
        meet(until_then, die)
        with pytest.raises(Unavailable):
            end(scene)
    assert sorted(states(scene)) == ["carried_over"] * 2 + ["waiting"] * 3
    assert session(scene) == "closing"
    assert scene.queue("agua")["state"] == "closed"
    scene.run(sessions.follow_clock(scene.context))
    assert (set(states(scene)), session(scene)) == ({"carried_over"}, "closed")
    assert len(scene.events("carried_over")) == len(everybody)
    assert len(scene.find("SELECT id FROM case_file")) == len(everybody)


@pytest.mark.usefixtures("pairs")
def test_a_demonstration_that_is_ended_and_left_in_the_midst_is_ended_by_the_clock(
    scene: Scenery, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        scene.join("agua")

    async def die(opened: int) -> None:
        raise Unavailable

    with monkeypatch.context() as until_then:
        meet(until_then, die)
        with pytest.raises(Unavailable):
            scene.run(sessions.end_demo(scene.context))
    assert session(scene) == "closing"
    scene.run(sessions.follow_clock(scene.context))
    assert (set(states(scene)), session(scene)) == ({"carried_over"}, "closed")


@pytest.mark.usefixtures("pairs")
def test_meanwhile_the_other_queues_and_the_jornada_are_free_for_commands(
    scene: Scenery, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        scene.join("agua")
    taken: list[int] = []

    async def take(opened: int) -> None:
        await scene.ask("SELECT FROM session FOR SHARE NOWAIT")
        await scene.ask(
            "SELECT FROM queue WHERE id <> (SELECT queue_id FROM ticket LIMIT 1) FOR NO KEY UPDATE NOWAIT",
        )
        taken.append(opened)

    meet(monkeypatch, take)
    end(scene)
    assert taken == [0, 1, 2]
    assert session(scene) == "closed"


def test_whose_case_cannot_be_opened_is_carried_over_without_it_and_staff_are_told(scene: Scenery) -> None:
    first, damaged, last = (scene.join("agua") for _ in range(3))
    breaks(scene, "case_file", "INSERT", f"NEW.attention_id = '{scene.ticket(damaged)['attention_id']}'")
    end(scene)
    assert (states(scene), session(scene)) == (["carried_over"] * 3, "closed")
    assert with_case(scene) == {first, last}
    assert noted(scene) == [("attention.case", scene.ticket(damaged)["attention_id"])]


def test_a_ticket_that_cannot_be_written_keeps_nobody_else_and_not_the_jornada(scene: Scenery) -> None:
    first, damaged, last = (scene.join("agua") for _ in range(3))
    breaks(scene, "ticket", "UPDATE", f"NEW.id = '{damaged}'")
    end(scene)
    assert session(scene) == "closed"
    assert {one: scene.ticket(one)["state"] for one in (first, damaged, last)} == {
        first: "carried_over", damaged: "waiting", last: "carried_over",
    }  # fmt: skip
    assert with_case(scene) == {first, last}
    assert ("ticket.state", damaged) in noted(scene)


def test_a_disk_that_is_full_puts_nobody_aside_and_the_next_turn_goes_on(scene: Scenery) -> None:
    everybody = [scene.join("agua") for _ in range(3)]
    breaks(scene, "case_file", "INSERT", "true", errcode="53100")
    end(scene, full=True)
    assert (set(states(scene)), session(scene)) == ({"waiting"}, "closing")
    assert noted(scene) == []
    scene.find("DROP TRIGGER zz_break ON case_file")
    scene.run(sessions.follow_clock(scene.context))
    assert (set(states(scene)), session(scene)) == ({"carried_over"}, "closed")
    assert with_case(scene) == set(everybody)


def with_case(scene: Scenery) -> set[TicketId]:
    found = scene.find("SELECT ticket.id FROM ticket JOIN case_file USING (attention_id)")
    return {TicketId(row["id"]) for row in found}


def noted(scene: Scenery) -> list[tuple[str, Any]]:
    return [(row["place"], row["object_id"]) for row in scene.find("SELECT * FROM unreadable ORDER BY place")]
