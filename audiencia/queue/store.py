"""Rows of the queue: reads and writes for the flows, each inside the transaction that is given. Decisions come from pure code."""

import json
from collections.abc import Mapping
from typing import Any

from audiencia.actor import Actor
from audiencia.db.database import Connection, Tx
from audiencia.db.queries import load
from audiencia.errors import Code, NotFound
from audiencia.ids import QueueId, RoomId, SessionId, TicketId
from audiencia.queue.room import Room, RoomState
from audiencia.queue.routing import PASSING, behind, call_order
from audiencia.queue.session import Session, SessionState
from audiencia.queue.ticket import Ticket, TicketState

SQL = load("audiencia.queue", "queue.sql")
Row = Mapping[str, Any]


def session_of(row: Row) -> Session:
    """A session from its row."""
    return Session(
        row["id"],
        row["day"],
        row["lobby_at"],
        row["opens_at"],
        row["closes_at"],
        SessionState(row["state"]),
        row["demo"],
    )


def ticket_of(row: Row) -> Ticket:
    """A ticket from its row."""
    return Ticket(
        row["id"],
        row["attention_id"],
        row["session_id"],
        row["queue_id"],
        row["number"],
        TicketState(row["state"]),
        row["version"],
        row["joined_at"],
        row["to_front"],
        row["calls"],
        row["moves"],
        row["state_since"],
        row["connected"],
    )


def room_of(row: Row) -> Room:
    """A room from its row."""
    return Room(
        row["id"],
        row["session_id"],
        row["director_id"],
        row["queue_id"],
        RoomState(row["state"]),
        row["version"],
        row["media_epoch"],
        row["paused_until"],
        row["connected"],
    )


async def live_session(conn: Connection) -> Session | None:
    """The jornada that is going on, or else the next one planned."""
    row = await SQL.live_session(conn)
    return session_of(row) if row else None


async def hold_session(tx: Tx, session_id: SessionId) -> Session:
    """The session, locked in share mode: the first lock of every command."""
    return session_of(await SQL.session_shared(tx.conn, id=session_id))


async def lock_queues(tx: Tx, *queues: QueueId) -> dict[QueueId, Row]:
    """Locks queues by ascending id; what holds such a lock owns the order of calls in it."""
    locked = {row["id"]: row async for row in SQL.queues_for_update(tx.conn, ids=sorted(set(queues)))}
    # What waited for the lock happens now, not when it began to wait: seniority and terms count from here.
    tx.now = await tx.conn.fetchval("SELECT app_now()")
    return locked


async def lock_room(tx: Tx, room_id: RoomId) -> Room:
    """Locks a room. Raises `NotFound`."""
    row = await SQL.room_for_update(tx.conn, id=room_id)
    if row is None:
        raise NotFound(Code.ROOM_CLOSED)
    return room_of(row)


async def lock_ticket(tx: Tx, ticket_id: TicketId) -> Ticket:
    """Locks a ticket, the last of the locks. Raises `NotFound`."""
    row = await SQL.ticket_for_update(tx.conn, id=ticket_id)
    if row is None:
        raise NotFound(Code.UNKNOWN_TICKET)
    return ticket_of(row)


async def write_ticket(
    tx: Tx,
    before: Ticket,
    after: Ticket,
    kind: str,
    actor: Actor,
    *,
    reason: str | None = None,
    room_id: RoomId | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Writes a ticket's next state and appends the transition to the log, for those whom it passes too."""
    await SQL.write_ticket(
        tx.conn,
        id=after.id,
        state=after.state,
        version=after.version,
        queue_id=after.queue_id,
        to_front=after.to_front,
        calls=after.calls,
        moves=after.moves,
        state_since=after.state_since,
    )
    await append(
        tx,
        kind,
        actor,
        session_id=after.session_id,
        queue_id=after.queue_id,
        ticket_id=after.id,
        room_id=room_id,
        from_state=before.state,
        to_state=after.state,
        reason=reason,
        detail=detail,
    )
    tx.changed(before.queue_id, after.queue_id)
    if kind in PASSING and after.state is TicketState.WAITING:
        waiting = [ticket_of(row) async for row in SQL.waiting_tickets(tx.conn, queue_id=after.queue_id)]
        passed = behind(call_order(waiting), after.id)
        await SQL.append_passed(tx.conn, ids=passed, session_id=after.session_id, queue_id=after.queue_id, reason=kind)


async def write_room(tx: Tx, before: Room, after: Room, kind: str, actor: Actor, *, reason: str | None = None) -> None:
    """Writes a room's next state and appends the transition to the log; notes it for the media when slots changed."""
    await SQL.write_room(
        tx.conn,
        id=after.id,
        state=after.state,
        version=after.version,
        media_epoch=after.media_epoch,
        paused_until=after.paused_until,
    )
    await append(
        tx,
        f"room_{kind}",
        actor,
        session_id=after.session_id,
        queue_id=after.queue_id,
        room_id=after.id,
        from_state=before.state,
        to_state=after.state,
        reason=reason,
    )
    tx.changed(after.queue_id)
    if after.media_epoch != before.media_epoch:
        tx.rerouted(after.id)


async def append(
    tx: Tx,
    kind: str,
    actor: Actor,
    *,
    session_id: SessionId | None = None,
    queue_id: QueueId | None = None,
    room_id: RoomId | None = None,
    ticket_id: TicketId | None = None,
    from_state: str | None = None,
    to_state: str | None = None,
    reason: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Appends to the log. `detail` holds numbers, codes and ids only: the log outlives every secret."""
    await SQL.append_event(
        tx.conn,
        session_id=session_id,
        queue_id=queue_id,
        room_id=room_id,
        ticket_id=ticket_id,
        kind=kind,
        from_state=from_state,
        to_state=to_state,
        actor_kind=actor.kind,
        actor_id=actor.staff_id,
        reason=reason,
        detail=json.dumps(detail or {}),
    )
