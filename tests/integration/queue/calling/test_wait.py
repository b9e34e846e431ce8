"""The time before the call: who is asked whether they are ready, and who lets others pass."""

from collections.abc import Coroutine, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from audiencia.core.ids import QueueId, RoomId, TicketId
from audiencia.queue.calling import wait
from audiencia.queue.moderation import rooms
from audiencia.queue.snapshot.estimate import STALE_SECONDS, Estimates
from audiencia.runtime.forecast import Expected
from tests.support.scenery import Scenery


@pytest.fixture
def room(scene: Scenery) -> RoomId:
    """An open room, its director there."""
    room_id = next(iter(scene.rooms))
    scene.connect(room_id)
    scene.open(room_id)
    return room_id


def let_pass(scene: Scenery, ticket: TicketId, others: int = 1) -> Coroutine[Any, Any, Any]:
    return wait.postpone(scene.context, scene.ticket_command(ticket), let_pass=others)


def not_before(scene: Scenery, ticket: TicketId, at: datetime) -> Coroutine[Any, Any, Any]:
    return wait.postpone(scene.context, scene.ticket_command(ticket), not_before=at)


def now(scene: Scenery) -> datetime:
    found: datetime = scene.find("SELECT app_now() AS now")[0]["now"]
    return found


def states(scene: Scenery, *tickets: TicketId) -> list[str]:
    return [scene.ticket(one)["state"] for one in tickets]


def stay_silent(scene: Scenery) -> None:
    """The time to say that one is ready passes."""
    scene.pass_time(scene.context.municipality.limits.ready_seconds + 1)
    scene.run(wait.end_silence(scene.context))


def test_the_first_three_are_asked_once_between_two_calls(scene: Scenery, room: RoomId) -> None:
    """A room is free: its call comes at any moment, to the first, and to the next one when that one does not answer."""
    tickets = [scene.join("agua") for _ in range(5)]
    for place in range(3):
        assert scene.run(wait.ask_ready(scene.context)) == 1
        assert states(scene, *tickets) == ["waiting"] * place + ["ready_check"] + ["waiting"] * (4 - place)
        assert scene.run(wait.ask_ready(scene.context)) == 0
        stay_silent(scene)
        assert states(scene, *tickets) == ["waiting"] * 5
    assert scene.run(wait.ask_ready(scene.context)) == 0
    scene.call(room)
    scene.run(rooms.open_room(scene.context, scene.room_command(second_room(scene)), {}))
    scene.run(wait.ask_ready(scene.context))
    assert states(scene, *tickets) == ["called", "ready_check", "waiting", "waiting", "waiting"]


def second_room(scene: Scenery) -> RoomId:
    """Another room of the same line, its director there."""
    room_id = list(scene.rooms)[1]
    scene.connect(room_id)
    return room_id


def test_who_just_joined_is_not_asked_while_the_call_is_minutes_away(scene: Scenery, room: RoomId) -> None:
    """The room is in a call that has just begun; near its end the first one is asked, and nobody else."""
    clock = [0.0]
    estimates = Estimates(scene.context, lambda: clock[0])
    context = replace(scene.context, forecaster=estimates)
    scene.join("agua")
    scene.talk(room)
    tickets = [scene.join("agua") for _ in range(3)]
    queue_id = QueueId(scene.queue("agua")["id"])

    def ask(minutes_later: int) -> list[str]:
        scene.pass_time(minutes_later * 60)
        clock[0] += STALE_SECONDS + 1
        estimates.known(queue_id)
        scene.run(estimates.make_wanted())
        scene.run(wait.ask_ready(context))
        return states(scene, *tickets)

    assert ask(0) == ["waiting"] * 3
    assert estimates.known(queue_id)[tickets[0]].low_at - now(scene) > timedelta(minutes=1)
    assert ask(5) == ["ready_check", "waiting", "waiting"]


def test_who_is_ready_reads_an_estimate_from_the_next_call_on(scene: Scenery, room: RoomId) -> None:
    """A call goes to the first who is ready: the range of the third begins with the first one's, who may be passed."""
    scene.join("agua")
    scene.talk(room)
    first, _, third = [scene.join("agua") for _ in range(3)]
    queue_id = QueueId(scene.queue("agua")["id"])

    def told() -> Mapping[TicketId, Expected]:
        estimates = Estimates(scene.context)
        estimates.known(queue_id)
        scene.run(estimates.make_wanted())
        return estimates.known(queue_id)

    before = told()
    assert before[first].low_at < before[third].low_at
    scene.run(wait.say_ready(scene.context, scene.ticket_command(third)))
    after = told()
    assert after[third].low_at == after[first].low_at
    assert after[third].high_at > after[first].high_at > before[first].high_at


