"""A moderator moves many people at once: all or nobody, seen beforehand, and taken back within a minute."""

from collections.abc import Coroutine, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from audiencia.core.ids import CommandId, StaffId, TicketId
from audiencia.queue.calling import answer, call, wait
from audiencia.queue.moderation.move import SeenTicket, move_tickets, undo_move
from audiencia.queue.moderation.preview import Preview, preview_move
from tests.support.races import at_once
from tests.support.scenery import Scenery

REASON = "shorter_wait"


def seen(scene: Scenery, *tickets: TicketId) -> list[SeenTicket]:
    """These as they are now."""
    return [SeenTicket(one, scene.ticket(one)["version"]) for one in tickets]


def move(scene: Scenery, chosen: Sequence[SeenTicket], department: str = "tesoreria") -> Coroutine[Any, Any, Any]:
    return move_tickets(scene.context, scene.moderator, CommandId(uuid4()), chosen, department, REASON)


def undo(scene: Scenery, moved: Any, moderator: StaffId | None = None) -> Coroutine[Any, Any, Any]:
    of = CommandId(UUID(moved["move_id"]))
    return undo_move(scene.context, moderator or scene.moderator, CommandId(uuid4()), of)


def preview(scene: Scenery, *tickets: TicketId, department: str = "tesoreria") -> Preview:
    return scene.run(preview_move(scene.context, scene.moderator, seen(scene, *tickets), department))


def line(scene: Scenery, department: str) -> list[TicketId]:
    """Who waits there, by seniority."""
    return [row["id"] for row in scene.order() if row["queue_id"] == scene.queue(department)["id"]]


def all_rows(scene: Scenery) -> Sequence[Any]:
    """Everything that a move could have written."""
    return [
        list(scene.find(f"SELECT * FROM {table} ORDER BY 1, 2"))
        for table in ("ticket", "leg", "event", "audit", "queue", "command_done")
    ]


def test_all_of_them_come_into_the_line_by_their_time_of_arrival(scene: Scenery) -> None:
    first, here, second, third = (scene.join(one) for one in ("agua", "tesoreria", "agua", "agua"))
    scene.run(move(scene, seen(scene, third, first)))
    assert line(scene, "tesoreria") == [first, here, third]
    assert line(scene, "agua") == [second]
    assert scene.legs(first) == [("agua", "transferred"), ("tesoreria", None)]
    assert scene.passed(here) == ["moved"], "who is passed by several reads it once"
    assert scene.passed(second) == []


def test_when_one_of_them_changed_nobody_is_moved_and_those_who_changed_are_named(scene: Scenery) -> None:
    first, second, third = (scene.join("agua") for _ in range(3))
    chosen = seen(scene, first, second, third)
    scene.run(answer.leave(scene.context, scene.ticket_command(second)))
    before = all_rows(scene)
    assert scene.refused(move(scene, chosen)) == "tickets_moved"
    assert all_rows(scene) == before
    scene.run(move(scene, [chosen[0], chosen[2]]))
    assert line(scene, "tesoreria") == [first, third]


