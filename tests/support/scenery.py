"""A context for random sequences of commands: two departments, three directors, a moderator, and time that passes when told to."""

from collections.abc import Coroutine, Mapping, Sequence
from contextvars import copy_context
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

from audiencia.core.errors import DomainError
from audiencia.core.ids import CommandId, RoomId, StaffId, TicketId
from audiencia.privacy.consent import decide, notice_info
from audiencia.privacy.crypto import Keyring
from audiencia.queue.booking import booking
from audiencia.queue.call import assist, citizen_disconnect, conclude, presence, relative
from audiencia.queue.call.conclude import Outcome
from audiencia.queue.calling import answer, call, expire
from audiencia.queue.domain.booking import Slot
from audiencia.queue.joining import by_phone, entering
from audiencia.queue.joining.entering import Entry, Joined, JoinRequest
from audiencia.queue.joining.join import join
from audiencia.queue.media_routes import routes
from audiencia.queue.moderation import rooms
from audiencia.queue.sessions import sessions
from audiencia.queue.store import store as queue_store
from audiencia.queue.unit.commands import RoomCommand, TicketCommand
from audiencia.runtime.context import AppContext, InForce
from audiencia.staff import store
from audiencia.staff.roles import Role
from tests.support.audience import MATTER, NAME, TOPICS
from tests.support.configuration import configured
from tests.support.resting import connections

T = TypeVar("T")
DEPARTMENTS = ("agua", "tesoreria")
DIRECTORS = ("agua", "agua", "tesoreria")
NODE = uuid4()
DONE = Outcome("resolved_immediately", "information_given", "Listo", "")
DUE = (
    expire.miss_unanswered,
    presence.lose_directors,
    citizen_disconnect.drop_citizens,
    assist.expire_invitations,
    relative.expire,
    sessions.follow_clock,
)
"""What time brings about."""
SLOWED = "UPDATE app_clock SET shift = app_now() - clock_timestamp(), since = clock_timestamp(), rate = 0.05"
"""By itself the clock goes on so slowly that a machine's pause takes no second off a time limit, yet one join comes after another."""


