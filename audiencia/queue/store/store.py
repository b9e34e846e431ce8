"""Rows of the queue: reads and writes for the flows, each inside the transaction that is given. Decisions come from pure code."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from audiencia.core.actor import Actor
from audiencia.core.errors import Code, Refused, existing
from audiencia.core.ids import QueueId, RoomId, SessionId, TicketId
from audiencia.db.connection import Connection, now_of
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.queue.domain.queue import Queue
from audiencia.queue.domain.room import Room, RoomAction, RoomState
from audiencia.queue.domain.room import act as room_act
from audiencia.queue.domain.routing import call_order, preferred, worsened
from audiencia.queue.domain.session import Session
from audiencia.queue.domain.ticket import TERMINAL, Ticket
from audiencia.queue.store.rows import Fields as Fields
from audiencia.queue.store.rows import queue_of as queue_of
from audiencia.queue.store.rows import room_of as room_of
from audiencia.queue.store.rows import session_of as session_of
from audiencia.queue.store.rows import ticket_of as ticket_of
from audiencia.settings.preference import Preference

if TYPE_CHECKING:
    from audiencia.queue.store.queue_sql import QueueOfDepartment

SQL = load("audiencia.queue.store", "queue.sql")
_WRITTEN = (
    "id", "state", "version", "queue_id", "to_front", "calls", "moves", "state_since", "ready", "ready_until",
    "asked_at_call", "skips", "not_before", "after_calls", "wanted_director", "medium",
)  # fmt: skip
_ROOM_WRITTEN = (
    "id", "state", "version", "media_epoch", "paused_until", "paused_reason", "draining", "queue_id", "serves",
    "media_worker",
)  # fmt: skip
_LINE_WRITTEN = (
    "id", "state", "state_version", "calls", "preferred_call", "jumps", "cap", "paused_until", "paused_reason",
)  # fmt: skip


class Said(TypedDict, total=False):
    """What an entry of the log says beside its kind. `detail` holds numbers, codes and ids only: it outlives every secret."""

    reason: str | None
    detail: Mapping[str, Any] | None


class Entry(Said, total=False):
    """What an entry of the log is about. `unless_told`: see `log_ticket`."""

    session_id: SessionId | None
    queue_id: QueueId | None
    room_id: RoomId | None
    ticket_id: TicketId | None
    from_state: str | None
    to_state: str | None
    unless_told: bool


async def live_session(conn: Connection) -> Session | None:
    """The jornada that is going on, or else the next one planned."""
    row = await SQL.live_session(conn)
    return session_of(row) if row else None


async def shown_session(conn: Connection, *, practice: bool) -> Session | None:
    """The jornada as pages show it. `practice`: for the staff and the simulated people, who see one that goes on; nobody else does."""
    row = await (SQL.live_session if practice else SQL.public_session)(conn)
    return session_of(row) if row else None


async def lock_session(tx: Tx, session_id: SessionId) -> Session:
    """The session, locked in share mode: the first lock of every command."""
    return session_of(await SQL.session_shared(tx.conn, id=session_id))


async def lock_queues(tx: Tx, *queues: QueueId) -> dict[QueueId, Queue]:
    """Locks queues by ascending id; what holds such a lock owns the order of calls in it."""
    locked = {row.id: queue_of(row) async for row in SQL.queues_for_update(tx.conn, ids=sorted(set(queues)))}
    # What waited for the lock happens now, not when it began to wait: seniority and terms count from here.
    tx.now = await now_of(tx.conn)
    return locked


async def lock_all_queues(tx: Tx, session_id: SessionId) -> dict[QueueId, Queue]:
    """Locks every queue of the jornada, for what concerns all of them."""
    queues = [QueueId(row.id) async for row in SQL.queues_of_session(tx.conn, session_id=session_id)]
    return await lock_queues(tx, *queues)


async def lock_room(tx: Tx, room_id: RoomId) -> Room:
    """Locks a room. Raises `NotFound`."""
    row = existing(await SQL.room_for_update(tx.conn, id=room_id), Code.ROOM_CLOSED)
    return room_of(row)


async def look_at_ticket(tx: Tx, ticket_id: TicketId) -> Ticket:
    """A ticket as it is, not locked. Raises `NotFound`."""
    row = existing(await SQL.ticket_now(tx.conn, id=ticket_id), Code.UNKNOWN_TICKET)
    return ticket_of(row)


async def lock_ticket(tx: Tx, ticket_id: TicketId) -> Ticket:
    """Locks a ticket, the last of the locks. Raises `NotFound`."""
    row = existing(await SQL.ticket_for_update(tx.conn, id=ticket_id), Code.UNKNOWN_TICKET)
    return ticket_of(row)


async def write_ticket(
    tx: Tx,
    before: Ticket,
    after: Ticket,
    kind: str,
    actor: Actor,
    *,
    room_id: RoomId | None = None,
    **said: Unpack[Said],
) -> None:
    """Writes a ticket's next state and appends the transition to the log."""
    written = {name: getattr(after, name) for name in _WRITTEN}
    await SQL.write_ticket(tx.conn, **written, ended=after.state in TERMINAL, now=tx.now)
    await log_ticket(tx, before, after, kind, actor, room_id=room_id, **said)


