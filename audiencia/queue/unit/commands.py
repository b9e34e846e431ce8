"""Commands over a ticket, a room or queues: carried out once (`db.commands`), under the locks of these in their order."""

from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from audiencia.core.actor import Actor, staff_actor
from audiencia.core.errors import BadInput, Code, Forbidden, Refused, Stale, existing
from audiencia.core.ids import CommandId, QueueId, RoomId, StaffId, TicketId
from audiencia.db.commands import Moved, Result, once, read_result, settled
from audiencia.db.unit_of_work import Tx
from audiencia.queue.domain.queue import Queue
from audiencia.queue.domain.room import Room, RoomState
from audiencia.queue.domain.session import Session
from audiencia.queue.domain.ticket import Ticket
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.settings.municipality_parts import ConductReason, MoveReason, PauseReason

if TYPE_CHECKING:
    from audiencia.queue.store.queue_sql import LiveReservationOfRoom, LockRooms

Queues = Mapping[QueueId, Queue]
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class LockedRoom:
    """What a director's command holds the locks of: the jornada (shared), the queues that the room serves, the room."""

    session: Session
    queues: Queues
    room: Room


@dataclass(frozen=True, slots=True)
class LockedTicket:
    """What a command about a ticket holds the locks of: the jornada (shared), its queue and others, its room, the ticket."""

    session: Session
    queues: Queues
    ticket: Ticket

    @property
    def queue(self) -> Queue:
        """The queue that the ticket is in."""
        return self.queues[self.ticket.queue_id]


InRoom = Callable[[Tx, LockedRoom], Awaitable[Result | None]]
WithTicket = Callable[[Tx, LockedTicket], Awaitable[Result | None]]


@dataclass(frozen=True, slots=True)
class RoomCommand:
    """A director's command about the own room. `version` is the room's as the director saw it; `None`: whichever.
    `assists`: it is said by an assistant (`director` then is theirs), who must sit at the room when it is carried out."""

    director: StaffId
    room_id: RoomId
    command_id: CommandId
    version: int | None = None
    assists: bool = False

    @property
    def actor(self) -> Actor:
        """Who goes into the log."""
        return staff_actor(self.director)

    @property
    def by(self) -> str:
        """Whose command it is: ids of commands are told apart by this."""
        return f"staff:{self.director}"


@dataclass(frozen=True, slots=True)
class TicketCommand:
    """A citizen's command about the own ticket. `version` is the ticket's as the citizen saw it; `None`: whichever."""

    ticket_id: TicketId
    command_id: CommandId
    version: int | None = None

    @property
    def by(self) -> str:
        """Whose command it is."""
        return f"ticket:{self.ticket_id}"


Given = TypeVar("Given", RoomCommand, TicketCommand)
Locks = TypeVar("Locks")


class Locking(Generic[Given, Locks]):
    """A decorator: makes a use case `(context, command, ...)` of what is done `(context, command, tx, hold, ...)` under locks.
    `run` carries the command out once, in one transaction, and takes the locks that it hands over as `hold`."""

    def __init__(
        self, run: Callable[[AppContext, Given, Callable[[Tx, Locks], Awaitable[Result | None]]], Awaitable[Result]]
    ) -> None:
        self._run: Callable[[AppContext, Any, Any], Awaitable[Result]] = run

    def __call__(
        self, act: Callable[Concatenate[AppContext, Given, Tx, Locks, P], Awaitable[Result | None]]
    ) -> Callable[Concatenate[AppContext, Given, P], Coroutine[Any, Any, Result]]:
        @wraps(act)
        async def use_case(context: AppContext, command: Given, /, *args: P.args, **kwargs: P.kwargs) -> Result:
            return await self._run(context, command, lambda tx, hold: act(context, command, tx, hold, *args, **kwargs))

        return use_case


