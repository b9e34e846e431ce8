"""What is told to whoever waits when only the line moved on: made as text, and what all of a line share but once. Pure.

Equal to a `LineNews` made whole, which takes fifteen times as long for each person.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from audiencia.core.ids import TicketId
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.runtime.forecast import Expected
from audiencia.signaling.views import citizen

SLIGHT_SECONDS = 8.0
"""Whoever is far back is not told sooner than this after the last time of what is slight: another estimate, a room that is busy or free."""


@dataclass(frozen=True, slots=True)
class LineSeen:
    """What of the line somebody was told, and at which moment of the queue."""

    place: int
    front: str
    rooms: tuple[int, int]
    """How many are open, and how many of them busy."""
    expected: Expected | None
    at: datetime

    def says_the_same(self, other: "LineSeen") -> bool:
        """At whichever moments."""
        return self.expected == other.expected and self.rooms == other.rooms and not self.moved(other)

    def moved(self, other: "LineSeen") -> bool:
        """More than the estimate and the work of the rooms differs."""
        return (
            self.place != other.place
            or self.front != other.front
            or self.rooms[0] != other.rooms[0]
            or (self.expected is None) != (other.expected is None)
        )

    def may_wait(self, before: "LineSeen") -> bool:
        """Whether this is slight and somebody far back was told `before` not long ago."""
        return not self.moved(before) and self.at - before.at < timedelta(seconds=SLIGHT_SECONDS)


class LineTexts:
    """The line of one moment."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._rooms = rooms_open, rooms_busy = citizen.rooms(snapshot)
        self._front = json.dumps(citizen.front(snapshot), separators=(",", ":"))
        self._shared = f',"front":{self._front},"rooms_open":{rooms_open},"rooms_busy":{rooms_busy}'
        self._estimates: dict[Expected | None, str] = {None: "null"}

    def of(self, ticket_id: TicketId) -> LineSeen:
        """As this person is to see it, who is in the line."""
        snapshot = self._snapshot
        place, expected = snapshot.places[ticket_id], snapshot.estimates.get(ticket_id)
        return LineSeen(place, self._front, self._rooms, expected, snapshot.now)

    def text(self, seen: LineSeen) -> str:
        """The `LineNews`, as JSON. `seen`: of this moment."""
        estimate = self._estimates.get(seen.expected)
        if estimate is None and seen.expected is not None:
            low, high = _moment(seen.expected.low_at), _moment(seen.expected.high_at)
            estimate = self._estimates[seen.expected] = f'{{"low_at":"{low}","high_at":"{high}"}}'
        line = f'"estimate":{estimate},"place":{seen.place}{self._shared}'
        return f'{{"version":{self._snapshot.version},"line":{{{line}}}}}'


def _moment(at: datetime) -> str:
    """As views write it."""
    return at.isoformat().replace("+00:00", "Z")
