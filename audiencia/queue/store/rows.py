"""Sessions, queues, rooms and tickets from their rows, whichever query gives them."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Protocol

from audiencia.core.ids import AttentionId, QueueId, RoomId, SessionId, StaffId, TicketId
from audiencia.queue.domain.kinds import Medium
from audiencia.queue.domain.queue import Queue, QueueState
from audiencia.queue.domain.room import Room, RoomState
from audiencia.queue.domain.session import Session, SessionState
from audiencia.queue.domain.ticket import Ticket, TicketState

_TICKET_COLUMNS = tuple(one.name for one in fields(Ticket))
_ticket_values = attrgetter(*_TICKET_COLUMNS)
_STATE_AT = _TICKET_COLUMNS.index("state")
_TICKET_STATES = {state.value: state for state in TicketState}
_ROOM_COLUMNS = tuple(one.name for one in fields(Room) if one.name not in ("state", "serves"))
_QUEUE_COLUMNS = tuple(one.name for one in fields(Queue) if one.name != "state")


class SessionRow(Protocol):
    """The columns of a session."""

    @property
    def id(self) -> SessionId: ...
    @property
    def day(self) -> date: ...
    @property
    def lobby_at(self) -> datetime: ...
    @property
    def opens_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def state(self) -> str: ...
    @property
    def demo(self) -> bool: ...


class QueueRow(Protocol):
    """The columns of a queue."""

    @property
    def id(self) -> QueueId: ...
    @property
    def session_id(self) -> SessionId: ...
    @property
    def state(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def calls(self) -> int: ...
    @property
    def preferred_call(self) -> int: ...
    @property
    def jumps(self) -> int: ...
    @property
    def cap(self) -> int | None: ...
    @property
    def paused_until(self) -> datetime | None: ...
    @property
    def paused_reason(self) -> str | None: ...
    @property
    def state_version(self) -> int: ...


class RoomRow(Protocol):
    """The columns of a room."""

    @property
    def id(self) -> RoomId: ...
    @property
    def session_id(self) -> SessionId: ...
    @property
    def director_id(self) -> StaffId: ...
    @property
    def queue_id(self) -> QueueId: ...
    @property
    def state(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def media_epoch(self) -> int: ...
    @property
    def paused_until(self) -> datetime | None: ...
    @property
    def connected(self) -> bool: ...
    @property
    def paused_reason(self) -> str | None: ...
    @property
    def draining(self) -> bool: ...
    @property
    def serves(self) -> list[QueueId]: ...
    @property
    def media_worker(self) -> str | None: ...


class TicketRow(Protocol):
    """The columns of a ticket, and its `passes`."""

    @property
    def id(self) -> TicketId: ...
    @property
    def attention_id(self) -> AttentionId: ...
    @property
    def session_id(self) -> SessionId: ...
    @property
    def queue_id(self) -> QueueId: ...
    @property
    def number(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def joined_at(self) -> datetime: ...
    @property
    def to_front(self) -> bool: ...
    @property
    def calls(self) -> int: ...
    @property
    def moves(self) -> int: ...
    @property
    def state_since(self) -> datetime: ...
    @property
    def connected(self) -> bool: ...
    @property
    def preferential(self) -> bool: ...
    @property
    def ready(self) -> bool: ...
    @property
    def ready_until(self) -> datetime | None: ...
    @property
    def asked_at_call(self) -> int | None: ...
    @property
    def skips(self) -> int: ...
    @property
    def passes(self) -> int: ...
    @property
    def not_before(self) -> datetime | None: ...
    @property
    def after_calls(self) -> int | None: ...
    @property
    def wanted_director(self) -> StaffId | None: ...
    @property
    def needs(self) -> str | None: ...
    @property
    def medium(self) -> Medium: ...


class Fields:
    """A composite value, which the driver gives as a mapping, with its fields as attributes."""

    def __init__(self, composite: Mapping[str, Any]) -> None:
        self._composite = composite

    def __getattr__(self, name: str) -> Any:
        return self._composite[name]


def session_of(row: SessionRow) -> Session:
    """A session from its row."""
    return Session(row.id, row.day, row.lobby_at, row.opens_at, row.closes_at, SessionState(row.state), row.demo)


def ticket_of(row: TicketRow) -> Ticket:
    """A ticket from its row, which has its `passes` too."""
    values = list(_ticket_values(row))
    values[_STATE_AT] = _TICKET_STATES[values[_STATE_AT]]
    return Ticket(*values)


def room_of(row: RoomRow) -> Room:
    """A room from its row."""
    return Room(
        **{name: getattr(row, name) for name in _ROOM_COLUMNS}, state=RoomState(row.state), serves=tuple(row.serves)
    )


def queue_of(row: QueueRow) -> Queue:
    """A queue from its row."""
    return Queue(**{name: getattr(row, name) for name in _QUEUE_COLUMNS}, state=QueueState(row.state))