def with_own_locks(
    act: Callable[Concatenate[AppContext, Given, Tx, P], Awaitable[Result | None]],
) -> Callable[Concatenate[AppContext, Given, P], Coroutine[Any, Any, Result]]:
    """As `Locking`, of what takes its locks itself."""

    @wraps(act)
    async def use_case(context: AppContext, command: Given, /, *args: P.args, **kwargs: P.kwargs) -> Result:
        def run(tx: Tx) -> Awaitable[Result | None]:
            return act(context, command, tx, *args, **kwargs)

        return await once(context, command.by, command.command_id, run)

    return use_case


async def lock_ticket(tx: Tx, ticket_id: TicketId, *others: QueueId) -> LockedTicket:
    """Locks session, the ticket's queue (and `others`), its room if it has one with all queues that it serves, and the ticket.
    Raises `NotFound(UNKNOWN_TICKET)`; `Moved(TICKET_MOVED)` when the ticket changed queue or room between finding and locking it."""
    where = existing(await store.SQL.ticket_where(tx.conn, id=ticket_id), Code.UNKNOWN_TICKET)
    session = await store.lock_session(tx, where.session_id)
    queues = await store.lock_queues(tx, where.queue_id, *where.room_serves, *others)
    reservation = await store.SQL.live_reservation_of_ticket(tx.conn, ticket_id=ticket_id)
    if reservation is not None:
        room = await store.lock_room(tx, reservation.room_id)
        if not queues.keys() >= set(room.serves):
            raise Moved(Code.TICKET_MOVED)
    ticket = await store.lock_ticket(tx, ticket_id)
    if ticket.queue_id != where.queue_id:
        raise Moved(Code.TICKET_MOVED)
    return LockedTicket(session, queues, ticket)


async def lock_room(tx: Tx, room_id: RoomId, *others: QueueId) -> LockedRoom:
    """Locks session, the queues that the room serves (and `others`), and the room.
    Raises `NotFound(ROOM_CLOSED)`; `Stale` when it served others by the time it was locked."""
    row = await store.SQL.lock_rooms(tx.conn, actors=[], command_ids=[], room_ids=[room_id], others=list(others))
    return LockedRooms(tx, [], row).room(room_id)


class LockedRooms:
    """What was locked for the commands of several rooms."""

    def __init__(self, tx: Tx, commands: Sequence[RoomCommand], row: "LockRooms") -> None:
        self._results = dict(zip([one.command_id for one in commands], row.done or [], strict=True))
        if row.at is not None:
            tx.now = row.at
        sessions = [store.session_of(store.Fields(one)) for one in row.sessions or ()]
        rooms = [store.room_of(store.Fields(one)) for one in row.rooms or ()]
        queues = [store.queue_of(store.Fields(one)) for one in row.lines or ()]
        self._sessions = {one.id: one for one in sessions}
        self.rooms = {one.id: one for one in rooms}
        self.queues = {one.id: one for one in queues}

    def result(self, command: RoomCommand) -> Result | None:
        """What the command gave when it was carried out before."""
        kept = self._results[command.command_id]
        return None if kept is None else read_result(kept)

    def room(self, room_id: RoomId) -> LockedRoom:
        """Raises `NotFound(ROOM_CLOSED)`; `Stale` when it served others by the time it was locked."""
        room = existing(self.rooms.get(room_id), Code.ROOM_CLOSED)
        if not {room.queue_id, *room.serves} <= self.queues.keys():
            raise Stale(Code.STALE_VERSION)
        return LockedRoom(self._sessions[room.session_id], self.queues, room)


async def lock_rooms(tx: Tx, commands: Sequence[RoomCommand], *others: QueueId) -> LockedRooms:
    """Notes these commands, and locks session, the queues that their rooms serve (and `others`), and the rooms."""
    # By id: two nodes that are given the same commands wait for each other in one order.
    ordered = sorted(commands, key=lambda one: one.command_id)
    row = await store.SQL.lock_rooms(
        tx.conn,
        actors=[one.by for one in ordered],
        command_ids=[one.command_id for one in ordered],
        room_ids=[one.room_id for one in ordered],
        others=list(others),
    )
    return LockedRooms(tx, ordered, row)


