"""Tickets, rooms, queues and sessions for tests of pure code."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from audiencia.core.ids import AttentionId, QueueId, RoomId, SessionId, StaffId, TicketId
from audiencia.queue.domain.queue import Queue, QueueState
from audiencia.queue.domain.room import Room, RoomState
from audiencia.queue.domain.session import Session, SessionState
from audiencia.queue.domain.ticket import Ticket, TicketState

OPENS = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


def ticket(**changed: Any) -> Ticket:
    """A waiting ticket that joined at the opening."""
    values: dict[str, Any] = {
        "id": TicketId(uuid4()),
        "attention_id": AttentionId(uuid4()),
        "session_id": SessionId(1),
        "queue_id": QueueId(1),
        "number": "OP-001",
        "state": TicketState.WAITING,
        "version": 1,
        "joined_at": OPENS,
        "to_front": False,
        "calls": 0,
        "moves": 0,
        "state_since": OPENS,
        "connected": True,
    }
    return Ticket(**(values | changed))


def ticket_id(number: int) -> TicketId:
    """Ids in a known order."""
    return TicketId(UUID(int=number))


def room(**changed: Any) -> Room:
    """An available room."""
    values: dict[str, Any] = {
        "id": RoomId(1),
        "session_id": SessionId(1),
        "director_id": StaffId(1),
        "queue_id": QueueId(1),
        "state": RoomState.AVAILABLE,
        "version": 1,
        "media_epoch": 1,
        "paused_until": None,
        "connected": True,
    }
    return Room(**(values | changed))


def line(**changed: Any) -> Queue:
    """An open queue from which nobody was called."""
    values: dict[str, Any] = {
        "id": QueueId(1),
        "session_id": SessionId(1),
        "state": QueueState.OPEN,
        "version": 1,
        "calls": 0,
        "preferred_call": 0,
        "jumps": 0,
        "cap": None,
        "paused_until": None,
        "paused_reason": None,
    }
    return Queue(**(values | changed))


def session(**changed: Any) -> Session:
    """A jornada from 10:00 to 14:00 in the State of Mexico, with a lobby from 9:00."""
    values: dict[str, Any] = {
        "id": SessionId(1),
        "day": date(2026, 11, 24),
        "lobby_at": OPENS - timedelta(hours=1),
        "opens_at": OPENS,
        "closes_at": OPENS + timedelta(hours=4),
        "state": SessionState.OPEN,
        "demo": False,
    }
    return Session(**(values | changed))
