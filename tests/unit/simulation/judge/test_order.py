"""The replay of the log finds who was passed without a recorded reason, and nobody else."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from audiencia.simulation.judge.order import Person, replay

START = datetime(2026, 11, 24, 16, tzinfo=UTC)
HERE, THERE = 1, 2
FIRST, SECOND, THIRD = "123"


def person(minute: int, preferential: bool = False) -> Person:
    return Person(f"AG-00{minute}", START + timedelta(minutes=minute), preferential)


def log(*entries: tuple[str, str, str | None, int, str | None]) -> list[Mapping[str, Any]]:
    """Entries of a ticket: kind, state that it leads to, queue, reason; each a minute after the one before, but for those
    that belong to it and lead to no state."""
    found: list[Mapping[str, Any]] = []
    at = START
    for number, (ticket_id, kind, to_state, queue_id, reason) in enumerate(entries):
        at += timedelta(minutes=to_state is not None)
        found.append({
            "id": number, "ticket_id": ticket_id, "kind": kind, "to_state": to_state, "queue_id": queue_id,
            "reason": reason, "at": at.isoformat(),
        })  # fmt: skip
    return found


def joined(*tickets: str, queue: int = HERE) -> list[tuple[str, str, str | None, int, str | None]]:
    return [(one, "joined", "waiting", queue, None) for one in tickets]


PEOPLE = {FIRST: person(1), SECOND: person(2), THIRD: person(3)}
CALL_SECOND = (SECOND, "called", "called", HERE, None)


def test_whoever_is_called_in_turn_passes_nobody() -> None:
    read = replay(log(*joined(FIRST, SECOND), (FIRST, "called", "called", HERE, None), CALL_SECOND), PEOPLE, ())
    assert (read.calls, read.problems) == (2, [])


def test_a_call_before_a_more_senior_person_is_found() -> None:
    (problem,) = replay(log(*joined(FIRST, SECOND), CALL_SECOND), PEOPLE, ()).problems
    assert "AG-002 before AG-001" in problem


def test_one_who_reads_why_was_passed_for_this_call_and_for_no_other() -> None:
    over = (FIRST, "passed_over", None, HERE, "not_ready")
    third = (THIRD, "called", "called", HERE, None)
    assert not replay(log(*joined(FIRST, SECOND), over, CALL_SECOND), PEOPLE, ()).problems
    assert len(replay(log(*joined(FIRST, SECOND, THIRD), over, CALL_SECOND, third), PEOPLE, ()).problems) == 1


def test_one_who_waits_for_an_interpreter_reads_so_once_until_they_are_called() -> None:
    over = (FIRST, "passed_over", None, HERE, "interpreter_busy")
    third = (THIRD, "called", "called", HERE, None)
    back = [(FIRST, "called", "called", HERE, None), (FIRST, "call_withdrawn", "waiting", HERE, None)]
    assert not replay(log(*joined(FIRST, SECOND, THIRD), over, CALL_SECOND, third), PEOPLE, ()).problems
    assert len(replay(log(*joined(FIRST, SECOND), over, *back, CALL_SECOND), PEOPLE, ()).problems) >= 1


def test_a_call_by_preference_is_explained_where_the_jump_was_noted() -> None:
    people = PEOPLE | {SECOND: person(2, preferential=True)}
    events = log(*joined(FIRST, SECOND), CALL_SECOND)
    assert not replay(events, people, [(HERE, SECOND, events[-1]["at"])]).problems
    assert len(replay(events, people, [(THERE, SECOND, events[-1]["at"])]).problems) == 1


@pytest.mark.parametrize("state", ["absent", "postponed"])
def test_whoever_is_not_in_the_line_is_not_passed(state: str) -> None:
    assert not replay(log(*joined(FIRST, SECOND), (FIRST, state, state, HERE, None), CALL_SECOND), PEOPLE, ()).problems


def test_whoever_comes_in_ahead_is_told_to_those_behind() -> None:
    elsewhere = [*joined(FIRST, queue=THERE), *joined(SECOND, THIRD)]
    moved = (FIRST, "moved", "waiting", HERE, "shorter_wait")
    told = [(one, "passed", None, HERE, "moved") for one in (SECOND, THIRD)]
    assert not replay(log(*elsewhere, moved, *told), PEOPLE, ()).problems
    assert len(replay(log(*elsewhere, moved, told[0]), PEOPLE, ()).problems) == 1


def test_who_returns_to_the_front_comes_before_all_who_read_it() -> None:
    cut_off = [
        *joined(FIRST, SECOND), (SECOND, "cut_off", "reconnecting", HERE, None),
        (SECOND, "returned_to_front", "waiting", HERE, "director_lost"),
    ]  # fmt: skip
    told = (FIRST, "passed", None, HERE, "returned_to_front")
    assert not replay(log(*cut_off, told, CALL_SECOND), PEOPLE, ()).problems
    assert len(replay(log(*cut_off, CALL_SECOND), PEOPLE, ()).problems) == 1