async def log_ticket(
    tx: Tx,
    before: Ticket,
    after: Ticket,
    kind: str,
    actor: Actor,
    *,
    room_id: RoomId | None = None,
    unless_told: bool = False,
    **said: Unpack[Said],
) -> None:
    """Appends a ticket's transition to the log, for who writes the ticket in another way than `write_ticket`.
    `unless_told`: not when the log has the same of this ticket and nothing else since (`write_calls` looks)."""
    await append(
        tx, kind, actor, session_id=after.session_id, queue_id=after.queue_id, ticket_id=after.id, room_id=room_id,
        from_state=before.state, to_state=after.state, unless_told=unless_told, **said,
    )  # fmt: skip
    tx.changed(before.queue_id, after.queue_id)


async def front_of_queues(conn: Connection, queues: Collection[QueueId], first: int) -> dict[QueueId, list[Ticket]]:
    """Enough of each of these queues for the projected order of the first `first`: see `front_of_queues` in SQL.
    Fewer than `first` are all of the queue."""
    found: dict[QueueId, dict[TicketId, Ticket]] = {queue_id: {} for queue_id in queues}
    async for row in SQL.front_of_queues(conn, queue_ids=list(queues), first=first):
        found[row.queue_id][row.id] = ticket_of(row)
    return {queue_id: list(tickets.values()) for queue_id, tickets in found.items()}


async def queue_order(tx: Tx, queue: Queue, preference: Preference) -> list[Ticket]:
    """Those in a locked queue, in the projected order of calls."""
    tickets = [ticket_of(row) async for row in SQL.tickets_in_queue(tx.conn, queue_id=queue.id)]
    return call_order(tickets, preference, queue.since_preferred)


async def enter_queue(
    tx: Tx,
    queue: Queue,
    preference: Preference,
    before: Ticket,
    after: Ticket,
    kind: str,
    actor: Actor,
    *,
    told: str | None = None,
    **said: Unpack[Said],
) -> None:
    """Writes a ticket that comes into a locked queue, and tells the log of each whom it passes why (invariant 3).
    `told`: why they are passed, where that is another reason than `kind` itself."""
    await enter_together(tx, queue, preference, [(before, after)], kind, actor, told=told, **said)


async def enter_together(
    tx: Tx,
    queue: Queue,
    preference: Preference,
    entering: Sequence[tuple[Ticket, Ticket]],
    kind: str,
    actor: Actor,
    *,
    reason: str | None = None,
    detail: Mapping[str, Any] | None = None,
    passes_from: Mapping[TicketId, int] | None = None,
    told: str | None = None,
) -> None:
    """Lets several tickets into a queue, (before, after) each: whoever is passed by any of them reads it once.
    `passes_from`: where the count of passes begins for who comes back to what they had; else it begins now. Raises
    `Refused(guardian_withdrew)`: a minor is called no more once the authorisation was taken back."""
    if await SQL.withdrawn(tx.conn, ids=[after.attention_id for _, after in entering]):
        raise Refused(Code.GUARDIAN_WITHDREW)
    coming = {after.id for _, after in entering}
    by_rule = any(preferred(after) for _, after in entering) or await SQL.any_preferred(tx.conn, queue_id=queue.id)
    order = await queue_order(tx, queue, preference) if by_rule else []
    ahead = [one for one in order if one.id not in coming]
    for before, after in entering:
        elsewhere = before.queue_id != queue.id
        whence = {"from_queue": before.queue_id, "to_queue": queue.id} if elsewhere else {}
        await write_ticket(tx, before, after, kind, actor, reason=reason, detail={**whence, **(detail or {})} or None)
        since = (passes_from or {}).get(after.id, queue.jumps) if elsewhere else None
        await SQL.write_passes_from(tx.conn, queue_id=queue.id, since=since, joined_at=after.joined_at, id=after.id)
        await SQL.level_passes(tx.conn, queue_id=queue.id, id=after.id)
    if by_rule:  # how often each was passed is read again: it bears on the order
        await note_passed(tx, queue, ahead, await queue_order(tx, queue, preference), told or kind)
    else:
        await SQL.note_passed_behind(
            tx.conn, ids=list(coming), at=tx.now, session_id=queue.session_id, queue_id=queue.id, reason=told or kind
        )


