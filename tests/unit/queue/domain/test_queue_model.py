"""Whatever people do in whatever order, the pure machines keep the five invariants and the promises of the order."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as some
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from audiencia.core.errors import Refused
from audiencia.core.ids import QueueId
from audiencia.queue.domain import queue as queues
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain import ticket as tickets
from audiencia.queue.domain.queue import QueueAction
from audiencia.queue.domain.room import BUSY_STATES, RoomAction, RoomState
from audiencia.queue.domain.routing import READY_BOUND, call_order, preferred, seniority
from audiencia.queue.domain.ticket import ATTENDED, TERMINAL, TicketAction, TicketState
from audiencia.settings.preference import Preference
from tests.support.soaking import random_days
from tests.unit.queue.domain.acts import DENSE, Acts
from tests.unit.queue.domain.model import SIGNS, audience

A, R, S = TicketAction, RoomAction, TicketState
QUEUES = some.sampled_from([QueueId(1), QueueId(2)])
ANY = some.integers(0, 99)
"""Which of those with whom it can be done; beyond the last it begins again."""
BUSY = some.lists(some.tuples(some.sampled_from(DENSE), ANY), min_size=20, max_size=50)
FITS = {
    S.CALLED: {RoomState.RESERVED},
    S.CONNECTING: {RoomState.IN_CALL},
    S.IN_CALL: {RoomState.IN_CALL},
    S.ON_HOLD: {RoomState.ON_HOLD},
    S.RECONNECTING: {RoomState.IN_CALL, RoomState.ON_HOLD},
    S.WRAP_UP: {RoomState.WRAP_UP},
}


class Day(Acts):
    """One day of two queues and four rooms."""

    @initialize(
        every=some.integers(2, 4),
        bound=some.integers(1, 3),
        people=some.lists(some.booleans(), min_size=8, max_size=16),
        acts=BUSY,
    )
    def begins(self, every: int, bound: int, people: list[bool], acts: list[tuple[str, int]]) -> None:
        self.day = audience(Preference(every, bound))
        for preferential in people:
            self.joins(QueueId(1), preferential, 0)
        self.much_happens(acts)

    @rule(queue=QUEUES, preferential=some.lists(some.booleans(), min_size=1, max_size=6), special=some.integers(0, 9))
    def several_join(self, queue: QueueId, preferential: list[bool], special: int) -> None:
        for one in preferential:
            self.joins(queue, one, special)
            special = 0

    @rule(queue=QUEUES)
    def first_three_are_asked(self, queue: QueueId) -> None:
        with self.step():
            self.day.ask(queue)

    @rule(which=ANY, action=some.sampled_from([A.SAY_READY, A.SAY_READY, A.STAY_SILENT, A.LEAVE, A.CANCEL]))
    def somebody_in_the_line_acts(self, which: int, action: TicketAction) -> None:
        self.acts(which, action)

    @rule(which=ANY, let_pass=some.one_of(some.none(), some.integers(1, 3)), minutes=some.integers(0, 5))
    def somebody_postpones(self, which: int, let_pass: int | None, minutes: int) -> None:
        self.postpones(which, let_pass, minutes)

    @rule(minutes=some.integers(1, 5))
    def time_passes(self, minutes: int) -> None:
        with self.step():
            self.day.now += timedelta(minutes=minutes)
            self.day.end_postponements()

    @rule(which=ANY, action=some.sampled_from([A.RESUME, A.COME_BACK, A.UNDO_NO_SHOW]))
    def somebody_comes_back(self, which: int, action: TicketAction) -> None:
        self.comes_back(which, action)

    @rule(which=ANY, queue=QUEUES)
    def a_moderator_moves(self, which: int, queue: QueueId) -> None:
        self.moves(which, queue)

    @rule(which=ANY)
    def a_room_calls(self, which: int) -> None:
        room = self.a_room(which, R.RESERVE)
        if room is not None:
            self.calls(room)

    @rule(acts=BUSY)
    def a_busy_time(self, acts: list[tuple[str, int]]) -> None:
        self.much_happens(acts)

    @rule(which=ANY)
    def an_absent_one_is_called_again(self, which: int) -> None:
        one, room = self.one(which, S.ABSENT), self.a_room(which, R.RESERVE)
        if one is None or room is None or (one.needs and one.needs not in self.day.caller(room).free):
            return
        with self.step():
            self.day.step(one.id, A.CALL)
            self.day.rooms[room.id] = replace(rooms.act(room, R.RESERVE), queue_id=one.queue_id)
            self.day.holds[room.id] = one.id

    @rule(which=ANY, fate=some.sampled_from(["answers", "answers", "answers", "misses", "withdrawn", "lost"]))
    def a_call_is_answered_or_not(self, which: int, fate: str) -> None:
        one = self.one(which, S.CALLED)
        if one is not None:
            self.ring(one, fate)

    @rule(which=ANY, action=some.sampled_from(["hold", "unhold", "drop", "return", "end_call"]))
    def a_call_goes_on(self, which: int, action: str) -> None:
        one = self.one(which, *tickets.MACHINE.table[A(action)])
        if one is None:
            return
        room_id = self.day.room_of(one.id)
        room = self.day.rooms[room_id]
        with self.step():
            self.day.step(one.id, A(action))
            if action == "return":
                self.day.rooms[room_id] = rooms.act(room, R.UNHOLD) if room.state is RoomState.ON_HOLD else room
            elif action != "drop":
                self.day.rooms[room_id] = rooms.act(room, R(action))
                self.day.end_assist(room_id)

    @rule(which=ANY, fate=some.sampled_from(["to the front", "director lost", "transferred"]), queue=QUEUES)
    def a_call_is_cut_off(self, which: int, fate: str, queue: QueueId) -> None:
        self.is_cut_off(which, fate, queue)

    @rule(which=ANY, deferred=some.booleans())
    def a_result_is_recorded(self, which: int, deferred: bool) -> None:
        one = self.one(which, S.WRAP_UP)
        if one is not None:
            with self.step():
                self.day.step(one.id, A.DEFER_OUTCOME if deferred else A.CONCLUDE)
                self.day.free(self.day.room_of(one.id), R.LET_GO if deferred else R.CONCLUDE)

    @rule(which=ANY)
    def a_result_is_completed(self, which: int) -> None:
        one = self.one(which, S.OUTCOME_PENDING)
        if one is not None:
            with self.step():
                self.day.step(one.id, A.CONCLUDE)

    @rule(which=ANY, joins=some.booleans())
    def a_second_director(self, which: int, joins: bool) -> None:
        """Joins a call, or takes it over."""
        one, guest = self.one(which, S.IN_CALL), self.a_room(which, R.ASSIST)
        if one is None:
            return
        host = self.day.room_of(one.id)
        with self.step():
            if joins and guest is not None and host not in self.day.assists:
                self.day.rooms[guest.id] = rooms.act(guest, R.ASSIST)
                self.day.assists[host] = guest.id
            elif not joins and host in self.day.assists:
                taker = self.day.assists.pop(host)
                self.day.step(one.id, A.HAND_OVER)
                self.day.tickets[one.id] = replace(self.day.tickets[one.id], queue_id=self.day.rooms[taker].queue_id)
                self.day.rooms[taker] = rooms.act(self.day.rooms[taker], R.TAKE_OVER)
                self.day.passes_from[one.id] = len(self.day.jumps.get(self.day.rooms[taker].queue_id, []))
                self.day.free(host, R.LET_GO)
                self.day.holds[taker] = one.id

    @rule(
        which=ANY, action=some.sampled_from([R.PAUSE, R.RESUME, R.DRAIN, R.CLOSE, R.OPEN, R.OPEN, R.OPEN, R.COME_BACK])
    )
    def a_room_changes(self, which: int, action: RoomAction) -> None:
        room = self.a_room(which, action)
        if room is not None:
            with self.step():
                self.day.rooms[room.id] = rooms.act(room, action)
                self.day.close_drained(room.id)

    @rule(queue=QUEUES, action=some.sampled_from([QueueAction.OPEN, QueueAction.RESUME, *list(QueueAction)[:-1]]))
    def a_queue_changes(self, queue: QueueId, action: QueueAction) -> None:
        line = self.day.queues[queue]
        empty = not any(one.queue_id == queue and one.state not in TERMINAL for one in self.day.tickets.values())
        if queues.MACHINE.allows(line.state, action) and (action is not QueueAction.CLOSE or empty):
            with self.step():
                self.day.queues[queue] = queues.act(line, action)

    @rule(which=ANY)
    def a_connection_comes_or_goes(self, which: int) -> None:
        """Never changes a place (invariant 2)."""
        one = self.one(which, *TicketState)
        if one is not None:
            order = [self.ids(queue) for queue in self.day.queues]
            self.day.tickets[one.id] = replace(one, connected=not one.connected)
            assert [self.ids(queue) for queue in self.day.queues] == order

    @rule(which=ANY, action=some.sampled_from(list(TicketAction)))
    def a_ticket_refuses(self, which: int, action: TicketAction) -> None:
        """What the state does not allow changes nothing."""
        one = self.one(which, *(state for state in TicketState if not tickets.MACHINE.allows(state, action)))
        if one is None:
            return
        try:
            self.day.step(one.id, action)
        except Refused:
            assert self.day.tickets[one.id] == one
        else:
            raise AssertionError(f"{one.state} allowed {action}")

    @invariant()
    def nobody_is_held_twice(self) -> None:
        """One room for each who is called or attended, and the other way round (invariant 1)."""
        held = list(self.day.holds.values())
        assert len(held) == len(set(held))
        assert set(held) == {one.id for one in self.day.tickets.values() if one.state in ATTENDED | {S.CALLED}}
        busy = {room.id for room in self.day.rooms.values() if room.state in BUSY_STATES - {RoomState.ASSISTING}}
        assert set(self.day.holds) == busy
        for room_id, ticket_id in self.day.holds.items():
            assert self.day.rooms[room_id].state in FITS[self.day.tickets[ticket_id].state]
        assert sum(self.day.tickets[one].needs == SIGNS for one in held) <= 1

    @invariant()
    def preference_and_readiness_have_bounds(self) -> None:
        assert all(count <= self.day.preference.bound for count in self.day.passed_by_preference.values())
        assert all(count <= READY_BOUND for count in self.day.passed_by_readiness.values())
        every = self.day.preference.every
        for calls in self.day.calls.values():
            assert all(sum(calls[at : at + every]) <= 1 for at in range(len(calls)))

    @invariant()
    def the_projection_comes_true(self) -> None:
        """After the first was called, the order of the others is what it was; who is most senior was passed most."""
        for queue, line in self.day.queues.items():
            order = self.day.order(queue)
            if not order:
                continue
            head, rest = order[0], order[1:]
            jump = preferred(head) and any(seniority(one) < seniority(head) for one in rest)
            passed = [replace(one, passes=one.passes + (jump and seniority(one) < seniority(head))) for one in rest]
            since = 0 if preferred(head) else line.since_preferred + 1
            after = call_order(passed, self.day.preference, since)
            assert [one.id for one in after] == [one.id for one in rest]
            front = [one.to_front for one in order]
            assert front == sorted(front, reverse=True)
            by_age = sorted(order, key=lambda one: (one.joined_at, one.id))
            assert [one.passes for one in by_age] == sorted((one.passes for one in by_age), reverse=True)

    def teardown(self) -> None:
        if hasattr(self, "day"):
            self.day.end_of_day()
            ended = TERMINAL | {S.NO_SHOW}
            assert {one.state for one in self.day.tickets.values()} <= ended
            assert not self.day.holds


def test_any_day_keeps_its_promises() -> None:
    run_state_machine_as_test(Day, settings=random_days(120, 12))
