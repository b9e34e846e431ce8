"""A queue's own state: who may join, who may be called, and what a pause and a limit mean."""

from datetime import timedelta

import pytest

from audiencia.core.errors import Code, Refused
from audiencia.queue.domain.queue import (
    MACHINE,
    QueueAction,
    QueueState,
    act,
    calls_now,
    check_calls,
    check_joins,
    pause,
    pause_over,
    with_cap,
)
from tests.support.queue_builders import OPENS, line
from tests.unit.queue.domain.tables import check, steps

DRAWN = {
    "open": "closed>open draining>open",
    "pause": "open>paused paused>paused",
    "resume": "paused>open",
    "drain": "open>draining paused>draining",
    "close": "draining>closed",
    "end": "closed>closed open>closed paused>closed draining>closed",
}
A, S = QueueAction, QueueState
LATER = OPENS + timedelta(minutes=10)


def test_the_machine_is_exactly_as_drawn() -> None:
    check(MACHINE, QueueState, QueueAction, DRAWN)  # type: ignore[arg-type]


@pytest.mark.parametrize(("before", "action"), sorted(steps(DRAWN)))
def test_the_end_of_a_pause_ends_what_was_said_of_it(before: str, action: str) -> None:
    held = line(
        state=S(before), state_version=4, paused_until=LATER, paused_reason="lunch", calls=9, preferred_call=7, cap=3
    )
    after = act(held, A(action))
    follows = steps(DRAWN)[before, action]
    assert (after.state, after.state_version, after.version) == (S(follows), 5, 1)
    said = (LATER, "lunch") if follows == "paused" else (None, None)
    assert (after.paused_until, after.paused_reason) == said
    assert (after.calls, after.preferred_call, after.jumps, after.cap) == (9, 7, 0, 3)


def test_a_pause_says_why_and_until_when() -> None:
    paused = pause(line(), "lunch", LATER)
    assert (paused.state, paused.paused_reason, paused.paused_until) == (S.PAUSED, "lunch", LATER)
    again = pause(paused, "meeting", None)
    assert (again.paused_reason, again.paused_until) == ("meeting", None)
    with pytest.raises(Refused) as refused:
        pause(line(state=S.DRAINING), "lunch", LATER)
    assert refused.value.code is Code.NOT_ALLOWED_NOW


def test_a_pause_is_over_when_its_end_has_come() -> None:
    paused = pause(line(), "lunch", LATER)
    assert [pause_over(paused, LATER + timedelta(seconds=at)) for at in (-1, 0, 1)] == [False, True, True]
    assert pause_over(pause(line(), "lunch", None), LATER) is False
    assert pause_over(line(paused_until=LATER), LATER) is False


def test_a_limit_is_seen_as_a_change_of_the_queue() -> None:
    limited = with_cap(line(state_version=3), 5)
    assert (limited.cap, limited.state_version) == (5, 4)
    assert with_cap(limited, None).cap is None


@pytest.mark.parametrize(
    ("state", "joins", "calls"),
    [("open", None, None), ("paused", None, "queue_paused"), ("draining", "queue_closed", None),
     ("closed", "queue_closed", "queue_closed")],
)  # fmt: skip
def test_what_the_state_allows(state: str, joins: str | None, calls: str | None) -> None:
    held = line(state=S(state))
    assert calls_now(held) is (calls is None)
    for wanted, ask in ((joins, lambda: check_joins(held, 0, 1)), (calls, lambda: check_calls(held))):
        if wanted is None:
            ask()
            continue
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.code is Code(wanted)


@pytest.mark.parametrize(
    ("cap", "general", "waiting", "full"),
    [(None, 3, 2, False), (None, 3, 3, True), (None, 3, 4, True), (5, 3, 4, False), (2, 3, 2, True), (0, 3, 0, True)],
)
def test_a_queue_of_its_own_limit_or_the_general_one(cap: int | None, general: int, waiting: int, full: bool) -> None:
    held = line(cap=cap)
    if not full:
        check_joins(held, waiting, general)
        return
    with pytest.raises(Refused) as refused:
        check_joins(held, waiting, general)
    assert refused.value.code is Code.QUEUE_FULL


def test_calls_since_the_last_preferential_one() -> None:
    assert line(calls=9, preferred_call=7).since_preferred == 2
    assert line().since_preferred == 0
