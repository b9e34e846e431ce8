"""The log read again from its beginning, apart from the code that wrote it: who came before whom, and whether it says why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

IN_LINE = ("waiting", "ready_check")
LASTING = ("interpreter_busy", "other_director")
"""Whoever waits for one interpreter or director is passed by many until then, and reads it once."""
CALLED = ("called", "called_again")
Event = Mapping[str, Any]
Key = tuple[bool, datetime, UUID]
Jump = tuple[int, UUID, datetime]
"""A call by preference: queue, ticket and time."""


@dataclass(frozen=True, slots=True)
class Person:
    """What never changes of a ticket."""

    number: str
    joined_at: datetime
    preferential: bool


@dataclass
class Replay:
    """All lines as the log has brought them about so far. `problems` tells each who was passed without a recorded reason."""

    people: Mapping[UUID, Person]
    jumps: frozenset[Jump]
    told: Mapping[tuple[int, datetime, str], set[UUID]]
    """Who reads that somebody came in ahead: by queue, time, and how that one came in."""
    line: dict[int, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    passed_over: dict[int, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    waits_for_somebody: set[UUID] = field(default_factory=set)
    front: set[UUID] = field(default_factory=set)
    calls: int = 0
    problems: list[str] = field(default_factory=list)

    def follow(self, event: Event) -> None:
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

    def _key(self, one: UUID) -> Key:
        return one not in self.front, self.people[one].joined_at, one

    def _call(self, event: Event, one: UUID, queue: int) -> None:
        """Everybody of more seniority who waits reads why, unless it is by preference, which the log of jumps has."""
        self.calls += 1
        if (queue, one, event["at"]) not in self.jumps:
            for other in self.line[queue] - self.passed_over[queue] - self.waits_for_somebody - {one}:
                if self._key(other) < self._key(one):
                    self._found(event, one, other)
        self.passed_over[queue].clear()
        self.waits_for_somebody.discard(one)

    def _enter(self, event: Event, one: UUID, queue: int) -> None:
        """Everybody of less seniority reads that somebody came in ahead. With a preferential person in the line places are
        not seniority alone, and the stateful tests tell of those."""
        there = self.line[queue] | {one}
        if any(self.people[other].preferential for other in there):
            return
        told = self.told.get((queue, event["at"], event["kind"]), set())
        for other in self.line[queue] - told:
            if self._key(other) > self._key(one):
                self._found(event, one, other)

    def _found(self, event: Event, one: UUID, other: UUID) -> None:
        number, passed = self.people[one].number, self.people[other].number
        self.problems.append(f"{event['id']} {event['kind']}: {number} before {passed}, who reads no reason")


def replay(events: Iterable[Event], people: Mapping[UUID, Person], jumps: Iterable[Jump]) -> Replay:
    """Reads the whole log, in its order."""
    events = list(events)
    told: dict[tuple[int, datetime, str], set[UUID]] = defaultdict(set)
    for event in events:
        if event["kind"] == "passed":
            told[event["queue_id"], event["at"], event["reason"]].add(event["ticket_id"])
    read = Replay(people, frozenset(jumps), told)
    for event in events:
        read.follow(event)
    return read
