"""What one moment of a queue is made of, as `queue.snapshot.load_snapshot` reads it and the views are made from it."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from audiencia.core.ids import QueueId, StaffId, TicketId
from audiencia.queue.domain.kinds import QueueState
from audiencia.queue.domain.queue import Queue, calls_now
from audiencia.queue.domain.room import Room, takes_from
from audiencia.queue.domain.routing import Caller, choose
from audiencia.queue.domain.routing import Choice as CallChoice
from audiencia.queue.domain.session import Session
from audiencia.queue.domain.ticket import Ticket
from audiencia.queue.joining.status import OUT_OF_QUEUE
from audiencia.queue.snapshot.order import Order, order_of, tickets_in
from audiencia.queue.snapshot.room_facts import RoomFacts
from audiencia.queue.snapshot.ticket_facts import AnnouncementFacts, CommitmentFacts, TicketFacts
from audiencia.runtime.forecast import Expected
from audiencia.settings.config import Text
from audiencia.settings.preference import Preference

if TYPE_CHECKING:
    from audiencia.queue.moderation.roster_sql import OffersOfQueue, RosterOfQueue

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFacts:
    """A queue of the same jornada, as somebody sees it who wants to bring a citizen there."""

    queue_id: QueueId
    slug: str
    department: Text
    state: QueueState
    rooms_free: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterFacts:
    """Somebody who interprets, and whether they are there and in a call."""

    code: str
    helps_with: str
    name: Text
    present: bool
    busy: bool


@dataclass(frozen=True, kw_only=True)
class Around:
    """All of a queue but its tickets. `owed`: whose result was left for later, in this queue or another jornada's of the same department.
    `commitments`: what this department, or somebody who attends here, still has to do."""

    attended: int
    session: Session
    rooms: tuple[RoomFacts, ...]
    targets: Mapping[QueueId, TargetFacts]
    interpreters: tuple[InterpreterFacts, ...] = ()
    owed: tuple[TicketId, ...] = ()
    announcements: tuple[AnnouncementFacts, ...] = ()
    roster: "tuple[RosterOfQueue, ...]" = ()
    offers: "Mapping[TicketId, OffersOfQueue]" = field(default_factory=dict)
    commitments: tuple[CommitmentFacts, ...] = ()
    clock_noted_at: datetime | None = None
    """When the database's clock was last noted to be set or said to be right: appointments wait their whole time from then on too."""
    lapses_from: datetime | None = None
    """The earliest `lapses_from` of the live web nodes: appointments wait their whole time from then on too."""
    clock_doubted: bool = False
    """The database's clock was set, and nobody said yet that the time is right: no appointment lapses meanwhile."""


@dataclass(frozen=True)
class Snapshot(Around):
    """A queue at one version. `late`: who joins now would probably not be attended before closing."""

    queue_id: QueueId
    version: int
    state: QueueState
    queue: Queue
    preference: Preference
    slug: str
    prefix: str
    department: Text
    now: datetime
    tickets: Mapping[TicketId, TicketFacts]
    estimates: Mapping[TicketId, Expected] = field(default_factory=dict)
    late: bool = False
    media_home: str | None = None  # The media worker to which those connect who wait here.
    whole: frozenset[TicketId] = frozenset()  # Whose own part (history, steps, chat) was read.
    around: object = field(default=None, repr=False, compare=False)
    """Stands for all but the tickets: two moments with the same object differ in their tickets alone."""
    kept_order: Order | None = field(default=None, repr=False)  # Where it was made already.
    _made: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is the same for all who look at this moment, made when it is needed first. `key` names it."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def worker_of(self, ticket_id: TicketId) -> str | None:
        """The media worker to which the holder of a ticket of this queue connects: that of the room that holds it, if any."""
        holds = (room.room.media_worker for room in self.rooms if room.ticket_id == ticket_id)
        return next(holds, None) or self.media_home

    @cached_property
    def call_order(self) -> Order:
        """Those in the queue, by their ids."""
        return self.kept_order or order_of(self.in_queue(), (self.preference, self.queue.since_preferred))

    @cached_property
    def order(self) -> list[Ticket]:
        """Those in the queue, in the projected order of calls."""
        return self.first(len(self.call_order.ids))

    def first(self, number: int) -> list[Ticket]:
        """The first `number` tickets in the order of calls."""
        return [self.tickets[one].ticket for one in self.call_order.ids[:number]]

    @property
    def places(self) -> Mapping[TicketId, int]:
        """The place of each of them, from 1."""
        return self.call_order.places

    @cached_property
    def _by_contact(self) -> Mapping[bytes, list[str]]:
        """The numbers that go on in this queue, by the contact they were taken with."""
        found: dict[bytes, list[str]] = {}
        for one in self.tickets.values():
            ticket = one.ticket
            if one.contact_index is not None and ticket.queue_id == self.queue_id and ticket.state not in OUT_OF_QUEUE:
                found.setdefault(one.contact_index, []).append(ticket.number)
        return found

    def same_contact(self, facts: TicketFacts) -> list[str]:
        """Other numbers of the queue with the same telephone or e-mail."""
        numbers = () if facts.contact_index is None else self._by_contact.get(facts.contact_index, ())
        return sorted(one for one in numbers if one != facts.ticket.number)

    def choice_of(self, room: Room) -> CallChoice | None:
        """Whom a call of this room would take from this queue now."""
        if self.queue_id not in room.serves or not calls_now(self.queue):
            return None
        return choose(self.order, self._caller(room.director_id), self.preference, self.queue.since_preferred)

    def _caller(self, director: StaffId) -> Caller:
        free = frozenset(one.helps_with for one in self.interpreters if one.present and not one.busy)
        attending = {one.room.director_id for one in self.rooms if takes_from(one.room, self.queue_id)}
        return Caller(director, free, self._wanted - attending - {director})

    @cached_property
    def _wanted(self) -> frozenset[StaffId]:
        """For whom somebody in the queue waits."""
        return frozenset(one.wanted_director for one in self.order if one.wanted_director is not None)

    def in_queue(self) -> list[Ticket]:
        """The tickets that are in this queue now (those that are only looked at may be elsewhere)."""
        return tickets_in(self.queue_id, self.tickets)

    def room_of(self, ticket_id: TicketId) -> RoomFacts | None:
        """The room that holds a ticket now."""
        return next((one for one in self.rooms if one.ticket_id == ticket_id), None)
