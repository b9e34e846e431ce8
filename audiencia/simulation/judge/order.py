"""The log read again from its beginning: who came before whom, and whether it says why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from audiencia.simulation.judge.evidence import Evidence, Row

IN_LINE = ("waiting", "ready_check")
LASTING = ("interpreter_busy", "other_director")
"""Whoever waits for one interpreter or director is passed by many until then, and reads it once."""
CALLED = ("called", "called_again")
Key = tuple[bool, datetime, str]
Jump = tuple[int, str, str]  # A call by preference: queue, ticket and time.


@dataclass(frozen=True, slots=True)
class Person:
    """What never changes of a ticket."""

    number: str
    joined_at: datetime
    preferential: bool


@dataclass
class Replay:
    """All lines as the log has brought them about so far. `problems` tells each who was passed without a recorded reason."""

    people: Mapping[str, Person]
    jumps: frozenset[Jump]
    told: Mapping[tuple[int, str, str], set[str]]
    """Who reads that somebody came in ahead: by queue, time, and how that one came in."""
    line: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    passed_over: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    waits_for_somebody: set[str] = field(default_factory=set)
    front: set[str] = field(default_factory=set)
    calls: int = 0
    problems: list[str] = field(default_factory=list)

    def follow(self, event: Row) -> None:
        """One entry of the log about a ticket."""
        one, queue, kind = event["ticket_id"], event["queue_id"], event["kind"]
        if kind == "passed_over":
            self.passed_over[queue].add(one)
            if event["reason"] in LASTING:
                self.waits_for_somebody.add(one)
        if event["to_state"] is None:
            return
        if kind in CALLED:
            self._call(event, one, queue)
        if kind in ("returned_to_front", "put_first"):
            self.front.add(one)
        elif kind in ("answered", "put_first_undone"):
            self.front.discard(one)
        there = one in self.line[queue]
        for line in self.line.values():
            line.discard(one)
        if event["to_state"] in IN_LINE:
            # Who declines a call by leaving is in the line for no moment that anybody could see.
            if not there and kind != "declined":
                self._enter(event, one, queue)
            self.line[queue].add(one)

    def _key(self, one: str) -> Key:
        return one not in self.front, self.people[one].joined_at, one

    def _call(self, event: Row, one: str, queue: int) -> None:
        """Everybody of more seniority who waits reads why, unless it is by preference, which the log of jumps has."""
        self.calls += 1
        if (queue, one, event["at"]) not in self.jumps:
            for other in self.line[queue] - self.passed_over[queue] - self.waits_for_somebody - {one}:
                if self._key(other) < self._key(one):
                    self._found(event, one, other)
        self.passed_over[queue].clear()
        self.waits_for_somebody.discard(one)

    def _enter(self, event: Row, one: str, queue: int) -> None:
        """Everybody of less seniority reads that somebody came in ahead. With a preferential person in the line places are
        not seniority alone, and the stateful tests tell of those."""
        there = self.line[queue] | {one}
        if any(self.people[other].preferential for other in there):
            return
        told = self.told.get((queue, event["at"], event["kind"]), set())
        for other in self.line[queue] - told:
            if self._key(other) > self._key(one):
                self._found(event, one, other)

    def _found(self, event: Row, one: str, other: str) -> None:
        number, passed = self.people[one].number, self.people[other].number
        self.problems.append(f"{event['id']} {event['kind']}: {number} before {passed}, who reads no reason")


def replay(events: Iterable[Row], people: Mapping[str, Person], jumps: Iterable[Jump]) -> Replay:
    """Reads the whole log, in its order."""
    events = list(events)
    told: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    for event in events:
        if event["kind"] == "passed":
            told[event["queue_id"], event["at"], event["reason"]].add(event["ticket_id"])
    read = Replay(people, frozenset(jumps), told)
    for event in events:
        read.follow(event)
    return read


def order(evidence: Evidence) -> list[str]:
    """Nobody passed anybody without a recorded reason that the passed one can read."""
    people = {
        row["id"]: Person(row["number"], datetime.fromisoformat(row["joined_at"]), row["preferential"])
        for row in evidence.log["ticket"]
    }
    jumps = [(row["queue_id"], row["ticket_id"], row["at"]) for row in evidence.log["jump"]]
    of_lines = [row for row in evidence.log["event"] if row["ticket_id"] in people and row["queue_id"] is not None]
    return replay(of_lines, people, jumps).problems


def places(evidence: Evidence) -> list[str]:
    """No page shows a place that is further back than before without a newer reason in it, or in one since the last time."""
    found: list[str] = []
    last: dict[str, Row] = {}
    explained: dict[str, bool] = {}
    for view in evidence.entries("view"):
        who, before = view["who"], last.get(view["who"])
        last[who] = view
        if before is None or None in (before["place"], view["place"]) or before["department"] != view["department"]:
            explained[who] = False
            continue
        explained[who] = explained[who] or view["told"] != before["told"]
        if view["place"] > before["place"]:
            if not explained[who]:
                found.append(f"{who}: from place {before['place']} to {view['place']} without a reason")
            explained[who] = False
    return found
