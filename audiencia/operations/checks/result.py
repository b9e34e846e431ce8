"""What a check found: one type for the terminal, for administration and for what is looked at before a session. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from audiencia.core import text_files
from audiencia.core.gettext_mark import Sentence

WORDS = text_files.load("audiencia.operations.checks", "check_words.toml")


class State(StrEnum):
    """`red`: people would be kept from being attended; `amber`: somebody should know; `green`: as it should be."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `code` never changes; `to_do` is for what is not green, unless `sentence` says it."""

    code: str
    state: State
    name: Sentence
    sentence: Sentence
    to_do: Sentence | None = None
    value: float | None = None  # What was measured, for metrics: in seconds, or how many.


def check(
    code: str,
    state: State,
    name: Sentence,
    sentence: Sentence,
    to_do: Sentence | None = None,
    value: float | None = None,
) -> Check:
    """A green one has nothing to do."""
    return Check(code, state, name, sentence, None if state is State.GREEN else to_do, value)


def worded(
    of: str, case: str, state: State, /, *, code: str = "", called: Sentence | None = None, value: float | None = None,
    **values: Any,
) -> Check:  # fmt: skip
    """In the words that `check_words.toml` has for this `case`. `code`, `called`: of one where there are several of the kind."""
    words = WORDS[of]
    name, said = words.get("name", ""), words[case]
    found, to_do = said if isinstance(said, list) else (said, words.get("to_do"))
    return check(
        code or of,
        state,
        called or Sentence(name),
        Sentence(found, **values),
        to_do and Sentence(to_do, **values),
        value,
    )


def in_a_sentence(one: Check, say: Callable[..., str]) -> str:
    """How it stands and what to do."""
    return "; ".join(part.said(say) for part in (one.sentence, one.to_do) if part is not None)


def reds(found: Iterable[Check]) -> int:
    """How many are red."""
    return sum(one.state is State.RED for one in found)


def worst_first(found: Iterable[Check]) -> list[Check]:
    """Red, amber, green; each in the order in which it was looked at."""
    order = list(reversed(State))
    return sorted(found, key=lambda one: order.index(one.state))
