"""A whole audience in memory, moved by the pure machines alone: what the flows do with rows, done with values.

It keeps books of its own on who was passed how often and why, to hold the machines against.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from audiencia.core.ids import QueueId, RoomId, StaffId, TicketId
from audiencia.queue.domain import queue as queues
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain import ticket as tickets
from audiencia.queue.domain.queue import Queue, QueueAction
from audiencia.queue.domain.room import Room, RoomAction, RoomState
from audiencia.queue.domain.routing import (
    READY_AHEAD,
    Caller,
    Choice,
    Nearness,
    call_order,
    choose,
    first_of,
    preferred,
    seniority,
    to_ask,
    worsened,
)
from audiencia.queue.domain.ticket import IN_QUEUE, Ticket, TicketAction, TicketState
from audiencia.settings.preference import Preference
from tests.support.queue_builders import OPENS, line, room, ticket

A, R = TicketAction, RoomAction
SIGNS = "lsm"
"""The one interpreter's language."""


@dataclass
class Audience:
    """Queues, rooms, tickets, and who holds whom. `told` are those who read in this step why they were passed."""

    preference: Preference
    queues: dict[QueueId, Queue]
    rooms: dict[RoomId, Room]
    tickets: dict[TicketId, Ticket] = field(default_factory=dict)
    holds: dict[RoomId, TicketId] = field(default_factory=dict)
    assists: dict[RoomId, RoomId] = field(default_factory=dict)
    now: datetime = OPENS
    told: set[TicketId] = field(default_factory=set)
    jumps: dict[QueueId, list[tuple[datetime, UUID]]] = field(default_factory=dict)
    passes_from: dict[TicketId, int] = field(default_factory=dict)
    calls: dict[QueueId, list[bool]] = field(default_factory=dict)
    passed_by_preference: Counter[tuple[TicketId, int]] = field(default_factory=Counter)
    passed_by_readiness: Counter[tuple[TicketId, int]] = field(default_factory=Counter)

    def order(self, queue: QueueId) -> list[Ticket]:
        """Those in a line, as they will be called."""
        waiting = [self._counted(one) for one in self.tickets.values() if one.queue_id == queue]
        return call_order(waiting, self.preference, self.queues[queue].since_preferred)

    def _counted(self, one: Ticket) -> Ticket:
        """With the passes since its count began, as the store reads them from the rows of jumps."""
        jumps = self.jumps.get(one.queue_id, [])[self.passes_from[one.id] :]
        return replace(one, passes=sum(key > (one.joined_at, one.id) for key in jumps))

    def join(self, queue: QueueId, preferential: bool, wish: StaffId | None, needs: str | None) -> None:
        """Somebody comes in last."""
        queues.check_joins(self.queues[queue], len(self.order(queue)), 30)
        one = ticket(
            id=TicketId(UUID(int=len(self.tickets) + 1)), queue_id=queue, joined_at=self.now, preferential=preferential,
            wanted_director=wish, needs=needs,
        )  # fmt: skip
        before = self.order(queue)
        self.tickets[one.id] = one
        self.passes_from[one.id] = len(self.jumps.get(queue, []))
        self.told |= set(worsened(before, self.order(queue)))

    def step(self, ticket_id: TicketId, action: TicketAction) -> Ticket:
        """One transition of a ticket that does not come into a line by it."""
        self.tickets[ticket_id] = tickets.act(self.tickets[ticket_id], action, self.now)
        return self.tickets[ticket_id]

    def enter(self, ticket_id: TicketId, action: TicketAction, queue: QueueId | None = None) -> None:
        """One transition by which a ticket comes into a line; those who are passed by it are told."""
        held = self.tickets[ticket_id]
        target = queue or held.queue_id
        after = replace(tickets.act(held, action, self.now), queue_id=target)
        before = self.order(target)
        self.tickets[ticket_id] = after
        behind = [one for one in before if one.joined_at >= after.joined_at]
        own = self.passes_from[ticket_id] if target == held.queue_id else len(self.jumps.get(target, []))
        begin = min([own, *(self.passes_from[one.id] for one in behind)])
        self.passes_from[ticket_id] = begin
        for one in before:
            if (one.joined_at, one.id) < (after.joined_at, after.id):
                self.passes_from[one.id] = min(self.passes_from[one.id], begin)
        self.told |= set(worsened(before, self.order(target)))

    def ask(self, queue: QueueId) -> None:
        """The first three are asked: each room could call at once."""
        nearness = Nearness(self.now, READY_AHEAD, (), timedelta())
        for one in to_ask(self.order(queue), self.queues[queue].calls, nearness):
            asked = self.step(one.id, A.ASK_READY)
            self.tickets[one.id] = replace(
                asked, ready_until=self.now + timedelta(minutes=2), asked_at_call=self.queues[queue].calls
            )

    def postpone(self, ticket_id: TicketId, let_pass: int | None, minutes: int) -> None:
        """Others go first for a while."""
        held = self.tickets[ticket_id]
        after = None if let_pass is None else self.queues[held.queue_id].calls + let_pass
        until = self.now + timedelta(minutes=minutes) if let_pass is None else None
        self.tickets[ticket_id] = tickets.postponed(held, self.now, until, after)

    def end_postponements(self) -> None:
        """Whoever's time has come is in the line again."""
        for held in list(self.tickets.values()):
            queue = held.queue_id
            anybody = bool(self.order(queue))
            if tickets.postponement_over(held, self.now, self.queues[queue].calls, anybody_in_queue=anybody):
                self.enter(held.id, A.RESUME)

    def call(self, room_id: RoomId) -> Choice | None:
        """The room calls whoever is next for it."""
        held = self.rooms[room_id]
        reserved = rooms.act(held, R.RESERVE)
        choices = [(queue, self._choice(queue, held)) for queue in held.serves if queues.calls_now(self.queues[queue])]
        offers = [(queue, choice) for queue, choice in choices if choice is not None]
        if not offers:
            return None
        queue, choice = offers[first_of([choice for _, choice in offers])]
        self._book(queue, choice)
        self.step(choice.ticket.id, A.CALL)
        self.rooms[room_id] = replace(reserved, queue_id=queue)
        self.holds[room_id] = choice.ticket.id
        return choice

    def caller(self, held: Room) -> Caller:
        """What a room can attend now: the interpreter may be in another call."""
        busy = any(self.tickets[one].needs == SIGNS for one in self.holds.values())
        return Caller(held.director_id, frozenset() if busy else frozenset({SIGNS}))

    def _choice(self, queue: QueueId, held: Room) -> Choice | None:
        order = self.order(queue)
        return choose(order, self.caller(held), self.preference, self.queues[queue].since_preferred)

    def _book(self, queue: QueueId, choice: Choice) -> None:
        chosen, order = choice.ticket, self.order(queue)
        counted = replace(self.queues[queue], calls=self.queues[queue].calls + 1)
        if preferred(chosen):
            counted = replace(counted, preferred_call=counted.calls)
        if choice.jump:
            counted = replace(counted, jumps=counted.jumps + 1)
            self.jumps.setdefault(queue, []).append((chosen.joined_at, chosen.id))
            for one in order[order.index(chosen) + 1 :]:
                self.passed_by_preference[one.id, one.moves] += seniority(one) < seniority(chosen)
        self.queues[queue] = counted
        self.calls.setdefault(queue, []).append(choice.jump)
        for one, why in choice.passed_over:
            self.told.add(one.id)
            if why == "not_ready":
                self.tickets[one.id] = replace(self.tickets[one.id], skips=one.skips + 1)
                self.passed_by_readiness[one.id, one.moves] += 1

    def room_of(self, ticket_id: TicketId) -> RoomId:
        """The room that holds a ticket."""
        return next(room_id for room_id, held in self.holds.items() if held == ticket_id)

    def free(self, room_id: RoomId, action: RoomAction) -> None:
        """The room lets its citizen go; a draining one closes then, and a guest's own room is free again."""
        self.rooms[room_id] = rooms.act(self.rooms[room_id], action)
        del self.holds[room_id]
        self.end_assist(room_id)
        self.close_drained(room_id)

    def end_assist(self, host: RoomId) -> None:
        """The guest of a call goes back to the own room."""
        guest = self.assists.pop(host, None)
        if guest is not None:
            self.rooms[guest] = rooms.act(self.rooms[guest], R.STOP_ASSISTING)
            self.close_drained(guest)

    def close_drained(self, room_id: RoomId) -> None:
        """A draining room that is free closes at once."""
        if self.rooms[room_id].state is RoomState.DRAINING:
            self.rooms[room_id] = rooms.act(self.rooms[room_id], R.CLOSE)

    def finish(self, room_id: RoomId) -> None:
        """Whoever the room holds is attended to the end, or waits again when they had not answered."""
        for host in [host for host, guest in self.assists.items() if room_id in (host, guest)]:
            self.end_assist(host)
        held = self.tickets[self.holds[room_id]] if room_id in self.holds else None
        if held is None:
            return
        if held.state is TicketState.CALLED:
            self.enter(held.id, A.GIVE_BACK)
            self.free(room_id, R.RELEASE)
            return
        if held.state is not TicketState.WRAP_UP:
            self.step(held.id, A.END_CALL)
            self.rooms[room_id] = rooms.act(self.rooms[room_id], R.END_CALL)
        self.step(held.id, A.CONCLUDE)
        self.free(room_id, R.CONCLUDE)

    def end_of_day(self) -> None:
        """Calls and results are finished, the rest is carried over."""
        for room_id in list(self.holds):
            self.finish(room_id)
        for held in self.tickets.values():
            if held.state is TicketState.OUTCOME_PENDING:
                self.step(held.id, A.CONCLUDE)
            elif tickets.MACHINE.allows(held.state, A.CARRY_OVER):
                self.step(held.id, A.CARRY_OVER)
        for queue, held_line in self.queues.items():
            self.queues[queue] = queues.act(held_line, QueueAction.END)

    def in_queue(self) -> list[Ticket]:
        """Everybody who has a place."""
        return [one for one in self.tickets.values() if one.state in IN_QUEUE]


def audience(preference: Preference) -> Audience:
    """Two queues; a room for each, and one that serves both."""
    one, two = QueueId(1), QueueId(2)
    serves = {1: (one,), 2: (two,), 3: (one, two), 4: (one,)}
    return Audience(
        preference,
        {queue: line(id=queue) for queue in (one, two)},
        {
            RoomId(number): room(id=RoomId(number), director_id=StaffId(number), queue_id=queues[0], serves=queues)
            for number, queues in serves.items()
        },
    )
