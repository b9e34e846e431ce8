"""What the state machines share: a table of transitions, and one refusal for what is not in it. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from audiencia.core.errors import Code, Refused

State = TypeVar("State", bound=StrEnum)
Action = TypeVar("Action", bound=StrEnum)


class Machine(Generic[State, Action]):
    """A transition table: for each action, from which states it leads to which."""

    def __init__(self, table: Mapping[Action, Mapping[State, State]]) -> None:
        self.table = table

    def after(self, state: State, action: Action) -> State:
        """The state that follows. Raises `Refused(NOT_ALLOWED_NOW)` for what the table does not have."""
        follows = self.table[action].get(state)
        if follows is None:
            raise Refused(Code.NOT_ALLOWED_NOW, state=state.value, action=action.value)
        return follows

    def allows(self, state: State, action: Action) -> bool:
        """Whether the table has a transition for it."""
        return state in self.table[action]