def test_nobody_is_asked_while_nobody_attends(scene: Scenery) -> None:
    ticket = scene.join("agua")
    assert scene.run(wait.ask_ready(scene.context)) == 0
    assert states(scene, ticket) == ["waiting"]


def test_the_ready_one_is_called_first_and_the_other_keeps_the_time_of_arrival(scene: Scenery, room: RoomId) -> None:
    silent, ready = scene.join("agua"), scene.join("agua")
    joined_at = scene.ticket(silent)["joined_at"]
    scene.run(wait.ask_ready(scene.context))
    scene.run(wait.say_ready(scene.context, scene.ticket_command(ready)))
    assert scene.call(room) == ready
    assert scene.ticket(silent)["joined_at"] == joined_at
    assert scene.events("passed_over") == [("passed_over", "system", "not_ready")]


def test_saying_it_twice_changes_nothing(scene: Scenery, room: RoomId) -> None:
    ticket = scene.join("agua")
    scene.run(wait.say_ready(scene.context, scene.ticket_command(ticket)))
    before = scene.ticket(ticket)
    scene.run(wait.say_ready(scene.context, scene.ticket_command(ticket)))
    assert scene.ticket(ticket) == before
    assert len(scene.events("ready")) == 1


def test_who_lets_one_pass_is_back_after_one_call_with_the_old_seniority(scene: Scenery, room: RoomId) -> None:
    first, second, third = (scene.join("agua") for _ in range(3))
    scene.run(let_pass(scene, first))
    assert scene.run(wait.end_postponements(scene.context)) == 0
    assert scene.call(room) == second
    scene.run(wait.end_postponements(scene.context))
    assert [row["id"] for row in scene.order()] == [first, third]
    assert scene.passed(third) == ["resumed"]


def test_with_nobody_left_to_let_pass_it_is_over_at_once(scene: Scenery, room: RoomId) -> None:
    alone = scene.join("agua")
    scene.run(let_pass(scene, alone, 5))
    scene.run(wait.end_postponements(scene.context))
    assert states(scene, alone) == ["waiting"]


def test_not_before_a_time(scene: Scenery, room: RoomId) -> None:
    ticket, other = scene.join("agua"), scene.join("agua")
    scene.run(not_before(scene, ticket, now(scene) + timedelta(minutes=10)))
    scene.pass_time(9 * 60)
    scene.run(wait.end_postponements(scene.context))
    assert states(scene, ticket, other) == ["postponed", "waiting"]
    scene.pass_time(61)
    scene.run(wait.end_postponements(scene.context))
    assert states(scene, ticket, other) == ["waiting", "waiting"]
    assert scene.events("resumed") == [("resumed", "system", "due")]


def test_a_clock_that_is_set_back_brings_nobody_before_others(scene: Scenery, room: RoomId) -> None:
    first, second = scene.join("agua"), scene.join("agua")
    scene.find("UPDATE app_clock SET shift = shift - interval '10 minutes' RETURNING one")
    third, fourth = scene.join("agua"), scene.join("agua")
    assert [row["id"] for row in scene.order()] == [first, second, third, fourth]


def test_nobody_joins_at_closing_time(scene: Scenery, room: RoomId) -> None:
    scene.find("UPDATE session SET closes_at = app_now() RETURNING id")
    assert scene.refused(scene.joining("agua")) == "session_closed"


def test_times_that_are_past_or_after_closing_are_no_times(scene: Scenery, room: RoomId) -> None:
    ticket = scene.join("agua")
    closes_at = scene.find("SELECT closes_at FROM session")[0]["closes_at"]
    for at in (now(scene) - timedelta(seconds=1), closes_at, closes_at + timedelta(hours=1)):
        assert scene.refused(not_before(scene, ticket, at)) == "bad_input"
    command = scene.ticket_command(ticket)
    assert scene.refused(wait.postpone(scene.context, command)) == "bad_input"
    both = wait.postpone(scene.context, command, not_before=now(scene) + timedelta(minutes=5), let_pass=1)
    assert scene.refused(both) == "bad_input"


def test_nobody_moves_the_others_back_and_forth_without_end(scene: Scenery, room: RoomId) -> None:
    ticket, behind = scene.join("agua"), scene.join("agua")
    limit = scene.context.municipality.limits.postponements
    for _ in range(limit):
        scene.run(let_pass(scene, ticket))
        scene.run(wait.resume(scene.context, scene.ticket_command(ticket)))
    assert scene.refused(let_pass(scene, ticket)) == "postponed_too_often"
    assert scene.passed(behind) == ["resumed"] * limit
    assert [row["id"] for row in scene.order()] == [ticket, behind]