def test_who_is_called_is_not_moved_nor_are_the_others(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    first, second = scene.join("agua"), scene.join("agua")
    assert scene.call(room) == first
    assert scene.refused(move(scene, seen(scene, first, second))) == "not_allowed_now"
    assert line(scene, "agua") == [second]


def test_nobody_waits_twice_in_one_line_also_when_both_numbers_are_moved_there(scene: Scenery) -> None:
    one, other = scene.join("agua", device="one"), scene.join("tesoreria", device="one")
    fine = scene.join("agua")
    assert scene.refused(move(scene, seen(scene, one, fine))) == "waits_there"
    assert scene.refused(move(scene, seen(scene, fine, other))) == "same_department"
    assert line(scene, "agua") == [one, fine]


def test_a_move_that_is_undone_leaves_everybody_where_they_were(scene: Scenery) -> None:
    first, here, second = (scene.join(one) for one in ("agua", "tesoreria", "agua"))
    behind = scene.join("agua")
    scene.run(wait.postpone(scene.context, scene.ticket_command(second), let_pass=2))
    director = next(iter(scene.rooms.values()))
    scene.find(
        "UPDATE ticket SET wanted_director = $1, skips = 2, ready = true WHERE id = $2 RETURNING id", director, first
    )
    same = (
        "queue_id", "state", "joined_at", "moves", "skips", "passes_from", "ready", "not_before", "after_calls",
        "wanted_director",
    )  # fmt: skip
    before = {one: scene.ticket(one) for one in (first, second, behind)}
    moved = scene.run(move(scene, seen(scene, first, second)))
    assert line(scene, "tesoreria") == [first, here, second]
    assert scene.ticket(first)["wanted_director"] is None
    scene.run(undo(scene, moved))
    assert (line(scene, "agua"), line(scene, "tesoreria")) == ([first, behind], [here])
    for one, was in before.items():
        assert [scene.ticket(one)[name] for name in same] == [was[name] for name in same]
    assert [kind for kind, _, _ in scene.events("move_undone", "postponed")] == ["postponed", *["move_undone"] * 2]
    assert scene.passed(behind) == ["move_undone"], "only the one of both who came into the line"
    assert scene.legs(first) == [("agua", "transferred"), ("tesoreria", "transferred"), ("agua", None)]


def test_whoever_had_let_others_pass_comes_before_nobody_when_the_move_is_undone(scene: Scenery) -> None:
    lets_pass, behind = scene.join("agua"), scene.join("agua")
    scene.run(wait.postpone(scene.context, scene.ticket_command(lets_pass), let_pass=2))
    scene.run(undo(scene, scene.run(move(scene, seen(scene, lets_pass)))))
    assert scene.ticket(lets_pass)["state"] == "postponed"
    assert scene.passed(behind) == []


def test_how_often_somebody_was_passed_by_preference_is_known_again_after_an_undo(scene: Scenery) -> None:
    early = scene.join("agua")
    scene.find("UPDATE queue SET jumps = 5 WHERE id = $1 RETURNING id", scene.queue("agua")["id"])
    scene.find("UPDATE ticket SET passes_from = 3 WHERE id = $1 RETURNING id", early)
    moved = scene.run(move(scene, seen(scene, early)))
    assert scene.ticket(early)["passes_from"] == 0
    scene.run(undo(scene, moved))
    assert scene.ticket(early)["passes_from"] == 3
    # As it was: no call by preference was really made.
    scene.find("UPDATE queue SET jumps = 0 WHERE jumps > 0 RETURNING id")
    scene.find("UPDATE ticket SET passes_from = 0 RETURNING id")


def test_people_of_several_lines_go_back_each_to_their_own(scene: Scenery) -> None:
    scene.run(scene.ask("UPDATE queue SET state = 'open'"))
    water, works = scene.join("agua"), scene.join("obras-publicas")
    moved = scene.run(move(scene, seen(scene, water, works)))
    scene.run(undo(scene, moved))
    assert (line(scene, "agua"), line(scene, "obras-publicas")) == ([water], [works])


def test_after_a_minute_a_move_stays(scene: Scenery) -> None:
    moved = scene.run(move(scene, seen(scene, scene.join("agua"))))
    scene.pass_time(71)
    assert scene.refused(undo(scene, moved)) == "undo_too_late"


def test_what_somebody_else_did_since_is_not_undone(scene: Scenery) -> None:
    first, second = scene.join("agua"), scene.join("agua")
    moved = scene.run(move(scene, seen(scene, first, second)))
    scene.run(answer.leave(scene.context, scene.ticket_command(first)))
    assert scene.refused(undo(scene, moved)) == "tickets_moved"
    assert line(scene, "tesoreria") == [second]


def test_a_move_is_undone_once_and_by_who_made_it(scene: Scenery) -> None:
    moved = scene.run(move(scene, seen(scene, scene.join("agua"))))
    assert scene.refused(undo(scene, moved, StaffId(scene.moderator + 1))) == "not_found"
    scene.run(undo(scene, moved))
    assert scene.refused(undo(scene, moved)) == "ticket_moved"


def test_two_moderators_who_move_overlapping_groups_are_one_success_and_one_refusal(scene: Scenery) -> None:
    first, second, third = (scene.join("agua") for _ in range(3))
    one, other = seen(scene, first, second), seen(scene, third, second)
    lock = "SELECT FROM queue ORDER BY id FOR UPDATE"
    done = at_once(scene, lock, move(scene, one), move(scene, other))
    assert done.count("tickets_moved") == 1
    assert set(line(scene, "tesoreria")) in ({first, second}, {third, second})


def test_a_move_and_a_call_at_the_same_moment_leave_one_of_both(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    both = scene.join("agua"), scene.join("agua")
    lock = f"SELECT FROM queue WHERE id = {scene.queue('agua')['id']} FOR UPDATE"
    done = at_once(
        scene, lock, move(scene, seen(scene, *both)), call.call_next(scene.context, scene.room_command(room))
    )
    moved = set(line(scene, "tesoreria"))
    assert ("nobody_waiting" in done, "tickets_moved" in done) in ((True, False), (False, True))
    assert moved == (set(both) if "nobody_waiting" in done else set())


def test_the_preview_says_what_the_move_then_brings_about(scene: Scenery) -> None:
    room = next(one for one in scene.rooms if scene.queue_of(one)["id"] == scene.queue("tesoreria")["id"])
    scene.open(room)
    scene.connect(room)
    first, here, second, last = (scene.join(one) for one in ("agua", "tesoreria", "agua", "agua"))
    numbers = {scene.ticket(one)["number"]: one for one in (first, here, second, last)}
    before = all_rows(scene)
    found = preview(scene, first, second)
    assert all_rows(scene) == before, "a preview left a trace"
    assert [(numbers[one.number], one.before, one.place) for one in found.seats] == [
        (first, None, 1), (here, 1, 2), (second, None, 3),
    ]  # fmt: skip
    assert (found.passed, found.nearer, found.known) == (1, 1, True)
    assert all(one.expected is not None for one in found.seats)
    lows = [one.expected.low_at for one in found.seats if one.expected is not None]
    assert lows == sorted(lows)
    scene.run(move(scene, seen(scene, first, second)))
    assert line(scene, "tesoreria") == [first, here, second]


def test_a_preview_keeps_to_the_rules_of_the_move(scene: Scenery) -> None:
    first = scene.join("agua")
    chosen = seen(scene, first)
    assert scene.refused(preview_move(scene.context, scene.moderator, chosen, "agua")) == "same_department"
    assert scene.refused(preview_move(scene.context, scene.moderator, chosen, "nowhere")) == "unknown_department"
    scene.run(answer.leave(scene.context, scene.ticket_command(first)))
    assert scene.refused(preview_move(scene.context, scene.moderator, chosen, "tesoreria")) == "ticket_moved"


@pytest.mark.parametrize("people", [100])
def test_a_hundred_are_moved_in_one_command(scene: Scenery, people: int) -> None:
    scene.run(scene.ask("UPDATE queue SET cap = $1 RETURNING id", people))
    everybody = [scene.join("agua") for _ in range(people)]
    scene.run(move(scene, seen(scene, *everybody)))
    assert line(scene, "tesoreria") == everybody