async def note_passed(tx: Tx, queue: Queue, before: list[Ticket], after: list[Ticket], kind: str) -> None:
    """Tells the log, for each whose place is further back in the order `after`, by what; nothing about who passed."""
    if passed := worsened(before, after):
        await SQL.note_passed(
            tx.conn, ids=passed, at=tx.now, session_id=queue.session_id, queue_id=queue.id, reason=kind
        )


async def write_queue(tx: Tx, before: Queue, after: Queue, kind: str, actor: Actor, **said: Unpack[Said]) -> None:
    """Writes a queue's next state and appends the transition to the log."""
    await SQL.write_queue(tx.conn, **{name: getattr(after, name) for name in _LINE_WRITTEN})
    await append(
        tx, f"queue_{kind}", actor, session_id=after.session_id, queue_id=after.id, from_state=before.state,
        to_state=after.state, **said,
    )  # fmt: skip
    tx.changed(after.id)


async def write_room(tx: Tx, before: Room, after: Room, kind: str, actor: Actor, **said: Unpack[Said]) -> Room:
    """Writes a room's next state and appends the transition to the log; notes it for the media when slots changed.
    A draining room that is free closes at once. Gives the room as it is then."""
    await SQL.write_room(tx.conn, **{name: getattr(after, name) for name in _ROOM_WRITTEN})
    await log_room(tx, before, after, kind, actor, **said)
    if after.state is RoomState.DRAINING:
        return await write_room(tx, after, room_act(after, RoomAction.CLOSE), "closed", actor, reason="drained")
    return after


async def set_worker(tx: Tx, room: Room) -> None:
    """Writes where a room is attended that was nowhere before; who looks at it is told."""
    await SQL.write_room(tx.conn, **{name: getattr(room, name) for name in _ROOM_WRITTEN})
    tx.changed(room.queue_id, *room.serves)


async def log_room(tx: Tx, before: Room, after: Room, kind: str, actor: Actor, **said: Unpack[Said]) -> None:
    """Appends a room's transition to the log, for who writes the room in another way than `write_room`."""
    await append(
        tx, f"room_{kind}", actor, session_id=after.session_id, queue_id=after.queue_id, room_id=after.id,
        from_state=before.state, to_state=after.state, **said,
    )  # fmt: skip
    tx.changed(before.queue_id, *before.serves, after.queue_id, *after.serves)
    if after.media_epoch != before.media_epoch:
        tx.rerouted(after.id)


async def note_room(tx: Tx, room: Room, kind: str, actor: Actor, **said: Unpack[Said]) -> None:
    """Appends what happened in a room that stays as it is: an entry without states. Whoever looks at the room is told."""
    await append(tx, kind, actor, session_id=room.session_id, queue_id=room.queue_id, room_id=room.id, **said)
    tx.changed(room.queue_id, *room.serves)


async def append(tx: Tx, kind: str, actor: Actor, **entry: Unpack[Entry]) -> None:
    """Appends to the log, which is written at the end of the transaction."""
    tx.append(
        {
            **entry,
            "kind": kind,
            "actor_kind": actor.kind,
            "actor_id": actor.staff_id,
            "detail": entry.get("detail") or {},
        }
    )


async def insert_queues(conn: Connection, session_id: SessionId) -> None:
    """A queue for each department that has none at this session."""
    await SQL.insert_queues(conn, session_id=session_id)


async def cap_queue(conn: Connection, session_id: SessionId, slug: str, cap: int) -> None:
    """How many numbers a department's queue gives."""
    await SQL.cap_queue(conn, session_id=session_id, slug=slug, cap=cap)


async def queue_of_department(conn: Connection, session_id: SessionId, slug: str) -> "QueueOfDepartment":
    """The queue of a department at this session. Raises `NotFound(unknown_department)`."""
    return existing(await SQL.queue_of_department(conn, session_id=session_id, slug=slug), Code.UNKNOWN_DEPARTMENT)
