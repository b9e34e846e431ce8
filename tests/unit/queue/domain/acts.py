"""What people do in the audience in memory, each act held against the promise of the order."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from hypothesis.stateful import RuleBasedStateMachine

from audiencia.core.ids import QueueId, RoomId, StaffId, TicketId
from audiencia.queue.domain import queue as queues
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain import ticket as tickets
from audiencia.queue.domain.room import Room, RoomAction
from audiencia.queue.domain.routing import places
from audiencia.queue.domain.ticket import Ticket, TicketAction, TicketState
from tests.unit.queue.domain.model import SIGNS, Audience

A, R, S = TicketAction, RoomAction, TicketState
DENSE = (
    ["answers"] * 7 + ["joins"] * 4 + ["preferential joins"] * 3 + ["is ready"] * 4
    + ["misses", "withdrawn", "postpones", "resumes", "comes back", "leaves", "moves", "is cut off"]
)  # fmt: skip
"""What a busy time is made of, by how often."""


class Acts(RuleBasedStateMachine):
    """Acts that rules are made of. `which` is one of those with whom it can be done; beyond the last it begins again."""

    day: Audience

    @contextmanager
    def step(self) -> Iterator[None]:
        """Nobody's place gets worse by a step of which they were not told."""
        before = {queue: places(self.day.order(queue)) for queue in self.day.queues}
        self.day.told = set()
        self.day.now += timedelta(seconds=1)
        yield
        for queue, earlier in before.items():
            now = places(self.day.order(queue))
            worse = {one for one, place in earlier.items() if now.get(one, 0) > place}
            assert worse <= self.day.told, (worse, self.day.told)

    def one(self, which: int, *states: TicketState) -> Ticket | None:
        """One of the tickets in these states."""
        found = [one for one in self.day.tickets.values() if one.state in states]
        return found[which % len(found)] if found else None

    def a_room(self, which: int, action: RoomAction) -> Room | None:
        """One of the rooms that can do this."""
        found = [one for one in self.day.rooms.values() if rooms.MACHINE.allows(one.state, action)]
        return found[which % len(found)] if found else None

    def joins(self, queue: QueueId, preferential: bool, special: int) -> None:
        wish, needs = StaffId(1) if special == 9 else None, SIGNS if special in (7, 8) else None
        with self.step():
            if self.day.queues[queue].state in ("open", "paused") and len(self.day.order(queue)) < 30:
                self.day.join(queue, preferential, wish, needs)

    def acts(self, which: int, action: TicketAction) -> None:
        one = self.one(which, *tickets.MACHINE.table[action])
        if one is not None:
            with self.step():
                self.day.step(one.id, action)

    def postpones(self, which: int, let_pass: int | None, minutes: int) -> None:
        one = self.one(which, S.WAITING, S.READY_CHECK)
        if one is not None:
            with self.step():
                self.day.postpone(one.id, let_pass, minutes)

    def comes_back(self, which: int, action: TicketAction) -> None:
        one = self.one(which, *tickets.MACHINE.table[action])
        if one is not None:
            with self.step():
                self.day.enter(one.id, action)

    def moves(self, which: int, queue: QueueId) -> None:
        one = self.one(which, *tickets.MACHINE.table[A.MOVE])
        if one is not None and one.queue_id != queue:
            with self.step():
                self.day.enter(one.id, A.MOVE, queue)

    def calls(self, room: Room) -> None:
        """Whoever can be called is, if anybody."""
        if not rooms.MACHINE.allows(room.state, R.RESERVE):
            return
        able = self.attendable(room)
        with self.step():
            choice = self.day.call(room.id)
        assert (choice is None) is (not able)
        assert choice is None or choice.ticket.id in able

    def much_happens(self, acts: list[tuple[str, int]]) -> None:
        """Many calls, and what people do between them."""
        for act, which in acts:
            match act:
                case "answers" | "misses" | "withdrawn":
                    self.one_call(which, act)
                case "joins" | "preferential joins":
                    self.joins(QueueId(1), act == "preferential joins", which % 10)
                case "is ready" if waiting := self.front(which):
                    with self.step():
                        self.day.step(waiting.id, A.SAY_READY)
                case "postpones":
                    self.postpones(which, which % 3 + 1, 0)
                case "resumes" | "comes back":
                    self.comes_back(which, A.RESUME if act == "resumes" else A.COME_BACK)
                case "leaves":
                    self.acts(which, A.LEAVE)
                case "moves":
                    self.moves(which, QueueId(which % 2 + 1))
                case "is cut off":
                    self.is_cut_off(which, "director lost", QueueId(1))

    def front(self, which: int) -> Ticket | None:
        """One of the first of the longer line."""
        order = max((self.day.order(queue) for queue in self.day.queues), key=len)
        return order[which % min(len(order), 4)] if order else None

    def one_call(self, which: int, fate: str) -> None:
        """A room calls somebody, whatever it did before."""
        room_id = RoomId(which % len(self.day.rooms) + 1)
        self.make_free(room_id)
        self.calls(self.day.rooms[room_id])
        if room_id in self.day.holds:
            self.ring(self.day.tickets[self.day.holds[room_id]], fate)

    def make_free(self, room_id: RoomId) -> None:
        """What the room does is finished, and it is open."""
        with self.step():
            self.day.finish(room_id)
            for action in (R.RESUME, R.OPEN):
                if rooms.MACHINE.allows(self.day.rooms[room_id].state, action):
                    self.day.rooms[room_id] = rooms.act(self.day.rooms[room_id], action)

    def attendable(self, room: Room) -> set[TicketId]:
        """Whom a room could call at all."""
        free = self.day.caller(room).free
        return {
            one.id for one in self.day.in_queue()
            if one.queue_id in room.serves and queues.calls_now(self.day.queues[one.queue_id])
            and one.wanted_director in (None, room.director_id) and (one.needs is None or one.needs in free)
        }  # fmt: skip

    def ring(self, one: Ticket, fate: str) -> None:
        """What becomes of a call."""
        room = self.day.room_of(one.id)
        with self.step():
            if fate == "answers":
                self.day.step(one.id, A.ANSWER)
                self.day.step(one.id, A.CONNECT)
                self.day.rooms[room] = rooms.act(self.day.rooms[room], R.ANSWER)
                return
            if fate == "misses":
                self.day.step(one.id, tickets.miss_action(one))
            else:
                self.day.enter(one.id, A.GIVE_BACK)
            self.day.free(room, R.LOSE if fate == "lost" else R.RELEASE)

    def is_cut_off(self, which: int, fate: str, queue: QueueId) -> None:
        one = self.one(which, S.IN_CALL, S.ON_HOLD) if fate != "to the front" else self.one(which, S.RECONNECTING)
        if one is None:
            return
        room = self.day.room_of(one.id)
        with self.step():
            if fate == "transferred":
                self.day.enter(one.id, A.TRANSFER, queue)
            else:
                if fate == "director lost":
                    self.day.step(one.id, A.DROP)
                self.day.enter(one.id, A.RETURN_TO_FRONT)
            self.day.free(room, R.LOSE if fate == "director lost" else R.LET_GO)

    def ids(self, queue: QueueId) -> list[TicketId]:
        """The order of a line."""
        return [one.id for one in self.day.order(queue)]
