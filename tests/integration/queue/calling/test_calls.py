"""Calls that are held, cut off, passed on, shared and concluded later, at random: the queue's rules hold after each step."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from random import Random
from typing import Any, get_args
from uuid import UUID

import pytest

from audiencia.core.ids import RoomId, TicketId
from audiencia.queue.call import assist, citizen_disconnect, conclude, data_use, hold, matters, transfer
from audiencia.queue.calling import answer, call
from audiencia.queue.domain.kinds import DataMode
from audiencia.queue.media_routes import routes
from audiencia.queue.moderation import rooms
from tests.support import invariants
from tests.support.audience import TOPICS
from tests.support.scenery import DEPARTMENTS, Scenery

STEPS = 70
OPEN_MATTERS = """SELECT further_matter.id, ticket.id AS ticket_id FROM further_matter
                  JOIN ticket ON ticket.attention_id = further_matter.attention_id
                  WHERE begun_at IS NULL AND withdrawn_at IS NULL ORDER BY asked_at"""
HELD = "SELECT ticket_id FROM reservation WHERE room_id = $1 AND ended_at IS NULL"
ACTS: dict[str, Callable[..., Coroutine[Any, Any, object]]] = {
    "hold": hold.put_on_hold,
    "unhold": hold.unhold_call,
    "withdraw invitation": assist.withdraw_invitation,
    "leave": assist.leave_assist,
    "let go": citizen_disconnect.let_go,
    "end": conclude.end_call,
    "defer": conclude.defer_outcome,
    "drain": rooms.drain_room,
}
TRIED = {
    "held", "unheld", "transferred", "continued", "handed_over", "dropped", "returned", "returned_to_front", "assist_asked",
    "assist_joined", "data_mode_set", "assist_ended", "outcome_deferred", "outcome_recorded", "matter_added", "passed", "room_lost",
}  # fmt: skip


class Day:
    """Directors who are there, people who wait, and everything that can happen to a call. `rng` decides."""

    def __init__(self, scene: Scenery, rng: Random) -> None:
        self.scene, self.context, self.rng = scene, scene.context, rng
        # Of its own, so that what else happens is the same whether or not somebody wants less data.
        self.thrift = Random(1)
        self.steps: list[str] = []
        self.routed: dict[tuple[RoomId, int], object] = {}
        self.sockets = {room: scene.connect(room) for room in scene.rooms}
        for department in DEPARTMENTS * 3:
            scene.join(department)

    def room(self) -> RoomId:
        """Any of the three."""
        return self.rng.choice(list(self.scene.rooms))

    def held_by(self, room: RoomId) -> TicketId | None:
        """Whom the room holds."""
        found = self.scene.find(HELD, room)
        return TicketId(found[0]["ticket_id"]) if found else None

    def do(self, flow: Callable[..., Coroutine[Any, Any, object]], room: RoomId, *more: object) -> None:
        """A director's command, twice: the second one changes nothing."""
        command = self.scene.room_command(room, stale=self.rng.random() < 0.1)
        if self.scene.attempt(flow(self.context, command, *more)) is not None:
            before = self.scene.find("SELECT count(*) AS n FROM event")
            assert self.scene.attempt(flow(self.context, command, *more)) is not None
            assert self.scene.find("SELECT count(*) AS n FROM event") == before

    def finish(self, room: RoomId) -> None:
        """Nothing holds the room up any more."""
        for flow in (assist.leave_assist, conclude.end_call, conclude.record_outcome, rooms.open_room):
            command = self.scene.room_command(room)
            more = (self.scene.outcome(),) if flow is conclude.record_outcome else ()
            self.scene.attempt(flow(self.context, command, *more))

    def begin(self) -> RoomId:
        """Somebody is called in a room, and answers."""
        self.scene.join(self.rng.choice(DEPARTMENTS))
        room = self.room()
        self.finish(room)
        called: Any = self.scene.attempt(call.call_next(self.context, self.scene.room_command(room)))
        if called is not None:
            citizen = self.scene.ticket_command(TicketId(UUID(called["ticket_id"])))
            self.scene.attempt(answer.accept(self.context, citizen))
            self.ask_for_data(citizen.ticket_id)
        return room

    def ask_for_data(self, citizen: TicketId) -> None:
        """Somebody in a call may want less, or more."""
        while self.thrift.random() < 0.4:
            mode = self.thrift.choice(get_args(DataMode))
            self.scene.attempt(data_use.set_data_mode(self.context, self.scene.ticket_command(citizen), mode))
            self.check()

    def any_act(self) -> None:
        """Whatever a director may try."""
        self.do(self.rng.choice(list(ACTS.values())), self.room())

    def held_and_taken_up(self) -> None:
        room = self.begin()
        self.do(hold.put_on_hold, room)
        held = self.held_by(room)
        if held is not None:
            self.ask_for_data(held)
        if self.rng.random() < 0.5:
            self.do(hold.unhold_call, room)

    def transferred(self) -> None:
        self.do(transfer.transfer_call, self.begin(), self.rng.choice(DEPARTMENTS), self.rng.choice(["", "Nota"]))

    def another_matter(self) -> None:
        room = self.begin()
        citizen = self.held_by(room)
        if citizen is not None:
            department = self.rng.choice(DEPARTMENTS)
            command = self.scene.ticket_command(citizen)
            another = matters.another_matter(self.context, command, department, TOPICS[department], "Otro asunto")
            self.scene.attempt(another)
        if self.rng.random() < 0.7:
            for one in self.scene.find(OPEN_MATTERS):
                self.do(transfer.pass_on, room, one["id"], "")

    def concluded_later(self) -> None:
        room = self.begin()
        self.do(conclude.end_call, room)
        self.do(conclude.defer_outcome, room)
        self.complete(self.room())

    def complete(self, room: RoomId) -> None:
        """The room completes what is owed in its lines."""
        for one in self.scene.find("SELECT id, version FROM ticket WHERE state = 'outcome_pending' ORDER BY id"):
            command = self.scene.room_command(room)
            outcome = self.scene.outcome()
            self.scene.attempt(conclude.complete_outcome(self.context, command, one["id"], one["version"], outcome))

    def cut_off(self) -> None:
        room = self.begin()
        citizen = self.held_by(room)
        if citizen is None:
            return
        self.scene.disconnect(citizen, self.scene.connect(citizen))
        self.scene.pass_time(20)
        match self.rng.randrange(3):
            case 0:
                self.scene.connect(citizen)
            case 1:
                self.scene.pass_time(120)
            case 2:
                self.do(citizen_disconnect.let_go, room)

    def shared(self) -> None:
        host = self.begin()
        self.do(assist.invite, host, self.rng.choice(DEPARTMENTS))
        found = self.scene.find("SELECT guest_room_id FROM assist WHERE ended_at IS NULL AND host_room_id = $1", host)
        for asked in found:
            guest, citizen = asked["guest_room_id"], self.held_by(host)
            self.do(assist.answer_invitation, guest, self.rng.random() < 0.9)
            match self.rng.randrange(6):
                case 0 | 1:
                    self.do(assist.hand_over, host, "Nota")
                case 2:
                    self.do(assist.leave_assist, guest)
                case 3 if citizen is not None:
                    self.scene.attempt(answer.hang_up(self.context, self.scene.ticket_command(citizen)))
                case 4:
                    self.lost(self.rng.choice([host, guest]))

    def lost(self, room: RoomId | None = None) -> None:
        """A director stays away for longer than the grace, and comes back."""
        room = room or self.room()
        self.scene.disconnect(room, self.sockets[room])
        self.scene.pass_time(60)
        self.sockets[room] = self.scene.connect(room)

    def step(self) -> None:
        """One of these, and all rules."""
        move = self.rng.choice(MOVES)
        self.steps.append(move.__name__)
        move(self)
        self.check()

    def check(self) -> None:
        """The queue's rules; and whoever knows the epoch of a room knows who hears whom in it."""
        self.scene.run(invariants.check(self.scene.ask))
        for room, desired in self.scene.run(routes.desired_rooms(self.context)).items():
            assert self.routed.setdefault((room, desired.epoch), desired.routes) == desired.routes, self.steps

    def end(self) -> None:
        """After the closing hour everybody is concluded or carried over, and nothing is owed."""
        scene = self.scene
        scene.pass_time(13 * 3600)
        for one in scene.find(OPEN_MATTERS):
            scene.attempt(matters.withdraw_matter(self.context, scene.ticket_command(one["ticket_id"]), one["id"]))
        for room in scene.rooms:
            self.finish(room)
            self.complete(room)
        scene.pass_time(1)
        self.check()
        assert not scene.find(f"SELECT number, state FROM ticket WHERE state NOT IN {invariants.TERMINAL}"), self.steps
        assert {row["state"] for row in scene.find("SELECT state FROM room")} <= {"closed"}, self.steps


MOVES: tuple[Callable[[Day], None], ...] = (
    Day.any_act,
    Day.held_and_taken_up,
    Day.transferred,
    Day.another_matter,
    Day.concluded_later,
    Day.cut_off,
    Day.shared,
    Day.shared,
    Day.lost,
)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_rules_hold_whatever_happens_to_calls(make_jornada: Callable[[], str], tmp_path: Path, seed: int) -> None:
    scene = Scenery(make_jornada(), tmp_path / "keys")
    try:
        day = Day(scene, Random(seed))
        for _ in range(STEPS):
            day.step()
        kinds = {row["kind"] for row in scene.find("SELECT DISTINCT kind FROM event")}
        assert kinds >= TRIED, f"not tried: {sorted(TRIED - kinds)}"
        day.end()
    finally:
        scene.close()
