"""Transition tables as they are drawn, to hold the machines against: action -> "from>to from>to ..."."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from audiencia.core.errors import Code, Refused
from audiencia.core.machine import Machine

Drawn = Mapping[str, str]


def steps(drawn: Drawn) -> dict[tuple[str, str], str]:
    """(state, action) -> the state that follows."""
    found: dict[tuple[str, str], str] = {}
    for action, arrows in drawn.items():
        for arrow in arrows.split():
            before, after = arrow.split(">")
            found[before, action] = after
    return found


def check(machine: Machine[StrEnum, StrEnum], states: type[StrEnum], actions: type[StrEnum], drawn: Drawn) -> None:
    """Every action in every state leads where the drawing says, or is refused with the state and the action."""
    allowed = steps(drawn)
    assert set(drawn) == {action.value for action in actions}
    for state in states:
        for action in actions:
            follows = allowed.get((state.value, action.value))
            assert machine.allows(state, action) is (follows is not None), (state, action)
            if follows is not None:
                assert machine.after(state, action) is states(follows)
                continue
            with pytest.raises(Refused) as refused:
                machine.after(state, action)
            assert refused.value.code is Code.NOT_ALLOWED_NOW
            assert refused.value.params == {"state": state.value, "action": action.value}
