"""News of a line as text: what all who wait in it share is made once for a moment of the queue. Pure.
The text is equal to a `LineNews` that is made and written for one person."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from audiencia.core.ids import TicketId
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.runtime.forecast import Expected
from audiencia.signaling.views import citizen

MINOR_SECONDS = 8.0
"""So long after the last news a minor change, another estimate or a room that is busy or free, may be deferred."""


@dataclass(frozen=True, slots=True)
class LineSeen:
    """What of the line somebody was told, and at which moment of the queue."""

    place: int
    front: str
    rooms: tuple[int, int]  # How many are open, and how many of them busy.
    expected: Expected | None
    at: datetime

    def is_same(self, other: "LineSeen") -> bool:
        """Whether both say the same, at whichever moments."""
        return self.expected == other.expected and self.rooms == other.rooms and not self.is_major(other)

    def is_major(self, other: "LineSeen") -> bool:
        """Whether more differs than the estimate and how many rooms are busy."""
        return (
            self.place != other.place
            or self.front != other.front
            or self.rooms[0] != other.rooms[0]
            or (self.expected is None) != (other.expected is None)
        )

    def is_deferrable(self, before: "LineSeen") -> bool:
        """Whether the change since `before` is minor, and that was sent a short while ago."""
        return not self.is_major(before) and self.at - before.at < timedelta(seconds=MINOR_SECONDS)


class LineTexts:
    """The line of one moment, which keeps these texts: they keep its parts, and no cycle of references is made (docs/decisions/089)."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._version, self._now = snapshot.version, snapshot.now
        self._places, self._expected = snapshot.places, snapshot.estimates
        self._rooms = rooms_open, rooms_busy = citizen.rooms(snapshot)
        self._front = json.dumps(citizen.front(snapshot), separators=(",", ":"))
        self._shared = f',"front":{self._front},"rooms_open":{rooms_open},"rooms_busy":{rooms_busy}'
        self._estimates: dict[Expected | None, str] = {None: "null"}

    def of(self, ticket_id: TicketId) -> LineSeen:
        """As this person is to see it, who is in the line."""
        place, expected = self._places[ticket_id], self._expected.get(ticket_id)
        return LineSeen(place, self._front, self._rooms, expected, self._now)

    def text(self, seen: LineSeen, history: str = "") -> str:
        """The `LineNews`, as JSON. `seen`: of this moment; `history`: by what it grew, as JSON, if it did."""
        more = f',"history":{history}' if history else ""
        return f'{{"version":{self._version},"line":{self._line(seen)}{more}}}'

    def view(self, seen: LineSeen | None, rest: str) -> str:
        """A whole view of this moment, as JSON. `seen`: its line, for who is in it; `rest`: all else but version and time, as JSON."""
        line = "null" if seen is None else self._line(seen)
        return f'{{"version":{self._version},"now":"{_moment(self._now)}","line":{line},{rest[1:]}'

    def _line(self, seen: LineSeen) -> str:
        estimate = self._estimates.get(seen.expected)
        if estimate is None and seen.expected is not None:
            low, high = _moment(seen.expected.low_at), _moment(seen.expected.high_at)
            estimate = self._estimates[seen.expected] = f'{{"low_at":"{low}","high_at":"{high}"}}'
        return f'{{"estimate":{estimate},"place":{seen.place}{self._shared}}}'


def _moment(at: datetime) -> str:
    """As views write it."""
    return at.isoformat().replace("+00:00", "Z")
