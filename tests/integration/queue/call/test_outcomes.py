"""Results that are completed later: by whom, once, and not forgotten when the jornada closes."""

from collections.abc import Coroutine
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from audiencia.cases.use_cases.next_steps import NextStep
from audiencia.core.ids import RoomId, TicketId
from audiencia.queue.call import conclude
from audiencia.queue.call.conclude import Outcome
from tests.support.races import at_once
from tests.support.scenery import Scenery

NOTE = "Se llamó al área"


@pytest.fixture
def rooms(scene: Scenery) -> list[RoomId]:
    """Two rooms of agua and one of tesoreria, all open."""
    for room in scene.rooms:
        scene.open(room)
    return list(scene.rooms)


@pytest.fixture
def owed(scene: Scenery, rooms: list[RoomId]) -> TicketId:
    """Whose result the first room left for later."""
    scene.join("agua")
    ticket = scene.talk(rooms[0])
    scene.run(conclude.end_call(scene.context, scene.room_command(rooms[0])))
    scene.run(conclude.defer_outcome(scene.context, scene.room_command(rooms[0])))
    return ticket


def complete(scene: Scenery, room: RoomId, ticket: TicketId, version: int | None = None) -> Coroutine[Any, Any, Any]:
    command = replace(scene.room_command(room), version=None)
    seen = scene.ticket(ticket)["version"] if version is None else version
    return conclude.complete_outcome(scene.context, command, ticket, seen, replace(scene.outcome(), note_internal=NOTE))


def test_the_room_is_free_before_the_result_is_written(scene: Scenery, rooms: list[RoomId], owed: TicketId) -> None:
    assert scene.ticket(owed)["state"] == "outcome_pending"
    assert scene.room(rooms[0])["state"] == "available"
    assert scene.legs(owed) == [("agua", "concluded")]
    assert scene.events("outcome_deferred") == [("outcome_deferred", "staff", "later")]
    scene.join("agua")
    scene.talk(rooms[0])


def test_a_colleague_completes_it(scene: Scenery, rooms: list[RoomId], owed: TicketId) -> None:
    scene.run(complete(scene, rooms[1], owed))
    assert scene.ticket(owed)["state"] == "served"
    attention = scene.find("SELECT outcome, outcome_by, note_internal_sealed FROM attention")[0]
    assert (attention["outcome"], attention["outcome_by"]) == (scene.outcome().outcome, scene.rooms[rooms[1]])
    assert NOTE.encode() not in attention["note_internal_sealed"]
    assert scene.legs(owed) == [("agua", "concluded")]
    audited = "SELECT actor_id, why FROM audit WHERE action = 'outcome_recorded'"
    assert [dict(row) for row in scene.find(audited)] == [{"actor_id": scene.rooms[rooms[1]], "why": "outcome"}]


def test_it_is_completed_by_whoever_serves_the_line_in_whatever_state_the_room_is(
    scene: Scenery, rooms: list[RoomId], owed: TicketId
) -> None:
    assert scene.refused(complete(scene, rooms[2], owed)) == "unknown_ticket"
    scene.join("agua")
    scene.talk(rooms[1])
    scene.run(complete(scene, rooms[1], owed))
    assert scene.ticket(owed)["state"] == "served"


def test_what_was_completed_already_or_is_not_owed_is_refused(
    scene: Scenery, rooms: list[RoomId], owed: TicketId
) -> None:
    assert scene.refused(complete(scene, rooms[0], owed, version=1)) == "ticket_moved"
    scene.run(complete(scene, rooms[0], owed))
    assert scene.refused(complete(scene, rooms[0], owed)) == "ticket_moved"
    scene.join("agua")
    other = scene.talk(rooms[1])
    assert scene.refused(complete(scene, rooms[0], other)) == "ticket_moved"


def test_an_unknown_disposition_completes_nothing(scene: Scenery, rooms: list[RoomId], owed: TicketId) -> None:
    wrong = replace(scene.outcome(), disposition="nada")
    command = scene.room_command(rooms[0])
    seen = scene.ticket(owed)["version"]
    assert scene.refused(conclude.complete_outcome(scene.context, command, owed, seen, wrong)) == "unknown_disposition"


