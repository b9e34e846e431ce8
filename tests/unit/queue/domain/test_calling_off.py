"""Calling a day off on which people have places: what is asked first, and when an answer holds."""

import re
from pathlib import Path

import pytest

from audiencia.core.errors import Code, Refused, Stale
from audiencia.queue.domain.calling_off import (
    WHY,
    Answer,
    CalledOff,
    Why,
    check_calls_off,
    check_held_after_all,
    may_be_telephoned,
)

DAY = "2026-12-08"
FLOOD = CalledOff(Why.WEATHER, "El río creció.", "The river rose.")


def test_nothing_is_asked_where_nobody_has_a_place() -> None:
    assert check_calls_off(DAY, 0, None) is None
    # All gave their places up while the administrator read: the public is told all the same.
    assert check_calls_off(DAY, 0, Answer(2, FLOOD)) == FLOOD


@pytest.mark.parametrize("answer", [None, Answer(3)])
def test_it_is_asked_first_and_the_answer_to_another_question_is_none(answer: Answer | None) -> None:
    with pytest.raises(Refused) as refused:
        check_calls_off(DAY, 3, answer)
    assert (refused.value.code, refused.value.params) == (Code.DAY_BOOKED, {"day": DAY})


@pytest.mark.parametrize("seen", [2, 4])
def test_an_answer_is_about_as_many_people_as_were_read_of(seen: int) -> None:
    assert check_calls_off(DAY, 3, Answer(3, FLOOD)) == FLOOD
    with pytest.raises(Stale) as stale:
        check_calls_off(DAY, 3, Answer(seen, FLOOD))
    assert stale.value.code is Code.PLACES_CHANGED


@pytest.mark.parametrize("answer", [None, Answer(2, FLOOD), Answer(1)])
def test_a_day_is_held_after_all_by_who_knows_that_places_do_not_come_back(answer: Answer | None) -> None:
    check_held_after_all(DAY, 0, answer)
    check_held_after_all(DAY, 2, Answer(2))
    with pytest.raises(Refused) as refused:
        check_held_after_all(DAY, 2, answer)
    assert refused.value.code is Code.DAY_GIVEN_BACK


def test_everybody_reads_more_in_their_language() -> None:
    assert (FLOOD.more("es-MX"), FLOOD.more("en")) == ("El río creció.", "The river rose.")


def test_the_schema_has_the_same_reasons() -> None:
    schema = Path("audiencia/db/schema/queue/sessions.sql").read_text("utf-8")
    known = re.search(r"called_off_why IN \(([^)]*)\)", schema)
    assert known is not None
    assert re.findall(r"'(\w+)'", known[1]) == list(Why) == list(WHY)


@pytest.mark.parametrize(
    ("medium", "agreed", "may"),
    [("video", False, False), ("counter", False, False), ("phone", False, True), ("video", True, True)],
)
def test_a_telephone_is_used_for_what_it_was_left_for(medium: str, agreed: bool, may: bool) -> None:
    assert may_be_telephoned(medium, agreed=agreed) is may
