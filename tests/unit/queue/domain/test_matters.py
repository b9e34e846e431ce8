"""Who can bring up another matter, and where it can go on."""

import pytest

from audiencia.core.errors import Code, Refused
from audiencia.queue.domain.matters import MOST_WRITTEN, Target, check_brings_up, check_takes, takes
from audiencia.queue.domain.queue import QueueState
from audiencia.queue.domain.ticket import TicketState

S = TicketState
THERE = {S.WAITING, S.READY_CHECK, S.POSTPONED, S.CALLED, S.IN_CALL, S.ON_HOLD, S.WRAP_UP}


@pytest.mark.parametrize("state", list(TicketState))
def test_while_the_visit_goes_on_and_the_citizen_is_there(state: TicketState) -> None:
    if state in THERE:
        check_brings_up(state, 0, 0, 1)
        return
    with pytest.raises(Refused) as refused:
        check_brings_up(state, 0, 0, 1)
    assert refused.value.code is Code.NOT_ALLOWED_NOW
    assert refused.value.params == {"state": state.value, "action": "another_matter"}


def test_so_many_and_no_more() -> None:
    check_brings_up(S.WAITING, 1, 1, 2)
    check_brings_up(S.WAITING, 1, MOST_WRITTEN - 1, 2)
    for kept, written in ((2, 2), (3, 3), (0, MOST_WRITTEN), (0, MOST_WRITTEN + 1)):
        with pytest.raises(Refused) as refused:
            check_brings_up(S.WAITING, kept, written, 2)
        assert refused.value.code is Code.TOO_MANY_MATTERS
        assert refused.value.params == {"limit": 2}


@pytest.mark.parametrize(
    ("state", "waits_there", "code"),
    [
        (QueueState.OPEN, False, None),
        (QueueState.PAUSED, False, None),
        (QueueState.DRAINING, False, Code.QUEUE_CLOSED),
        (QueueState.CLOSED, False, Code.QUEUE_CLOSED),
        (QueueState.OPEN, True, Code.ALREADY_IN_LINE),
        (QueueState.PAUSED, True, Code.ALREADY_IN_LINE),
        (QueueState.CLOSED, True, Code.QUEUE_CLOSED),
    ],
)
def test_where_somebody_can_go_on(state: QueueState, waits_there: bool, code: Code | None) -> None:
    target = Target(state, waits_there)
    assert takes(target) is (code is None)
    assert refusal(target) is code


@pytest.mark.parametrize("state", list(QueueState))
@pytest.mark.parametrize("waits_there", [False, True])
def test_who_belongs_to_a_line_goes_on_there_while_it_drains_too(state: QueueState, waits_there: bool) -> None:
    expected = Code.ALREADY_IN_LINE if waits_there else None
    if state is QueueState.CLOSED:
        expected = Code.QUEUE_CLOSED
    assert refusal(Target(state, waits_there), drains=True) is expected


def test_a_draining_line_takes_nobody_of_whom_nothing_is_said() -> None:
    with pytest.raises(Refused):
        check_takes(Target(QueueState.DRAINING, waits_there=False))


def refusal(target: Target, *, drains: bool = False) -> Code | None:
    try:
        check_takes(target, drains=drains)
    except Refused as refused:
        return refused.code
    return None
