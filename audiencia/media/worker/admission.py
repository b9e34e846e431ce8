"""Who gets a connection when there are few left: the more urgent first. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol, TypeVar

MAX_CONNECTIONS = 2000
MAX_HALF_OPEN = 200  # Those whose keys are not agreed yet, one for each party.


class Urgency(IntEnum):
    """How soon somebody needs sound and picture."""

    WAITING = 0
    NEAR = 1
    CALLED = 2
    IN_CALL = 3


SHARES = {Urgency.WAITING: 0.5, Urgency.NEAR: 0.85, Urgency.CALLED: 0.95, Urgency.IN_CALL: 1.0}
"""Up to which part of all places each may come in: what is left above it is kept for the more urgent."""


class Full(Exception):
    """No further connection is taken now."""


class Elsewhere(Exception):
    """The party is connected from another browser, and this offer does not take its place."""


@dataclass(frozen=True, slots=True)
class Whence:
    """Which of a party's browsers offers (empty: not known). `takes`: the person wants to go on there; else the page offers by itself."""

    browser: str = ""
    takes: bool = True


ANYWHERE = Whence()


class Place(Protocol):
    """One connection."""

    @property
    def is_half_open(self) -> bool:
        """Whether keys are not agreed yet."""


P = TypeVar("P", bound=Place)


def gives_way(present: Iterable[P], coming: Urgency, urgency_of: Callable[[P], Urgency]) -> P | None:
    """Which connection, of those `present` from the oldest to the newest, ends for one that comes; `None`: there is room.
    Of too many attempts the oldest of the least urgent gives way, never one more urgent than what comes. One that is up gives
    way only to a more urgent one. Who is in a call gives way to nobody and needs nobody's place. Raises `Full`."""
    if coming is Urgency.IN_CALL:
        return None
    known = list(present)
    half_open = [one for one in known if one.is_half_open]
    full = len(known) >= SHARES[coming] * MAX_CONNECTIONS
    if len(half_open) < MAX_HALF_OPEN and not full:
        return None
    may_end = [one for one in half_open if urgency_of(one) <= min(coming, Urgency.CALLED)]
    if not may_end and len(half_open) < MAX_HALF_OPEN:
        may_end = [one for one in known if urgency_of(one) < coming]
    if not may_end:
        raise Full
    return min(may_end, key=urgency_of)
