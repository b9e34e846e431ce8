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


class QueueState(StrEnum):
    """What a queue does now; see the drawing above."""

    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"
    DRAINING = "draining"


class QueueAction(StrEnum):
    """What can happen to a queue. `END` is the closing of the jornada, whatever the queue does."""

    OPEN = "open"
    PAUSE = "pause"
    RESUME = "resume"
    DRAIN = "drain"
    CLOSE = "close"
    END = "end"


S, A = QueueState, QueueAction
MACHINE: Machine[QueueState, QueueAction] = Machine(
    {
        A.OPEN: {S.CLOSED: S.OPEN, S.DRAINING: S.OPEN},
        A.PAUSE: {S.OPEN: S.PAUSED, S.PAUSED: S.PAUSED},
        A.RESUME: {S.PAUSED: S.OPEN},
        A.DRAIN: {S.OPEN: S.DRAINING, S.PAUSED: S.DRAINING},
        A.CLOSE: {S.DRAINING: S.CLOSED},
        A.END: dict.fromkeys(QueueState, S.CLOSED),
    }
)
TAKES_PEOPLE = frozenset({S.OPEN, S.PAUSED})  # States in which people join.


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue as it stands.
    `calls` counts the calls of whoever was next; `preferred_call` is that count at the last call of a preferential person, and `jumps`
    counts those who were called before somebody of more seniority. `cap`: how many may wait, `None` for the general limit.
    `version` advances with everything that is seen of the queue, so with each join; `state_version` only with what staff
    set: state, pause and cap. A command about these holds for the `state_version` that the person saw: who joined
    meanwhile is no reason to refuse it, and another moderator's command is."""

    id: QueueId
    session_id: SessionId
    state: QueueState
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


def act(queue: Queue, action: QueueAction) -> Queue:
    """The queue after `action`. Raises `Refused` when its state does not allow it."""
    follows = MACHINE.after(queue.state, action)
    paused = follows is S.PAUSED
    return replace(
        queue,
        state=follows,
        state_version=queue.state_version + 1,
        paused_until=queue.paused_until if paused else None,
        paused_reason=queue.paused_reason if paused else None,
    )


def pause(queue: Queue, reason: str, until: datetime | None) -> Queue:
    """The queue while nobody is called: why, and until when as far as is known. Raises `Refused` unless open or paused."""
    return replace(act(queue, A.PAUSE), paused_reason=reason, paused_until=until)


def pause_over(queue: Queue, now: datetime) -> bool:
    """Whether a pause has come to the end that was said. One without an end lasts until somebody ends it."""
    return queue.state is S.PAUSED and queue.paused_until is not None and queue.paused_until <= now


def with_cap(queue: Queue, cap: int | None) -> Queue:
    """The queue with another limit of how many may wait; who waits already is not sent away."""
    return replace(queue, cap=cap, state_version=queue.state_version + 1)


def check_joins(queue: Queue, waiting: int, general_cap: int) -> None:
    """Whether one more may join. Raises `Refused` (queue_closed, queue_full)."""
    if queue.state not in TAKES_PEOPLE:
        raise Refused(Code.QUEUE_CLOSED)
    if waiting >= (general_cap if queue.cap is None else queue.cap):
        raise Refused(Code.QUEUE_FULL)


def calls_now(queue: Queue) -> bool:
    """Whether rooms may call from it now."""
    return queue.state in (S.OPEN, S.DRAINING)


def check_calls(queue: Queue) -> None:
    """Whether rooms may call from it now. Raises `Refused` (queue_paused, queue_closed)."""
    if not calls_now(queue):
        raise Refused(Code.QUEUE_PAUSED if queue.state is S.PAUSED else Code.QUEUE_CLOSED)
