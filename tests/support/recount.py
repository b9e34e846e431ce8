"""An independent count: figures from the raw rows of the event log, in plain Python, knowing nothing of the product's own SQL."""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Event = Mapping[str, Any]


@dataclass
class Recount:
    """Of one line, or of several together."""

    attended: int = 0
    immediate: int = 0
    confirmed: int = 0
    in_process: int = 0
    carried_over: int = 0
    waits: list[float] = field(default_factory=list)

    def __add__(self, other: "Recount") -> "Recount":
        return Recount(
            self.attended + other.attended, self.immediate + other.immediate, self.confirmed + other.confirmed,
            self.in_process + other.in_process, self.carried_over + other.carried_over, self.waits + other.waits,
        )  # fmt: skip

    @property
    def percent(self) -> int | None:
        known = self.immediate + self.in_process
        return round(100 * self.immediate / known) if known else None

    @property
    def median_min(self) -> int | None:
        return round(statistics.median(self.waits)) if self.waits else None


def recount(rows: Iterable[Any]) -> dict[tuple[int, int], Recount]:
    """By jornada and line: where a ticket ended up. `rows` of the table, in the order of the log."""
    of_each: dict[object, list[Event]] = defaultdict(list)
    for event in map(dict, rows):
        if event["ticket_id"] is not None:
            of_each[event["ticket_id"]].append(event)
    found: dict[tuple[int, int], Recount] = defaultdict(Recount)
    for story in of_each.values():
        line = [one["queue_id"] for one in story if one["queue_id"] is not None][-1]
        session = next(one["session_id"] for one in story if one["session_id"] is not None)
        found[session, line] += _one(story)
    return dict(found)


def _one(story: list[Event]) -> Recount:
    one = Recount()
    joined = next((event["at"] for event in story if event["kind"] in ("joined", "checked_in")), None)
    called: list[datetime] = [event["at"] for event in story if event["kind"] == "called"]
    if called and joined is not None:
        one.waits.append((called[0] - joined) / timedelta(minutes=1))
    results = [event["reason"] for event in story if event["kind"] == "outcome_recorded"]
    said = [event["reason"] for event in story if event["kind"] == "said"]
    if results:
        one.attended = 1
        one.immediate = int(results[-1] == "resolved_immediately" and said[-1:] != ["not_resolved"])
        one.in_process = 1 - one.immediate
        one.confirmed = int(one.immediate and said[-1:] == ["resolved"])
    one.carried_over = int(any(event["to_state"] == "carried_over" for event in story))
    return one