class Scenery:
    """Runs flows from plain code, in an event loop beside the test's, on a database that `make_jornada` made."""

    def __init__(self, database_url: str, keys: Path) -> None:
        self._connections = connections(database_url)
        self._variables = copy_context()
        self.context = AppContext(self._connections.database(), Keyring.open(keys), InForce(configured()))
        self.refusals: dict[str, int] = {}
        self.run(self._open())

    async def _open(self) -> None:
        await presence.keep_lease(self.context, NODE)
        self.moderator = await self.account("moderadora", Role.MODERATOR, None)
        self.rooms: dict[RoomId, StaffId] = {}
        for number, department in enumerate(DIRECTORS):
            director = await self.account(f"titular-{number}", Role.DIRECTOR, department)
            self.rooms[await rooms.room_of(self.context, director, department)] = director
        await self._connections.beside.execute("UPDATE room SET company = '{}'")
        await self._connections.beside.execute(SLOWED)

    async def account(self, login: str, role: Role, department: str | None) -> StaffId:
        """Somebody who works here."""
        async with self.context.database.begin() as tx:
            found = await tx.conn.fetchval("SELECT id FROM department WHERE slug = $1", department)
            made = await store.ensure_account(tx.conn, login, login, role, found, "no password")
        assert made is not None
        return made

    def close(self) -> None:
        """The end: nobody runs anything any more."""
        self._connections.let_go(self.context.database)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Does it now."""
        return self._connections.runner.run(work, context=self._variables)

    async def ask(self, query: str, *values: object) -> Sequence[Mapping[str, Any]]:
        """Reads the database beside the flows."""
        return [dict(row) for row in await self._connections.beside.fetch(query, *values)]

    def find(self, query: str, *values: object) -> Sequence[Mapping[str, Any]]:
        """The same from plain code."""
        return self.run(self.ask(query, *values))

    def attempt(self, flow: Coroutine[Any, Any, T]) -> T | None:
        """Runs a flow; `None` when it was refused, and then the log has not grown."""
        before = self.find("SELECT count(*) AS n FROM event")
        try:
            return self.run(flow)
        except DomainError as error:
            self.refusals[error.code] = self.refusals.get(error.code, 0) + 1
            assert self.find("SELECT count(*) AS n FROM event") == before
            return None

    def joining(self, department: str, adjustments: Sequence[str] = (), **changed: Any) -> Coroutine[Any, Any, Joined]:
        """Somebody takes a number; `changed` are fields of the form."""
        return join(self.context, self.request(department, adjustments, **changed))

    def request(self, department: str, adjustments: Sequence[str] = (), **changed: Any) -> JoinRequest:
        """The form, filled in."""
        fields: dict[str, Any] = {
            "command_id": uuid4(), "department": department, "topic": TOPICS.get(department, ""), "name": NAME,
            "matter": MATTER, "contact": "", "adjustments": tuple(adjustments), "read_notice": True,
            "purposes": tuple(one.code for one in self.context.municipality.notice.purposes),
            "notice_hash": self.context.municipality.notice.hash, "language": "es-MX",
        }  # fmt: skip
        return JoinRequest(**(fields | changed))

    def join(self, department: str, adjustments: Sequence[str] = (), **changed: Any) -> TicketId:
        """The same, done."""
        return self.run(self.joining(department, adjustments, **changed)).ticket_id

    async def booked(self, department: str, begins_in: timedelta, **changed: Any) -> Joined:
        """Somebody who has a place of this jornada, as if it had been booked before its lobby opened."""
        request = self.request(department, **changed)
        async with self.context.database.begin() as tx:
            session = await queue_store.live_session(tx.conn)
            assert session is not None
            topic = await queue_store.SQL.topic_of(tx.conn, department=department, topic=request.topic)
            assert topic is not None
            found = await queue_store.queue_of_department(tx.conn, session.id, department)
            line = (await queue_store.lock_queues(tx, found.id))[found.id]
            at = await entering.place_of(self.context, tx, request)
            slot = Slot(tx.now + begins_in, tx.now + begins_in + timedelta(minutes=30))
            accepted = decide(
                notice_info(self.context.municipality), request.notice_hash, request.read_notice, request.purposes
            )
            entry = Entry(self.context, tx, request, accepted, session, topic.id, line)
            return entering.joined(self.context, await booking._write(entry, at, slot, tell=False))

    def room_command(self, room_id: RoomId, stale: bool = False) -> RoomCommand:
        """A director's command that saw the newest version, or one that is past."""
        version = self.find("SELECT version FROM room WHERE id = $1", room_id)[0]["version"]
        return RoomCommand(self.rooms[room_id], room_id, CommandId(uuid4()), version - stale)

    def ticket_command(self, ticket_id: TicketId, stale: bool = False) -> TicketCommand:
        """A citizen's command, likewise."""
        version = self.find("SELECT version FROM ticket WHERE id = $1", ticket_id)[0]["version"]
        return TicketCommand(ticket_id, CommandId(uuid4()), version - stale)

    def open(self, room_id: RoomId) -> None:
        """The room is open, whatever it did before."""
        self.run(rooms.open_room(self.context, self.room_command(room_id), {}))

    def call(self, room_id: RoomId) -> TicketId:
        """The room calls whoever is next."""
        called = self.run(call.call_next(self.context, self.room_command(room_id)))
        return TicketId(UUID(called["ticket_id"]))

    def talk(self, room_id: RoomId) -> TicketId:
        """The room calls whoever is next, and they answer."""
        ticket_id = self.call(room_id)
        self.run(answer.accept(self.context, self.ticket_command(ticket_id)))
        return ticket_id

    def talk_by_phone(self, room_id: RoomId) -> TicketId:
        """The room calls whoever is next, by telephone, and they answer."""
        ticket_id = self.call(room_id)
        self.run(by_phone.phone_answered(self.context, self.room_command(room_id)))
        return ticket_id

    def conclude(self, room_id: RoomId) -> None:
        """The call in the room ends, with a result."""
        self.run(conclude.end_call(self.context, self.room_command(room_id)))
        self.run(conclude.record_outcome(self.context, self.room_command(room_id), self.outcome()))

    def outcome(self) -> Outcome:
        """A result."""
        known = self.context.municipality.dispositions[0]
        return Outcome(known.outcome, known.code, "", "")

    def connect(self, party: TicketId | RoomId) -> str:
        """A citizen's or a director's page is open; gives its socket."""
        socket = uuid4().hex
        came = presence.director_came if isinstance(party, int) else presence.citizen_came
        self.run(came(self.context, NODE, socket, party))  # type: ignore[arg-type]
        return socket

    def disconnect(self, party: TicketId | RoomId, socket: str) -> None:
        """The page is gone."""
        went = presence.director_went if isinstance(party, int) else presence.citizen_went
        self.run(went(self.context, socket, party))  # type: ignore[arg-type]

    def legs(self, ticket_id: TicketId) -> list[tuple[str, str | None]]:
        """The stays of this visit, in order: department and ending."""
        found = self.find(
            "SELECT slug, ending FROM leg JOIN queue ON queue.id = queue_id JOIN department ON department.id = department_id "
            "WHERE attention_id = $1 ORDER BY began_at, ended_at NULLS LAST",
            self.ticket(ticket_id)["attention_id"],
        )
        return [(row["slug"], row["ending"]) for row in found]

    def passed(self, ticket_id: TicketId) -> list[str]:
        """Why others came before this one, as the citizen reads it."""
        found = self.find("SELECT reason FROM event WHERE kind = 'passed' AND ticket_id = $1 ORDER BY id", ticket_id)
        return [row["reason"] for row in found]

    def in_slots(self, room_id: RoomId) -> set[str]:
        """Who hears or sees somebody in this room now, by their parties."""
        return {route.to for route in self.run(routes.desired_rooms(self.context))[room_id].routes}

    def ticket(self, ticket_id: TicketId) -> Mapping[str, Any]:
        """The ticket's row."""
        return self.find("SELECT * FROM ticket WHERE id = $1", ticket_id)[0]

    def room(self, room_id: RoomId) -> Mapping[str, Any]:
        """The room's row."""
        return self.find("SELECT * FROM room WHERE id = $1", room_id)[0]

    def queue(self, department: str) -> Mapping[str, Any]:
        """The row of a department's queue."""
        return self.find(
            "SELECT queue.* FROM queue JOIN department ON department.id = department_id WHERE slug = $1", department
        )[0]

    def queue_of(self, room_id: RoomId) -> Mapping[str, Any]:
        """The row of the queue that a room attends in."""
        return self.find("SELECT queue.* FROM queue JOIN room ON room.queue_id = queue.id WHERE room.id = $1", room_id)[
            0
        ]

    def events(self, *kinds: str) -> list[tuple[str, str, str | None]]:
        """What the log has of these kinds, in order: kind, kind of actor, reason."""
        found = self.find("SELECT kind, actor_kind, reason FROM event WHERE kind = ANY($1) ORDER BY id", list(kinds))
        return [(row["kind"], row["actor_kind"], row["reason"]) for row in found]

    def refused(self, flow: Coroutine[Any, Any, object]) -> str:
        """Runs a flow that is refused, and gives the code; nothing was written."""
        before = self.find("SELECT count(*) AS n FROM event")
        try:
            self.run(flow)
        except DomainError as error:
            assert self.find("SELECT count(*) AS n FROM event") == before
            return error.code
        raise AssertionError("it was carried out")

    def damage_key(self, ticket_id: TicketId) -> UUID:
        """The key of whose ticket it is cannot be used any more; gives the person."""
        rows = self.find(
            "UPDATE person SET key_wrapped = '\\x01ff' FROM attention JOIN ticket ON attention_id = attention.id "
            "WHERE person.id = person_id AND ticket.id = $1 RETURNING person.id",
            ticket_id,
        )
        return UUID(str(rows[0]["id"]))

    def noted(self) -> set[tuple[str, UUID]]:
        """What does not open, as it is shown to who looks after the installation."""
        return {(row["place"], row["object_id"]) for row in self.find("SELECT place, object_id FROM unreadable")}

    def order(self) -> Sequence[Mapping[str, Any]]:
        """Everybody's place in every line."""
        return self.find(
            "SELECT queue_id, id FROM ticket WHERE state = 'waiting' ORDER BY queue_id, to_front DESC, joined_at, id"
        )

    def set_clock(self, moment: datetime) -> None:
        """It is that time now, and nothing of it has come about yet."""
        self.find(
            "UPDATE app_clock SET shift = $1 - clock_timestamp(), since = clock_timestamp() RETURNING one", moment
        )

    def pass_time(self, seconds: int) -> None:
        """The clock goes on, and what it brings about happens."""
        self.find("UPDATE app_clock SET shift = shift + $1 RETURNING one", timedelta(seconds=seconds))
        for due in DUE:
            self.run(due(self.context))
