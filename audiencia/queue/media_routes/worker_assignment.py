"""Keeps in PostgreSQL which media worker each department is at home at and each room is attended at, so that all nodes agree."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import structlog

from audiencia.core import metrics
from audiencia.core.actor import SYSTEM
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import DepartmentId, QueueId, RoomId, TicketId
from audiencia.db.commands import each, settled
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.media.control import capacity, placement
from audiencia.media.control.capacity import Cost
from audiencia.media.control.control import WorkerState
from audiencia.media.control.placement import Candidate, Placed
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain.room import BUSY_STATES, Room
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.store import store
from audiencia.queue.unit.commands import lock_room
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.media_routes.placing_sql import OpenRooms

log = structlog.get_logger()
SQL = load("audiencia.queue.media_routes", "placing.sql")
DEAD_SECONDS = 6
"""A worker that nobody could ask for so long is given up: one that died and is started again answers sooner."""
REROUTED = "worker"  # The log's reason of a room that went to another worker.


async def note(context: AppContext, name: str, state: WorkerState) -> None:
    """Stores what a worker reported to this node."""
    load = state.load
    metrics.media_connections.labels(name).set(sum(peer.state == "connected" for peer in state.peers))
    metrics.media_half_open.labels(name).set(state.half_open())
    async with context.database.begin(clock=False) as tx:
        await SQL.note_worker(
            tx.conn, name=name, boot=state.boot, capacity=state.capacity, calls=load.calls,
            busy_pct=load.busy_pct, packets=state.cost.packets_per_second, packets_busy_pct=state.cost.busy_pct,
            draining=state.draining,
        )  # fmt: skip


async def forget_gone(context: AppContext) -> None:
    """Workers that are no part of the installation any more."""
    async with context.database.begin(clock=False) as tx:
        await SQL.forget_workers(tx.conn)


async def of_ticket(context: AppContext, ticket_id: TicketId) -> str | None:
    """The worker to which the holder of this ticket connects now."""
    async with context.database.read() as conn:
        return _name(await SQL.worker_of_ticket(conn, ticket_id=ticket_id))


async def state_of(context: AppContext, ticket_id: TicketId) -> TicketState:
    """The state of a ticket, which says how soon its holder needs a media connection."""
    async with context.database.read() as conn:
        return TicketState(await SQL.state_of_ticket(conn, ticket_id=ticket_id))


async def of_room(context: AppContext, room_id: RoomId) -> str | None:
    """The worker to which the director of this room connects now."""
    async with context.database.read() as conn:
        return _name(await SQL.worker_of_room(conn, room_id=room_id))


def _name(found: object) -> str | None:
    return found if isinstance(found, str) else None


async def _candidates(conn: Connection, is_lost: Callable[[str], bool] = lambda _: True) -> Sequence[Candidate]:
    """Dead is who answered no node for long; of the nodes this one too must have asked in vain (`is_lost`)."""
    grown: Counter[str | None] = Counter()
    async for row in SQL.calls_with_guests(conn):
        grown[row.media_worker] += capacity.growth(row.guests)
    return [
        Candidate(row.name, row.capacity, row.rooms, grown[row.name], row.busy_pct,
                  Cost(row.packets_per_second, row.packets_busy_pct), row.homes, row.alive or not is_lost(row.name),
                  row.draining)
        async for row in SQL.candidates(conn, seconds=float(DEAD_SECONDS))
    ]  # fmt: skip


async def admits_guest(tx: Tx, room: Room, guests: int) -> bool:
    """Whether the worker of this room's call carries one more than so many guests. Its place is the caller's until the commit."""
    _ = [row async for row in SQL.lock_workers(tx.conn)]
    admits = placement.admits_guest(room.media_worker, guests, await _candidates(tx.conn))
    if not admits:
        metrics.guests_refused.inc()
    return admits


async def check_admits_guest(tx: Tx, room: Room, guests: int) -> None:
    """Raises `Refused(MEDIA_CALL_FULL)` where `admits_guest` says no."""
    if not await admits_guest(tx, room, guests):
        raise Refused(Code.MEDIA_CALL_FULL)


async def find_home(context: AppContext, room_id: RoomId) -> None:
    """Gives the department of a room that is to open a home where it has none yet. In a transaction of its own: all queues of
    the department are locked for it, and who opens the room locks workers after those of its queues."""
    async with context.database.read() as conn:
        own = await SQL.home_of_room(conn, room_id=room_id)
        if own is None or own.media_home is not None:
            return
        found = placement.home(None, await _candidates(conn))
    if found is not None:
        await settled(partial(_move_home, context, DepartmentId(own.id), None, found))


async def place_opened(tx: Tx, room: Room) -> Room:
    """Where a room that opens is attended. Raises `Refused(MEDIA_FULL)` when no worker takes another one."""
    _ = [row async for row in SQL.lock_workers(tx.conn)]
    workers = await _candidates(tx.conn)
    own = await SQL.home_of_room(tx.conn, room_id=room.id)
    if not workers or own is None:
        return room
    found = placement.for_new_room(own.media_home, workers)
    if found is None:
        metrics.rooms_refused.inc()
        raise Refused(Code.MEDIA_FULL)
    return room if found == room.media_worker else await _put(tx, room, found)


async def _put(tx: Tx, room: Room, worker: str) -> Room:
    """Writes where a room is attended from now on; who looks at it is told, and its media are routed anew there."""
    after = rooms.placed(room, worker)
    if after.media_epoch != room.media_epoch:
        return await store.write_room(tx, room, after, "rerouted", SYSTEM, reason=REROUTED)
    await store.set_worker(tx, after)
    return after


async def place(context: AppContext, is_lost: Callable[[str], bool]) -> int:
    """Brings homes and rooms to where they should be; gives how many moved. Every node does it, each move is made once."""
    async with context.database.read() as conn:
        workers = await _candidates(conn, is_lost)
        homes = {DepartmentId(row.id): row.media_home async for row in SQL.homes(conn)}
        guests = {row.id: row.guests async for row in SQL.calls_with_guests(conn)}
        open_rooms = [_placed(row, guests) async for row in SQL.open_rooms(conn)]
    _tell(workers)
    moves = placement.plan(homes, open_rooms, workers)
    before = {one.room_id: one for one in open_rooms}
    await each(moves.homes.items(), lambda move: _move_home(context, move[0], homes[move[0]], move[1]))
    await each(moves.rooms.items(), lambda move: settled(partial(_move_room, context, before[move[0]], move[1])))
    return len(moves.homes) + len(moves.rooms)


def _placed(row: "OpenRooms", guests: Mapping[RoomId, int]) -> Placed:
    busy = row.state in {state.value for state in BUSY_STATES}
    return Placed(RoomId(row.id), DepartmentId(row.department_id), row.media_worker, busy, guests.get(row.id, 0))


async def _move_home(context: AppContext, department_id: DepartmentId, before: str | None, after: str) -> None:
    async with context.database.begin() as tx:
        queues = [QueueId(row.id) async for row in SQL.queues_of(tx.conn, department_id=department_id)]
        await store.lock_queues(tx, *queues)
        if await SQL.write_home(tx.conn, department_id=department_id, before=before, after=after):
            log.info("media_home_moved", department=department_id, before=before, after=after)
            # Everybody who waits there is connected elsewhere from now on.
            tx.changed(*queues)


async def _move_room(context: AppContext, seen: Placed, worker: str) -> None:
    """Unless it was moved meanwhile, or began to be busy; of a busy one, the plan knew."""
    async with context.database.begin() as tx:
        room = (await lock_room(tx, seen.room_id)).room
        if room.media_worker != seen.worker or (room.state in BUSY_STATES and not seen.busy):
            return
        log.info("media_room_moved", room_id=room.id, before=room.media_worker, after=worker, busy=seen.busy)
        await _put(tx, room, worker)


def _tell(workers: Sequence[Candidate]) -> None:
    """Sets the metrics of media workers."""
    metrics.media_rooms_left.set(sum(one.left for one in workers if one.takes))
    for one in workers:
        metrics.media_rooms.labels(one.name).set(one.rooms)
        metrics.media_taken.labels(one.name).set(one.taken)
        metrics.media_limit.labels(one.name).set(one.limit)
        metrics.media_busy.labels(one.name).set(one.busy_pct)
        metrics.media_takes.labels(one.name).set(one.takes)
