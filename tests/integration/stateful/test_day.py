"""Whatever people do in whatever order, the queue's rules hold after each act, and everybody ends somewhere.

The flows run on a real PostgreSQL whose clock can be moved on. `make soak-queue` goes on for longer, with other days.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from audiencia.core.ids import RoomId, TicketId
from audiencia.queue.booking import check_in
from audiencia.queue.call import conclude
from audiencia.queue.calling import call, wait
from audiencia.queue.moderation import queues
from tests.integration.stateful.acts import CITIZENS, DIRECTORS, HOUSE, Flow, department
from tests.integration.stateful.watch import Watch
from tests.support import invariants
from tests.support.kept_models import KeptModels
from tests.support.scenery import DEPARTMENTS, Scenery
from tests.support.scenery import DIRECTORS as OF_ROOMS
from tests.support.soaking import random_days

STORIES: dict[str, tuple[str, ...]] = {
    "a visit": ("answer", "ends", "records"),
    "a call that goes on": ("answer",),
    "a no-show": ("ring out", "calls again", "ring out"),
    "an absence": ("ring out",),
    "a call taken back": ("withdraws",),
    "a held call": ("answer", "holds", "a drop", "time", "a return", "goes on"),
    "a transfer": ("answer", "transfers"),
    "a drop and return": ("answer", "a drop", "time", "a return"),
    "a dropped call": ("answer", "a drop", "time", "long"),
    "a lost director": ("answer", "a loss"),
    "a call of three": ("answer", "a guest"),
    "a hand-over": ("answer", "a guest", "hands over"),
    "a guest who leaves": ("answer", "a guest", "time", "ends"),
    "a result for later": ("answer", "ends", "records later"),
    "a last call": ("answer", "drains", "ends", "records"),
    "two matters": ("answer", "another matter", "passes on"),
}
"""What one room goes through with whoever it calls next."""
APPOINTMENTS: dict[str, tuple[int, tuple[str, ...]]] = {
    "an appointment": (-5, ("checks in",)),
    "an appointment whose person comes early": (50, ("checks in", "time")),
    "an appointment that is missed": (-570, ("time",)),
    "an appointment whose person is late": (-570, ("checks in", "time")),
}
"""In how many seconds its hour begins, and what happens then."""
SERVED = """SELECT ticket.id FROM ticket JOIN room ON ticket.queue_id = ANY(serves)
            WHERE room.id = $1 AND ticket.state IN ('waiting', 'ready_check')"""
OFTEN = (
    *["somebody joins"] * 6, *["somebody preferential joins"] * 4, *["a visit"] * 7, *["is ready"] * 4, "lets others pass",
    "comes back", "is put back", *["somebody booked"] * 2, *["checks in"] * 2, *APPOINTMENTS,
    "resumes", *["time"] * 2, "a page comes or goes", "completes",
)  # fmt: skip
ACT = some.tuples(
    some.sampled_from([*OFTEN, *STORIES, *APPOINTMENTS, *CITIZENS, *DIRECTORS, *HOUSE]),
    some.integers(0, 99),
    some.sampled_from(["fits"] * 12 + ["stale", "anybody"]),
)
"""What is done, by whom of those who can, and sometimes with a version that is past or by somebody who cannot."""
Act = tuple[str, int, str]
SECONDS = (1, 15, 31, 61, 91, 121, 200)


class Day(RuleBasedStateMachine):
    """Citizens, three directors, a moderator and the clock."""

    make: ClassVar[Callable[[], Scenery]]

    def __init__(self) -> None:
        super().__init__()
        self.scene = type(self).make()
        self.watch = Watch(self.scene)
        self.models = KeptModels(self.scene.context)
        self.pages: dict[TicketId | RoomId, str] = {}

    @initialize(
        people=some.lists(some.booleans(), min_size=4, max_size=8), acts=some.lists(ACT, min_size=30, max_size=40)
    )
    def begins(self, people: list[bool], acts: list[Act]) -> None:
        for room_id in self.scene.rooms:
            self.scene.open(room_id)
        for preferential in people:
            self.joins(0, preferential, department(0))
        self.much_happens(acts)

    @rule(acts=some.lists(ACT, min_size=5, max_size=25))
    def much_happens(self, acts: list[Act]) -> None:
        for act in acts:
            self.happens(*act)
            self.all_rules_hold()

    @rule(act=ACT)
    def something_happens(self, act: Act) -> None:
        self.happens(*act)

    def happens(self, act: str, which: int, how: str) -> None:
        """One act."""
        if act in CITIZENS:
            self.by_citizen(act, which, how)
        elif act in DIRECTORS:
            self.by_director(act, which, how)
        elif act in HOUSE:
            flow = HOUSE[act](self.scene, which)
            self.does(lambda: flow, once=True)
        elif act.endswith("joins"):
            self.joins(which, "preferential" in act, department(which // 2 if which % 4 == 3 else 0))
        elif act == "somebody booked":
            self.booked(which, 100 - which * 7)
        elif act in APPOINTMENTS:
            self.appointment(which, *APPOINTMENTS[act])
        elif act == "time":
            self.time(SECONDS[which % len(SECONDS)])
        elif act == "a page comes or goes":
            self.page(which)
        else:
            self.story(which, STORIES[act])

    def does(self, make: Callable[[], Flow], *, once: bool = False) -> Any:
        """Tries a flow, holds it against the promises of the order, and when it was carried out, sends it again."""
        before = self.watch.picture()
        result = self.scene.attempt(make())
        self.watch.compare(before)
        if result is not None and not once:
            log = self.watch.picture().log
            assert self.scene.attempt(make()) == result, "the same command again gives the same result"
            assert self.watch.picture().log == log, "the same command again changes nothing"
        return result

    def joins(self, which: int, preferential: bool, slug: str) -> None:
        """Somebody takes a number; some need the interpreter, some ask for a director."""
        asked = ["preferential"] * preferential + ["sign_language"] * (which % 6 == 5)
        wish = list(self.scene.rooms.values())[1] if which % 7 == 6 and slug == department(0) else None
        flow = self.scene.joining(slug, asked, contact=f"72255{self.new():05d}", wanted_director=wish)
        self.does(lambda: flow, once=True)

    def booked(self, which: int, seconds: int) -> TicketId:
        """Somebody has an appointment whose hour begins in so many seconds, or began before."""
        slug, asked = department(0 if which % 4 else which // 4), ["preferential"] * (which % 5 == 4)
        contact = f"72255{self.new():05d}"
        flow = self.scene.booked(slug, timedelta(seconds=seconds), contact=contact, adjustments=tuple(asked))
        return TicketId(self.does(lambda: flow, once=True).ticket_id)

    def appointment(self, which: int, seconds: int, steps: tuple[str, ...]) -> None:
        """One appointment from its making to its end, or into the line."""
        ticket_id = self.booked(which, seconds)
        for step in steps:
            if step == "time":
                self.time(61)
            else:
                self.checks_in(ticket_id, which)

    def checks_in(self, ticket_id: TicketId, which: int) -> None:
        """This person says that they are there."""
        command = self.scene.ticket_command(ticket_id)
        self.does(lambda: CITIZENS["checks in"][1](self.scene, command, which))

    def new(self) -> int:
        """A number that nobody has."""
        return int(self.scene.find("SELECT count(*) AS n FROM ticket")[0]["n"])

    def pick(self, table: str, order: str, which: int, states: tuple[str, ...], how: str) -> Mapping[str, Any] | None:
        """One of those in these states, or anybody."""
        found = self.scene.find(f"SELECT id, state FROM {table} ORDER BY {order}")
        fitting = [one for one in found if how == "anybody" or one["state"] in states]
        return fitting[which % len(fitting)] if fitting else None

    def by_citizen(self, act: str, which: int, how: str) -> None:
        """An act of a citizen, or of a moderator with one."""
        states, flow = CITIZENS[act]
        one = self.pick("ticket", "joined_at, number", which, states, how)
        if one is not None:
            command = self.scene.ticket_command(one["id"], how == "stale")
            self.does(lambda: flow(self.scene, command, which))

    def by_director(self, act: str, which: int, how: str) -> None:
        """An act of a director, or of a moderator with a room."""
        states, flow = DIRECTORS[act]
        one = self.pick("room", "id", which, states, how)
        if one is not None:
            command = self.scene.room_command(one["id"], how == "stale")
            self.does(lambda: flow(self.scene, command, which))

    def story(self, which: int, steps: tuple[str, ...]) -> None:
        """A room, whatever it did before, calls somebody; what happens then may be refused at any step."""
        room_id = self.room(which)
        self.make_free(room_id)
        if not self.scene.find(SERVED, room_id):
            self.joins(which, False, self.slug(which))
        command = self.scene.room_command(room_id)
        called = self.does(lambda: call.call_next(self.scene.context, command))
        if called is not None:
            for step in steps:
                self.step(step, room_id, TicketId(UUID(called["ticket_id"])), which)

    def slug(self, which: int) -> str:
        """The department of one of the three rooms."""
        return OF_ROOMS[which % len(OF_ROOMS)]

    def room(self, which: int) -> RoomId:
        """One of the three rooms."""
        return list(self.scene.rooms)[which % len(self.scene.rooms)]

    def step(self, step: str, room_id: RoomId, ticket_id: TicketId, which: int) -> None:
        """One step of a story."""
        match step:
            case "answer" | "another matter":
                act = CITIZENS["accepts" if step == "answer" else "has another matter"][1]
                answers = self.scene.ticket_command(ticket_id)
                self.does(lambda: act(self.scene, answers, which))
            case "ring out" | "long":
                self.time(181)
            case "time":
                self.time(21)
            case "a drop" | "a loss":
                party = ticket_id if step == "a drop" else room_id
                self.goes(party)
                if step == "a loss":
                    self.time(61)
            case "a return":
                self.comes(ticket_id)
            case "a guest":
                self.guest(room_id, which)
            case _:
                self.direct(step, room_id, which)

    def guest(self, host: RoomId, which: int) -> None:
        """Another director is asked into the call, and joins."""
        self.make_free(self.room(which + 1))
        self.direct("invites", host, DEPARTMENTS.index(self.slug(which + 1)))
        for one in self.scene.find(
            "SELECT guest_room_id FROM assist WHERE joined_at IS NULL AND ended_at IS NULL AND host_room_id = $1", host
        ):
            self.direct("joins", one["guest_room_id"], 1)

    def direct(self, act: str, room_id: RoomId, which: int) -> None:
        """An act of this room's director."""
        command = self.scene.room_command(room_id)
        self.does(lambda: DIRECTORS[act][1](self.scene, command, which))

    def comes(self, party: TicketId | RoomId) -> None:
        """A page of this person is open."""
        if party not in self.pages:
            self.pages[party] = self.scene.connect(party)

    def goes(self, party: TicketId | RoomId) -> None:
        """No page of this person is open any more."""
        self.comes(party)
        self.scene.disconnect(party, self.pages.pop(party))

    def make_free(self, room_id: RoomId) -> None:
        """Whatever holds the room up is done: the last result is recorded, and it is open."""
        for act in ("withdraws", "leaves the call", "ends", "records", "records later", "resumes work", "opens"):
            state = self.scene.room(room_id)["state"]
            if state in DIRECTORS[act][0]:
                self.direct(act, room_id, 0)

    def page(self, which: int) -> None:
        """A citizen's or a director's page opens or goes: no place changes (invariant 2), though a room or call may come back."""
        parties = [
            *self.scene.rooms,
            *[row["id"] for row in self.scene.find("SELECT id FROM ticket ORDER BY joined_at, number")],
        ]
        party = parties[which % len(parties)]
        orders = self.watch.picture().orders
        if party in self.pages:
            self.scene.disconnect(party, self.pages.pop(party))
        else:
            self.pages[party] = self.scene.connect(party)
        now = self.watch.picture().orders
        assert [[one.id for one in order] for order in now.values()] == [
            [one.id for one in order] for order in orders.values()
        ]

    def time(self, seconds: int) -> None:
        """The clock goes on, and what it brings about happens, each thing at most once: nothing is due right after."""
        before = self.watch.picture()
        self.scene.pass_time(seconds)
        for due in (
            wait.end_silence,
            wait.end_postponements,
            check_in.lapse_unused,
            queues.close_drained,
            wait.ask_ready,
        ):
            self.scene.run(due(self.scene.context))
        self.watch.compare(before)
        done, log = self.watch.touched(before.log), self.watch.picture().log
        for due in (wait.end_silence, wait.ask_ready, check_in.lapse_unused, queues.close_drained):
            self.scene.run(due(self.scene.context))
        # Of others something may have come due in between.
        assert not done & self.watch.touched(log), "what was due is done once"

    @invariant()
    def all_rules_hold(self) -> None:
        self.scene.run(invariants.check(self.scene.ask))
        self.scene.run(self.models.check())

    def teardown(self) -> None:
        try:
            self.everybody_ends_somewhere()
        finally:
            self.scene.close()

    def everybody_ends_somewhere(self) -> None:
        """After the closing hour who talks is attended to the end, who waits is carried over, nobody is left."""
        scene = self.scene
        scene.pass_time(13 * 3600)
        for room_id in scene.rooms:
            for act in ("leaves the call", "ends", "records"):
                if scene.room(room_id)["state"] in DIRECTORS[act][0]:
                    scene.attempt(DIRECTORS[act][1](scene, scene.room_command(room_id), 0))
        for one in scene.find("SELECT id, version, queue_id FROM ticket WHERE state = 'outcome_pending'"):
            room_id = next(iter(scene.find("SELECT id FROM room WHERE $1 = ANY(serves)", one["queue_id"])))["id"]
            command = scene.room_command(room_id)
            scene.run(conclude.complete_outcome(scene.context, command, one["id"], one["version"], scene.outcome()))
        scene.pass_time(1)
        self.all_rules_hold()
        left = scene.find(f"SELECT number, state FROM ticket WHERE state NOT IN {invariants.TERMINAL}")
        assert not left, left
        assert {one["state"] for one in scene.find("SELECT state FROM room")} <= {"closed"}


def test_the_rules_hold_on_any_day(make_jornada: Callable[[], str], tmp_path: Path) -> None:
    class Here(Day):
        make = staticmethod(lambda: Scenery(make_jornada(), tmp_path / "keys"))

    run_state_machine_as_test(Here, settings=random_days(5, 4))