async def in_room(context: AppContext, command: RoomCommand, act: InRoom, *others: QueueId) -> Result:
    """Runs `act` once with session, queues and room locked. Raises `Stale` for another version of the room, and
    `Forbidden(no_seat)` for an assistant who does not sit there any more."""

    async def run() -> Result:
        # As `once`, with the command noted and the locks taken in one round trip.
        async with context.database.begin(clock=False) as tx:
            held = await lock_rooms(tx, [command], *others)
            done = held.result(command)
            if done is not None:
                return done
            hold = held.room(command.room_id)
            same_version(command.version, hold.room.version)
            if command.assists:
                await _check_sits(tx, command)
            result = await act(tx, hold) or {}
            tx.carried_out(command.by, command.command_id, result)
            return result

    return await settled(run)


async def _check_sits(tx: Tx, command: RoomCommand) -> None:
    if not await store.SQL.holds_seat(tx.conn, staff_id=command.director, room_id=command.room_id):
        raise Forbidden(Code.NO_SEAT)


async def with_ticket(context: AppContext, command: TicketCommand, act: WithTicket, *others: QueueId) -> Result:
    """Runs `act` once with session, queues, room and ticket locked. Raises `Stale` for another version of the ticket."""

    async def run(tx: Tx) -> Result | None:
        hold = await lock_ticket(tx, command.ticket_id, *others)
        same_version(command.version, hold.ticket.version)
        return await act(tx, hold)

    return await once(context, command.by, command.command_id, run)


with_room_locked = Locking(in_room)  # Session, the queues that the room serves, and the room are locked: `in_room`.
with_ticket_locked = Locking(with_ticket)  # Session, queue, room and ticket are locked: `with_ticket`.


def same_version(seen: int | None, now: int) -> None:
    """Raises `Stale` when the person saw another version than the one that holds (invariant 5)."""
    if seen is not None and seen != now:
        raise Stale(Code.STALE_VERSION)


def check_reason(known: Iterable[MoveReason | PauseReason | ConductReason], reason: str | None) -> None:
    """Raises `BadInput` for a reason that the configuration does not have."""
    if all(one.code != reason for one in known):
        raise BadInput(Code.BAD_INPUT, {"reason": Code.BAD_INPUT.value})


def same_ticket(seen: int, held: Ticket) -> None:
    """Raises `Stale(ticket_moved)`, with the ticket's number, when staff saw another version of it."""
    if held.version != seen:
        raise Stale(Code.TICKET_MOVED, number=held.number)


async def ticket_in_room(tx: Tx, room: Room) -> "tuple[LiveReservationOfRoom, Ticket]":
    """The room's live reservation and its ticket, locked. Raises `Refused` (room_closed, not_allowed_now) when it has none."""
    reservation = await store.SQL.live_reservation_of_room(tx.conn, room_id=room.id)
    if reservation is None:
        code = Code.ROOM_CLOSED if room.state is RoomState.CLOSED else Code.NOT_ALLOWED_NOW
        raise Refused(code, state=room.state.value, action="attend")
    return reservation, await store.lock_ticket(tx, reservation.ticket_id)


async def attended_in_room(
    tx: Tx, room: Room, ticket_id: TicketId, states: Collection[RoomState], action: str
) -> "tuple[LiveReservationOfRoom, Ticket]":
    """As `ticket_in_room`, for this ticket and these states of the room: a command for the person before does not reach the next.
    Raises `Stale` when it holds another, `Refused(not_allowed_now)` in another state."""
    reservation, held = await ticket_in_room(tx, room)
    if held.id != ticket_id:
        raise Stale(Code.STALE_VERSION)
    if room.state not in states:
        raise Refused(Code.NOT_ALLOWED_NOW, state=room.state.value, action=action)
    return reservation, held