def test_a_kind_of_answer_that_promises_a_date_needs_one(scene: Scenery, rooms: list[RoomId]) -> None:
    """In a next step, or with the result, which makes it one: the citizen reads that the date is in the steps."""
    scheduled = Outcome("in_process", "scheduled", "", "")
    dated = NextStep("Esté en casa", "", "", "", date(2026, 12, 3))
    for given, outcome in (((), replace(scheduled, due=date(2026, 12, 3))), ((dated,), scheduled)):
        scene.join("agua")
        ticket = scene.talk(rooms[0])
        for step in (replace(dated, due=None), *given):
            scene.run(conclude.add_next_step(scene.context, scene.room_command(rooms[0]), ticket, step))
        scene.run(conclude.end_call(scene.context, scene.room_command(rooms[0])))
        if not given:
            undated = conclude.record_outcome(scene.context, scene.room_command(rooms[0]), scheduled)
            assert scene.refused(undated) == "date_needed"
        scene.run(conclude.record_outcome(scene.context, scene.room_command(rooms[0]), outcome))
        steps = scene.find(
            "SELECT due FROM next_step WHERE attention_id = $1 ORDER BY given_at, due NULLS FIRST",
            scene.ticket(ticket)["attention_id"],
        )
        assert [one["due"] for one in steps] == [None, date(2026, 12, 3)]


def test_a_result_left_for_later_promises_its_date_too(scene: Scenery, rooms: list[RoomId], owed: TicketId) -> None:
    def completing(due: date | None) -> Coroutine[Any, Any, Any]:
        command = replace(scene.room_command(rooms[0]), version=None)
        outcome = Outcome("in_process", "scheduled", "", "", due)
        return conclude.complete_outcome(scene.context, command, owed, scene.ticket(owed)["version"], outcome)

    assert scene.refused(completing(None)) == "date_needed"
    scene.run(completing(date(2026, 12, 3)))
    assert [one["due"] for one in scene.find("SELECT due FROM next_step")] == [date(2026, 12, 3)]


def test_two_who_complete_it_at_the_same_moment_are_one(scene: Scenery, rooms: list[RoomId], owed: TicketId) -> None:
    lock = f"SELECT FROM queue WHERE id = {scene.queue('agua')['id']} FOR UPDATE"
    found = at_once(scene, lock, complete(scene, rooms[0], owed), complete(scene, rooms[1], owed))
    assert sorted(isinstance(one, dict) for one in found) == [False, True]
    assert "ticket_moved" in found
    assert len(scene.events("outcome_recorded")) == 1


def test_only_after_the_call_is_a_result_left_for_later(scene: Scenery, rooms: list[RoomId]) -> None:
    scene.join("agua")
    scene.talk(rooms[0])
    assert scene.refused(conclude.defer_outcome(scene.context, scene.room_command(rooms[0]))) == "room_busy"


def test_the_jornada_closes_only_when_nothing_is_owed(scene: Scenery, rooms: list[RoomId], owed: TicketId) -> None:
    scene.pass_time(13 * 3600)
    assert scene.find("SELECT state FROM session")[0]["state"] == "closing"
    scene.run(complete(scene, rooms[0], owed))
    scene.pass_time(1)
    assert scene.find("SELECT state FROM session")[0]["state"] == "closed"


def test_a_director_who_is_lost_after_the_call_owes_the_result(scene: Scenery, rooms: list[RoomId]) -> None:
    scene.join("agua")
    ticket = scene.talk(rooms[0])
    scene.run(conclude.end_call(scene.context, scene.room_command(rooms[0])))
    scene.disconnect(rooms[0], scene.connect(rooms[0]))
    scene.pass_time(60)
    assert (scene.ticket(ticket)["state"], scene.room(rooms[0])["state"]) == ("outcome_pending", "disconnected")
    assert scene.events("outcome_deferred") == [("outcome_deferred", "system", "director_lost")]
    scene.run(complete(scene, rooms[1], ticket))


def test_with_a_damaged_key_the_room_is_free_again_by_a_result_without_notes(
    scene: Scenery, rooms: list[RoomId]
) -> None:
    scene.join("agua")
    scene.join("agua")
    ticket = scene.talk(rooms[0])
    person = scene.damage_key(ticket)
    step = NextStep("Pase por su dictamen", "", "", "", None)
    given = conclude.add_next_step(scene.context, scene.room_command(rooms[0]), ticket, step)
    assert scene.refused(given) == "data_unreadable" and scene.noted() == {("person.key", person)}
    scene.run(conclude.end_call(scene.context, scene.room_command(rooms[0])))
    with_note = replace(scene.outcome(), note_internal=NOTE)
    recorded = conclude.record_outcome(scene.context, scene.room_command(rooms[0]), with_note)
    assert scene.refused(recorded) == "data_unreadable"
    without = replace(scene.outcome(), note_to_citizen="")
    scene.run(conclude.record_outcome(scene.context, scene.room_command(rooms[0]), without))
    assert scene.ticket(ticket)["state"] == "served"
    scene.talk(rooms[0])
