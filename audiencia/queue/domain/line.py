"""A department's queue in a jornada, as a state machine. Pure.

closed > open <> paused > draining > closed

Paused, people join and nobody is called; draining, nobody joins and those who wait are attended. A pause can be given
another reason or another end while it lasts.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import QueueId, SessionId
from audiencia.core.machine import Machine


class LineState(StrEnum):
    """What a queue does now; see the drawing above."""

    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"
    DRAINING = "draining"


class LineAction(StrEnum):
    """What can happen to a queue. `END` is the closing of the jornada, whatever the queue does."""

    OPEN = "open"
    PAUSE = "pause"
    RESUME = "resume"
    DRAIN = "drain"
    CLOSE = "close"
    END = "end"


S, A = LineState, LineAction
MACHINE: Machine[LineState, LineAction] = Machine(
    {
        A.OPEN: {S.CLOSED: S.OPEN, S.DRAINING: S.OPEN},
        A.PAUSE: {S.OPEN: S.PAUSED, S.PAUSED: S.PAUSED},
        A.RESUME: {S.PAUSED: S.OPEN},
        A.DRAIN: {S.OPEN: S.DRAINING, S.PAUSED: S.DRAINING},
        A.CLOSE: {S.DRAINING: S.CLOSED},
        A.END: dict.fromkeys(LineState, S.CLOSED),
    }
)


TAKES_PEOPLE = frozenset({S.OPEN, S.PAUSED})
"""States in which people join."""


@dataclass(frozen=True, slots=True)
class Line:
    """A queue as it stands.

    `calls` counts the calls of whoever was next; `preferred_call` is that count at the last call of a preferential person,
    and `jumps` counts those who were called before somebody of more seniority. `cap`: how many may wait, `None` for the
    general limit.

    `version` advances with everything that is seen of the queue, so with each join; `state_version` only with what staff
    set: state, pause and cap. A command about these holds for the `state_version` that the person saw: who joined
    meanwhile is no reason to refuse it, and another moderator's command is.
    """

    id: QueueId
    session_id: SessionId
    state: LineState
    version: int
    calls: int
    preferred_call: int
    jumps: int
    cap: int | None
    paused_until: datetime | None
    paused_reason: str | None
    state_version: int = 1

    @property
    def since_preferred(self) -> int:
        """Calls since the last one of a preferential person."""
        return self.calls - self.preferred_call


def act(line: Line, action: LineAction) -> Line:
    """The queue after `action`. Raises `Refused` when its state does not allow it."""
    follows = MACHINE.after(line.state, action)
    paused = follows is S.PAUSED
    return replace(
        line,
        state=follows,
        state_version=line.state_version + 1,
        paused_until=line.paused_until if paused else None,
        paused_reason=line.paused_reason if paused else None,
    )


def pause(line: Line, reason: str, until: datetime | None) -> Line:
    """The queue while nobody is called: why, and until when as far as is known. Raises `Refused` unless open or paused."""
    return replace(act(line, A.PAUSE), paused_reason=reason, paused_until=until)


def pause_over(line: Line, now: datetime) -> bool:
    """Whether a pause has come to the end that was said. One without an end lasts until somebody ends it."""
    return line.state is S.PAUSED and line.paused_until is not None and line.paused_until <= now


def with_cap(line: Line, cap: int | None) -> Line:
    """The queue with another limit of how many may wait; who waits already is not sent away."""
    return replace(line, cap=cap, state_version=line.state_version + 1)


def check_joins(line: Line, waiting: int, general_cap: int) -> None:
    """Whether one more may join. Raises `Refused` (queue_closed, queue_full)."""
    if line.state not in TAKES_PEOPLE:
        raise Refused(Code.QUEUE_CLOSED)
    if waiting >= (general_cap if line.cap is None else line.cap):
        raise Refused(Code.QUEUE_FULL)


def calls_now(line: Line) -> bool:
    """Whether rooms may call from it now."""
    return line.state in (S.OPEN, S.DRAINING)


def check_calls(line: Line) -> None:
    """Whether rooms may call from it now. Raises `Refused` (queue_paused, queue_closed)."""
    if not calls_now(line):
        raise Refused(Code.QUEUE_PAUSED if line.state is S.PAUSED else Code.QUEUE_CLOSED)
