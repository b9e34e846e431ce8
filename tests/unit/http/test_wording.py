"""Every error has words for people, in both languages, and they say what to do."""

import re
from typing import get_args

import pytest

from audiencia.core.errors import BadInput, Code, DomainError, TooMany, Unreadable
from audiencia.http import error_words, wording
from audiencia.queue.domain import state_words
from audiencia.queue.domain.kinds import OutcomeName
from audiencia.routes import ROUTES
from audiencia.signaling.messages_out import TicketState
from audiencia.staff.roles import STAFF_ROLES, Role


def same(text: str) -> str:
    """English: the msgids themselves."""
    return text


@pytest.mark.parametrize("code", sorted(Code))
def test_each_code_says_what_happened_and_what_to_do(code: Code) -> None:
    said = wording.say(
        DomainError(code, number="OP-001", by="Ana", why="too short", until="10:30", limit=5), same, Role.PUBLIC
    )
    assert said.message.endswith(".") and said.what_to_do.endswith(".")
    assert not re.search(r"%\(|\{", said.message + said.what_to_do)


def test_no_words_without_a_code() -> None:
    assert set(error_words.ERRORS) == set(Code)


def test_of_what_does_not_open_each_reads_what_they_can_do() -> None:
    def can(role: Role) -> str:
        return wording.say(Unreadable(), same, role).what_to_do

    assert "telephone" in can(Role.PUBLIC) == can(Role.CITIZEN) == can(Role.RELATIVE)
    assert "recorded without notes" in can(Role.DIRECTOR) == can(Role.ASSISTANT) == can(Role.MAYOR)
    assert "without it" in can(Role.FRONT_DESK) == can(Role.MODERATOR)
    assert all("backup" in can(role) for role in STAFF_ROLES)


def test_each_way_on_is_a_page() -> None:
    pages = {route.path for route in ROUTES if route.method == "GET"}
    for ways in (error_words.HOME_AND_FOLIO, *error_words.WAYS_ON.values()):
        assert {address for address, _ in ways} <= pages


def test_states_and_outcomes_are_those_of_the_protocol() -> None:
    assert set(state_words.TICKET_STATES) == set(get_args(TicketState))
    assert set(state_words.OUTCOMES) == set(get_args(OutcomeName))


@pytest.mark.parametrize(("seconds", "text"), [(1, "1 s"), (59, "59 s"), (60, "1 min"), (61, "2 min"), (900, "15 min")])
def test_waits(seconds: int, text: str) -> None:
    assert wording.wait_text(seconds) == text
    assert f"Wait {text} " in wording.say(TooMany(retry_after=seconds), same, Role.PUBLIC).what_to_do


def test_fields() -> None:
    wrong = BadInput(fields={"name": "required", "consent_attend": "notice_not_accepted", "odd": "malformed"})
    assert wording.say_fields(wrong.fields, same) == {
        "name": "Write your name",
        "consent_attend": "Accept this purpose: without it we cannot attend you",
        "odd": "Check this field",
    }
