"""Whatever people do in whatever order, the queue's rules hold after each command, and everybody ends somewhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from audiencia.flows import answer, call, conclude, moderate, presence, rooms
from audiencia.flows.conclude import Outcome
from audiencia.flows.next_steps import NextStep
from audiencia.ids import CommandId, RoomId, TicketId
from tests.integration import invariants
from tests.integration.flows.scenery import DEPARTMENTS, NODE, Scenery

STALE = some.sampled_from([False] * 9 + [True])
ROOMS = some.integers(0, 2)
STEP = NextStep("Pague en caja", "", "", "", None)
IN_ROOM = "SELECT room_id FROM reservation WHERE ended_at IS NULL"
IN_CALL = """SELECT room_id, ticket_id FROM reservation JOIN ticket ON ticket.id = ticket_id
             WHERE reservation.ended_at IS NULL AND ticket.state = 'in_call'"""
DONE = Outcome("resolved_immediately", "information_given", "Listo", "")
CITIZEN_ACTS: dict[str, Callable[..., Any]] = {
    "accept": answer.accept,
    "come_back": answer.come_back,
    "leave": answer.leave,
    "hang_up": answer.hang_up,
}
DIRECTOR_ACTS: dict[str, Callable[..., Any]] = {
    "pause": lambda house, command: rooms.pause_room(house, command, 5, "break"),
    "record": lambda house, command: conclude.record_outcome(house, command, DONE),
    "open": rooms.open_room,
    "close": rooms.close_room,
    "resume": rooms.resume_room,
    "withdraw": call.withdraw_call,
    "end": conclude.end_call,
}


class Tuesday(RuleBasedStateMachine):
    """People who join, answer, leave and lose their connection; directors and a moderator; and the clock."""

    make: ClassVar[Callable[[], Scenery]]
    tickets = Bundle("tickets")
    sockets = Bundle("sockets")

    def __init__(self) -> None:
        super().__init__()
        self.scenery = type(self).make()

    def room(self, number: int) -> RoomId:
        """One of the three rooms."""
        return list(self.scenery.rooms)[number]

    @rule(target=tickets, department=some.sampled_from(DEPARTMENTS))
    def somebody_joins(self, department: str) -> TicketId:
        return self.scenery.join(department)

    @initialize(target=tickets)
    def some_wait(self) -> Any:
        return multiple(*(self.scenery.join(department) for department in (*DEPARTMENTS, *DEPARTMENTS)))

    @rule(ticket=tickets, act=some.sampled_from(sorted(CITIZEN_ACTS)), stale=STALE)
    def a_citizen_acts(self, ticket: TicketId, act: str, stale: bool) -> None:
        command = self.scenery.ticket_command(ticket, stale)
        if self.scenery.attempt(CITIZEN_ACTS[act](self.scenery.house, command)) is not None:
            self.repeated(CITIZEN_ACTS[act](self.scenery.house, command))

    @rule(number=ROOMS, act=some.sampled_from(sorted(DIRECTOR_ACTS)), stale=STALE)
    def a_director_acts(self, number: int, act: str, stale: bool) -> None:
        command = self.scenery.room_command(self.room(number), stale)
        if self.scenery.attempt(DIRECTOR_ACTS[act](self.scenery.house, command)) is not None:
            self.repeated(DIRECTOR_ACTS[act](self.scenery.house, command))

    def repeated(self, flow: Any) -> None:
        """The same command again changes nothing."""
        before = self.scenery.find("SELECT count(*) AS n FROM event")
        assert self.scenery.attempt(flow) is not None
        assert self.scenery.find("SELECT count(*) AS n FROM event") == before

    @rule(number=ROOMS, ticket=tickets)
    def a_director_hands_a_step_over(self, number: int, ticket: TicketId) -> None:
        """Only to whom the room holds."""
        room = self.room(number)
        command = self.scenery.room_command(room)
        if self.scenery.attempt(conclude.add_next_step(self.scenery.house, command, ticket, STEP)) is not None:
            assert self.scenery.find(f"{IN_ROOM} AND room_id = $1 AND ticket_id = $2", room, ticket)
            self.repeated(conclude.add_next_step(self.scenery.house, command, ticket, STEP))

    @rule(number=ROOMS, stale=STALE)
    def a_director_calls(self, number: int, stale: bool) -> None:
        room = self.room(number)
        head = self.scenery.head(room)
        result = self.scenery.attempt(call.call_next(self.scenery.house, self.scenery.room_command(room, stale)))
        assert result is None or result["ticket_id"] == str(head)

    @rule(number=ROOMS)
    def somebody_answers(self, number: int) -> None:
        self.call(number, "answered")

    @rule(number=ROOMS)
    def somebody_answers_and_the_call_ends(self, number: int) -> None:
        self.call(number, "answered")
        self.scenery.attempt(conclude.end_call(self.scenery.house, self.scenery.room_command(self.room(number))))

    @rule(number=ROOMS, fate=some.sampled_from(["missed", "withdrawn", "declined", "lost", "rings"]))
    def somebody_does_not_answer(self, number: int, fate: str) -> None:
        self.call(number, fate)

    def call(self, number: int, fate: str) -> None:
        """The head of the line is called in this room, whatever it did before."""
        room, house = self.room(number), self.scenery.house
        self.finish(room)
        called = self.scenery.attempt(call.call_next(house, self.scenery.room_command(room)))
        if called is None:
            return
        citizen = self.scenery.ticket_command(TicketId(UUID(called["ticket_id"])))
        match fate:
            case "answered":
                assert self.scenery.attempt(answer.accept(house, citizen)) is not None
            case "declined":
                assert self.scenery.attempt(answer.leave(house, citizen)) is not None
            case "withdrawn":
                assert self.scenery.attempt(call.withdraw_call(house, self.scenery.room_command(room))) is not None
            case "missed":
                self.scenery.pass_time(91)
                assert self.state(citizen.ticket_id) == "absent"
            case "lost":
                self.lose(room)
                assert self.state(citizen.ticket_id) in ("waiting", "absent")

    @precondition(lambda self: self.scenery.find(IN_CALL))
    @rule(fate=some.sampled_from(["ends", "hangs up", "lost", "hands a step over"]))
    def a_call_goes_on(self, fate: str) -> None:
        talking = self.scenery.find(IN_CALL)[0]
        room, citizen, house = talking["room_id"], TicketId(talking["ticket_id"]), self.scenery.house
        match fate:
            case "ends":
                assert self.scenery.attempt(conclude.end_call(house, self.scenery.room_command(room))) is not None
            case "hangs up":
                assert self.scenery.attempt(answer.hang_up(house, self.scenery.ticket_command(citizen))) is not None
            case "hands a step over":
                command = self.scenery.room_command(room)
                assert self.scenery.attempt(conclude.add_next_step(house, command, citizen, STEP)) is not None
            case "lost":
                self.lose(room)
                assert self.state(citizen) == "waiting"
                assert any(one["id"] == citizen for one in self.scenery.order())

    def finish(self, room: RoomId) -> None:
        """Whatever holds the room up is done: it is open, and the last outcome is recorded."""
        house = self.scenery.house
        for act in (
            conclude.end_call,
            lambda house, command: conclude.record_outcome(house, command, DONE),
            rooms.resume_room,
            rooms.open_room,
        ):
            self.scenery.attempt(act(house, self.scenery.room_command(room)))

    def lose(self, room: RoomId) -> None:
        """The director's page comes, goes, and stays away for longer than the grace."""
        socket = uuid4().hex
        self.scenery.run(presence.director_came(self.scenery.house, NODE, socket, room))
        for other in self.scenery.find("SELECT id FROM connection WHERE room_id = $1", room):
            self.scenery.run(presence.director_went(self.scenery.house, other["id"], room))
        self.scenery.pass_time(61)

    def state(self, ticket: TicketId) -> str:
        """Where the ticket is."""
        return str(self.scenery.find("SELECT state FROM ticket WHERE id = $1", ticket)[0]["state"])

    @rule(number=ROOMS, ticket=tickets)
    def a_director_calls_again(self, number: int, ticket: TicketId) -> None:
        command = self.scenery.room_command(self.room(number))
        self.scenery.attempt(call.call_again(self.scenery.house, command, ticket))

    @rule(ticket=tickets, department=some.sampled_from(DEPARTMENTS), stale=STALE)
    def a_moderator_moves(self, ticket: TicketId, department: str, stale: bool) -> None:
        seen = self.scenery.ticket_command(ticket, stale).version
        assert seen is not None
        reason = self.scenery.house.municipality.move_reasons[0].code
        self.scenery.attempt(
            moderate.move_ticket(
                self.scenery.house, self.scenery.moderator, CommandId(uuid4()), ticket, seen, department, reason
            )
        )

    @rule(target=sockets, ticket=tickets)
    def a_citizen_connects(self, ticket: TicketId) -> tuple[str, TicketId | RoomId]:
        order, socket = self.scenery.order(), uuid4().hex
        self.scenery.run(presence.citizen_came(self.scenery.house, NODE, socket, ticket))
        assert self.scenery.order() == order
        return socket, ticket

    @rule(target=sockets, number=ROOMS)
    def a_director_connects(self, number: int) -> tuple[str, TicketId | RoomId]:
        order, socket = self.scenery.order(), uuid4().hex
        self.scenery.run(presence.director_came(self.scenery.house, NODE, socket, self.room(number)))
        assert self.scenery.order() == order
        return socket, self.room(number)

    @rule(gone=consumes(sockets))
    def a_connection_is_lost(self, gone: tuple[str, Any]) -> None:
        order = self.scenery.order()
        went = presence.director_went if isinstance(gone[1], int) else presence.citizen_went
        self.scenery.run(went(self.scenery.house, *gone))
        assert self.scenery.order() == order

    @rule(seconds=some.sampled_from([1, 30, 61, 95, 700]))
    def time_passes(self, seconds: int) -> None:
        self.scenery.pass_time(seconds)

    @invariant()
    def all_rules_hold(self) -> None:
        self.scenery.run(invariants.check(self.scenery.ask))

    def teardown(self) -> None:
        try:
            self.everybody_ends_somewhere()
        finally:
            self.scenery.close()

    def everybody_ends_somewhere(self) -> None:
        """After the closing hour: who talks is attended to the end, who waits is carried over, nobody is left."""
        house = self.scenery.house
        self.scenery.pass_time(13 * 3600)
        for room in self.scenery.rooms:
            for finish in (conclude.end_call, lambda house, command: conclude.record_outcome(house, command, DONE)):
                self.scenery.attempt(finish(house, self.scenery.room_command(room)))
        self.scenery.pass_time(1)
        self.all_rules_hold()
        assert not self.scenery.find(f"SELECT number, state FROM ticket WHERE state NOT IN {invariants.TERMINAL}")
        assert {one["state"] for one in self.scenery.find("SELECT state FROM room")} <= {"closed"}


def test_the_rules_hold_after_any_sequence(make_database: Callable[[], str], tmp_path: Path) -> None:
    class Here(Tuesday):
        make = staticmethod(lambda: Scenery(make_database(), tmp_path / "keys"))

    few = settings(
        max_examples=15, stateful_step_count=50, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Here, settings=few)
