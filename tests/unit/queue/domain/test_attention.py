"""The attention over its legs: one outcome, and the citizen's word on it."""

from datetime import timedelta
from itertools import product

import pytest

from audiencia.core.errors import Code, Refused
from audiencia.queue.domain.attention import (
    LEG_ENDINGS,
    MACHINE,
    NEXT_LEG,
    SAYS_WITHIN,
    VISIT_ENDS,
    AttentionAction,
    AttentionState,
    LegEnding,
    Said,
    may_say,
    outcome_now,
    say,
    state_of,
)
from audiencia.queue.domain.kinds import OutcomeName
from audiencia.queue.domain.ticket import MACHINE as TICKETS
from audiencia.queue.domain.ticket import TERMINAL, TicketAction, TicketState
from tests.support.queue_builders import OPENS
from tests.unit.queue.domain.tables import check

DRAWN = {
    "defer": "in_progress>outcome_pending",
    "conclude": "in_progress>concluded outcome_pending>concluded",
    "reopen": "concluded>reopened",
    "close_again": "reopened>concluded",
    "end": "in_progress>ended",
}
S = AttentionState
OUTCOMES: tuple[OutcomeName, ...] = ("resolved_immediately", "in_process")


def test_the_machine_is_exactly_as_drawn() -> None:
    check(MACHINE, AttentionState, AttentionAction, DRAWN)  # type: ignore[arg-type]


def test_how_legs_end_and_begin() -> None:
    assert {action.value: ending.value for action, ending in LEG_ENDINGS.items()} == {
        "conclude": "concluded", "defer_outcome": "concluded", "transfer": "transferred", "hand_over": "transferred",
        "move": "transferred", "return_to_front": "interrupted", "leave": "left", "cancel": "cancelled",
        "miss_again": "no_show", "carry_over": "carried_over",
    }  # fmt: skip
    assert {action.value for action in NEXT_LEG} == {
        "check_in", "transfer", "hand_over", "move", "return_to_front", "undo_no_show",
    }  # fmt: skip
    assert set(LEG_ENDINGS.values()) == set(LegEnding)
    assert set(LEG_ENDINGS) - NEXT_LEG == VISIT_ENDS


def test_what_ends_a_ticket_ends_its_leg() -> None:
    """All but a booking that lapsed, which had none, and a result completed after its leg had ended."""
    ending = {action for action, table in TICKETS.table.items() if set(table.values()) & TERMINAL}
    assert ending - set(LEG_ENDINGS) == {TicketAction.LAPSE}


@pytest.mark.parametrize(
    ("ticket", "outcome", "reopened"), list(product(TicketState, (None, *OUTCOMES), (False, True)))
)
def test_the_state_of_an_attention(ticket: TicketState, outcome: OutcomeName | None, reopened: bool) -> None:
    if reopened:
        expected = "reopened"
    elif outcome is not None:
        expected = "concluded"
    elif ticket.value == "outcome_pending":
        expected = "outcome_pending"
    elif ticket.value in ("served", "left", "cancelled", "lapsed", "carried_over"):
        expected = "ended"
    else:
        expected = "in_progress"
    assert state_of(ticket, outcome, reopened=reopened) is S(expected)


def test_the_citizen_can_say_it_for_48_hours() -> None:
    assert timedelta(hours=48) == SAYS_WITHIN
    moments = (timedelta(0), timedelta(hours=48) - timedelta(seconds=1), timedelta(hours=48), timedelta(hours=49))
    assert [may_say(OPENS, OPENS + moment) for moment in moments] == [True, True, False, False]
    assert may_say(None, OPENS) is False


@pytest.mark.parametrize(
    ("state", "outcome", "resolved", "reopened"),
    [
        ("concluded", "resolved_immediately", False, True),
        ("concluded", "resolved_immediately", True, False),
        ("concluded", "in_process", False, False),
        ("concluded", "in_process", True, False),
        ("reopened", "resolved_immediately", False, True),
        ("reopened", "resolved_immediately", True, False),
        ("reopened", "in_process", False, True),
        ("reopened", "in_process", True, False),
    ],
)
def test_a_no_to_an_immediate_answer_opens_it_again(
    state: str, outcome: OutcomeName, resolved: bool, reopened: bool
) -> None:
    said = say(S(state), outcome, OPENS, OPENS + timedelta(hours=1), resolved=resolved)
    assert said == Said(resolved, reopened)


def test_before_the_outcome_there_is_nothing_to_say() -> None:
    with pytest.raises(Refused) as refused:
        say(S.OUTCOME_PENDING, None, None, OPENS, resolved=True)
    assert refused.value.code is Code.NOT_ALLOWED_NOW
    assert refused.value.params == {"state": "outcome_pending", "action": "say"}


@pytest.mark.parametrize("resolved", [True, False])
def test_after_48_hours_it_is_too_late(resolved: bool) -> None:
    with pytest.raises(Refused) as refused:
        say(S.CONCLUDED, "resolved_immediately", OPENS, OPENS + SAYS_WITHIN, resolved=resolved)
    assert refused.value.code is Code.TOO_LATE_TO_SAY


@pytest.mark.parametrize("outcome", [None, *OUTCOMES])
def test_what_is_open_again_is_in_process(outcome: OutcomeName | None) -> None:
    assert outcome_now(outcome, reopened=False) == outcome
    assert outcome_now(outcome, reopened=True) == "in_process"
