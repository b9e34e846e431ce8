"""What somebody who waits is told of the queue, as a message and as text: what all in it share is made once for each moment. Pure.
The text is equal to a `LineNews` that is made and written for one person."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from audiencia.core.ids import TicketId
from audiencia.queue.domain.room import ATTENDING_STATES, BUSY_STATES
from audiencia.queue.domain.ticket import IN_QUEUE
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.order import SHOWN_SEATS
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from audiencia.runtime.forecast import Expected
from audiencia.signaling import messages_out as out
from audiencia.signaling.views import pieces

MINOR_SECONDS = 8.0
"""So long after the last news a minor change, another estimate or a room that is busy or free, may be deferred."""


@dataclass(frozen=True, slots=True)
class QueueSeen:
    """What of the queue somebody was told, and at which moment of the queue."""

    place: int
    front: str
    rooms: tuple[int, int]  # How many are open, and how many of them busy.
    expected: Expected | None
    at: datetime

    def is_same(self, other: "QueueSeen") -> bool:
        """Whether both say the same, at whichever moments."""
        return self.expected == other.expected and self.rooms == other.rooms and not self.is_major(other)

    def is_major(self, other: "QueueSeen") -> bool:
        """Whether more differs than the estimate and how many rooms are busy."""
        return (
            self.place != other.place
            or self.front != other.front
            or self.rooms[0] != other.rooms[0]
            or (self.expected is None) != (other.expected is None)
        )

    def is_deferrable(self, before: "QueueSeen") -> bool:
        """Whether the change since `before` is minor, and that was sent a short while ago."""
        return not self.is_major(before) and self.at - before.at < timedelta(seconds=MINOR_SECONDS)


class QueueTexts:
    """The queue of one moment, which keeps these texts: they keep its parts, and no cycle of references is made (docs/decisions/089)."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._version, self._now = snapshot.version, snapshot.now
        self._places, self._expected = snapshot.places, snapshot.estimates
        self._rooms = rooms_open, rooms_busy = rooms(snapshot)
        self._front = json.dumps(front(snapshot), separators=(",", ":"))
        self._shared = f',"front":{self._front},"rooms_open":{rooms_open},"rooms_busy":{rooms_busy}'
        self._estimates: dict[Expected | None, str] = {None: "null"}

    def of(self, ticket_id: TicketId) -> QueueSeen:
        """As this person is to see it, who is in the queue."""
        place, expected = self._places[ticket_id], self._expected.get(ticket_id)
        return QueueSeen(place, self._front, self._rooms, expected, self._now)

    def text(self, seen: QueueSeen, history: str = "") -> str:
        """The `LineNews`, as JSON. `seen`: of this moment; `history`: by what it grew, as JSON, if it did."""
        more = f',"history":{history}' if history else ""
        return f'{{"version":{self._version},"line":{self._queue(seen)}{more}}}'

    def view(self, seen: QueueSeen | None, rest: str) -> str:
        """A whole view of this moment, as JSON. `seen`: its queue, for who is in it; `rest`: all else but version and time, as JSON."""
        queue = "null" if seen is None else self._queue(seen)
        return f'{{"version":{self._version},"now":"{_moment(self._now)}","line":{queue},{rest[1:]}'

    def _queue(self, seen: QueueSeen) -> str:
        estimate = self._estimates.get(seen.expected)
        if estimate is None and seen.expected is not None:
            low, high = _moment(seen.expected.low_at), _moment(seen.expected.high_at)
            estimate = self._estimates[seen.expected] = f'{{"low_at":"{low}","high_at":"{high}"}}'
        return f'{{"estimate":{estimate},"place":{seen.place}{self._shared}}}'


def queue(snapshot: Snapshot, facts: TicketFacts) -> out.LineOut | None:
    """The queue as this person sees it, while they are in it."""
    if facts.ticket.state not in IN_QUEUE:
        return None
    rooms_open, rooms_busy = rooms(snapshot)
    return out.LineOut(
        place=snapshot.places[facts.ticket.id],
        front=front(snapshot),
        rooms_open=rooms_open,
        rooms_busy=rooms_busy,
        estimate=pieces.estimate(snapshot, facts),
    )


def front(snapshot: Snapshot) -> list[str]:
    """The numbers of the first ones."""
    return snapshot.once("front", lambda: [one.number for one in snapshot.first(SHOWN_SEATS)])


def rooms(snapshot: Snapshot) -> tuple[int, int]:
    """How many are attended in, and how many of them are busy."""

    def count() -> tuple[int, int]:
        counted = [one.room for one in snapshot.rooms if one.room.state in ATTENDING_STATES and one.room.connected]
        return len(counted), sum(one.state in BUSY_STATES for one in counted)

    return snapshot.once("rooms", count)


def _moment(at: datetime) -> str:
    """As views write it."""
    return at.isoformat().replace("+00:00", "Z")
