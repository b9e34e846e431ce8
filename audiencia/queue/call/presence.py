"""Loss and return of a connection are commands: a flag and a grace time in PostgreSQL. Neither changes a place.
A socket is a row that names its node. When the node's lease expires, because it was killed or cut off, any other node
declares its sockets lost."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from audiencia.core.actor import CITIZEN, SYSTEM, Actor, staff_actor
from audiencia.core.ids import QueueId, RoomId, TicketId
from audiencia.db.commands import Moved, each, each_due, settled
from audiencia.db.connection import Connection
from audiencia.db.database import Database
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.queue.call.director_disconnect import lose, queues_beside
from audiencia.queue.call.locked_call import SQL as CALLS
from audiencia.queue.call.locked_call import LockedCall, lock_call, lock_call_of, tell_call
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain import ticket
from audiencia.queue.domain.room import MACHINE, RoomAction, RoomState
from audiencia.queue.domain.ticket import Ticket, TicketAction, TicketState
from audiencia.queue.joining import seat
from audiencia.queue.store import store
from audiencia.queue.unit.commands import lock_room, lock_ticket
from audiencia.queue.unit.log import note_ticket
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.store.presence_sql import ExpiredConnections

SQL = load("audiencia.queue.store", "presence.sql")
LOST_AT_ONCE = 200
"""How many sockets of a dead node one transaction declares lost, so that it holds their queue for some hundredths of a second."""
LEASE_SECONDS = 10  # How long a silent node counts as alive; it renews three times in that time.
PATIENCE_SECONDS = 90
"""After the end of a node's lease those who wait count as connected for so much longer: nearly all of them are on their way to another
node, and the loss of each would be written, read and taken back within seconds. Longer than a crowd takes to come back."""


async def keep_lease(context: AppContext, node_id: UUID) -> bool:
    """This node lives for another `LEASE_SECONDS`. Tells whether it had lapsed, so that its sockets are noted anew."""
    async with context.database.begin() as tx:
        return bool(await SQL.keep_lease(tx.conn, id=node_id, seconds=float(LEASE_SECONDS), fleet=context.fleet))


async def begin(context: AppContext, node_id: UUID, *, within: int = 2 * LEASE_SECONDS) -> bool:
    """The first lease of a node. False, and no lease, when nodes with other media workers live: each side would send calls to
    workers that the other cannot reach. Those that just died are waited for, `within` seconds."""
    for _ in range(within):
        await keep_lease(context, node_id)
        if not await other_fleets(context.database, context.fleet):
            return True
        await asyncio.sleep(1)
    async with context.database.begin(clock=False) as tx:
        await SQL.leave(tx.conn, id=node_id)
    return False


async def others_stay(database: Database, fleet: str, *, within: int = LEASE_SECONDS + 2) -> bool:
    """Whether nodes with other media workers than these live in this database, and still do when the lease of one that just
    died is over. Nothing is written: the database may be another installation's."""
    async with database.read() as conn:
        if not await SQL.has_nodes(conn):
            return False
    for _ in range(within):
        if not await other_fleets(database, fleet):
            return False
        await asyncio.sleep(1)
    return True


async def other_fleets(database: Database, fleet: str | None) -> int:
    """How many web nodes that live use other media workers than these."""
    async with database.read() as conn:
        return int(await SQL.other_fleets(conn, fleet=fleet))


async def citizen_came(context: AppContext, node_id: UUID, socket: str, ticket_id: TicketId) -> None:
    """A citizen's socket is open; a call that was cut off goes on."""

    async def come() -> None:
        async with context.database.begin() as tx:
            held, hold = await _lock_citizen(tx, ticket_id)
            await SQL.insert_connection(tx.conn, id=socket, node_id=node_id, ticket_id=ticket_id, room_id=None)
            if hold is not None and held.state is TicketState.RECONNECTING:
                await _return(tx, hold, held)
            if not held.connected:
                await SQL.write_ticket_connected(tx.conn, id=ticket_id, connected=True, grace_until=None)
                await _note_citizen(tx, hold, held, "connected", CITIZEN)

    await settled(come)


async def missing(context: AppContext, sockets: Sequence[str]) -> set[str]:
    """Which of these sockets were declared lost. Of a node that has renewed its lease none is being declared lost meanwhile."""
    async with context.database.read() as conn:
        return {row.id async for row in SQL.missing_connections(conn, ids=sockets)}


async def outdated(context: AppContext, cookies: Sequence[tuple[TicketId, int]]) -> dict[TicketId, int]:
    """The generation of cookies in force of each of these tickets whose cookie is of another one."""
    ids, generations = [one for one, _ in cookies], [generation for _, generation in cookies]
    async with context.database.read() as conn:
        found = SQL.outdated_cookies(conn, ids=ids, generations=generations)
        return {TicketId(row.id): row.token_generation async for row in found}


async def citizens_came(context: AppContext, node_id: UUID, sockets: Mapping[str, TicketId]) -> set[str]:
    """The sockets of many citizens are open, noted in one round trip. Gives those that were not noted, each of
    which is for `citizen_came`: a room holds the ticket, or it was in another queue by the time the locks were had."""

    async def come() -> set[str]:
        async with context.database.begin(clock=False, alone=True) as tx:
            ids, ticket_ids = list(sockets), list(sockets.values())
            row = await SQL.note_arrivals(tx.conn, node_id=node_id, ids=ids, ticket_ids=ticket_ids)
            tx.done(dict(zip(map(QueueId, row.queues), row.versions, strict=True)))
            return sockets.keys() - set(row.noted)

    return await settled(come)


async def citizens_returned(context: AppContext, node_id: UUID, sockets: Mapping[str, TicketId]) -> set[str]:
    """As `citizens_came`, of any queues, for those who count as connected, as after the end of their node: nobody sees anything of it.
    Gives those that were not noted: they do not wait, or count as connected no longer."""

    async def come() -> set[str]:
        async with context.database.begin(clock=False, alone=True) as tx:
            ids, ticket_ids = list(sockets), list(sockets.values())
            noted = {row.id async for row in SQL.note_returns(tx.conn, node_id=node_id, ids=ids, ticket_ids=ticket_ids)}
            tx.done({})
            return sockets.keys() - noted

    return await settled(come)


async def _lock_citizen(tx: Tx, ticket_id: TicketId) -> tuple[Ticket, LockedCall | None]:
    """Locks a ticket, with the whole call that it is in. Raises `NotFound`, and `Moved` when it was elsewhere by then."""
    found = await lock_call_of(tx, ticket_id)
    if found is not None:
        hold, _reservation, held = found
        return held, hold
    held = (await lock_ticket(tx, ticket_id)).ticket
    if await CALLS.room_that_holds(tx.conn, ticket_id=ticket_id) is not None:
        raise Moved
    return held, None


async def _note_citizen(tx: Tx, hold: LockedCall | None, held: Ticket, kind: str, actor: Actor) -> None:
    """Everybody in the citizen's call sees it, and who looks at their queue."""
    await note_ticket(tx, held, kind, actor)
    tx.changed_tickets(held.queue_id)
    if hold is not None:
        tell_call(tx, hold)


async def _return(tx: Tx, hold: LockedCall, held: Ticket) -> None:
    """`reconnecting > in_call`, and on hold again in a room that holds the call."""
    room = hold.room
    back = ticket.act(held, TicketAction.RETURN, tx.now)
    await store.write_ticket(tx, held, back, "returned", CITIZEN, reason="connected", room_id=room.id)
    if room.state is RoomState.ON_HOLD:
        on_hold = ticket.act(back, TicketAction.HOLD, tx.now)
        await store.write_ticket(tx, back, on_hold, "held", SYSTEM, reason="held_before", room_id=room.id)
    tell_call(tx, hold)


async def citizen_went(context: AppContext, socket: str, ticket_id: TicketId, *, expired: bool = False) -> None:
    """A citizen's socket is gone; the place stays. Other devices of the same person keep the flag up.
    `expired`: only if its node's lease still is over."""

    async def go() -> None:
        async with context.database.begin() as tx:
            held, hold = await _lock_citizen(tx, ticket_id)
            if not await _forget(tx, socket, expired):
                return
            if held.connected and not await SQL.ticket_has_connection(tx.conn, ticket_id=ticket_id):
                grace = tx.now + timedelta(seconds=context.municipality.limits.citizen_grace_seconds)
                await SQL.write_ticket_connected(tx.conn, id=ticket_id, connected=False, grace_until=grace)
                await _note_citizen(tx, hold, held, "disconnected", SYSTEM)

    await settled(go)


async def director_came(context: AppContext, node_id: UUID, socket: str, room_id: RoomId) -> None:
    """A director's socket is open; a room that was lost is available again."""

    async def come() -> None:
        async with context.database.begin() as tx:
            room = (await lock_room(tx, room_id)).room
            await SQL.insert_connection(tx.conn, id=socket, node_id=node_id, ticket_id=None, room_id=room_id)
            await SQL.write_room_connected(tx.conn, id=room_id, connected=True, grace_until=None)
            if MACHINE.allows(room.state, RoomAction.COME_BACK):
                actor = staff_actor(room.director_id)
                await store.write_room(tx, room, rooms.act(room, RoomAction.COME_BACK), "came_back", actor)
            tx.changed(room.queue_id, *room.serves)

    await settled(come)


async def director_went(context: AppContext, socket: str, room_id: RoomId, *, expired: bool = False) -> None:
    """A director's socket is gone: the room keeps its citizen for the grace time. `expired` as for citizens."""
    async with context.database.begin() as tx:
        room = (await lock_room(tx, room_id)).room
        if not await _forget(tx, socket, expired):
            return
        if room.connected and not await SQL.room_has_connection(tx.conn, room_id=room_id):
            grace = tx.now + timedelta(seconds=context.municipality.limits.director_grace_seconds)
            await SQL.write_room_connected(tx.conn, id=room_id, connected=False, grace_until=grace)
            await store.note_room(tx, room, "room_disconnected", SYSTEM)


async def _forget(tx: Tx, socket: str, expired: bool) -> bool:
    delete = SQL.delete_expired_connection if expired else SQL.delete_connection
    return bool(await delete(tx.conn, id=socket))


async def lose_dead_nodes(context: AppContext, node_id: UUID) -> int:
    """Declares the sockets of other nodes whose lease expired lost; gives how many.
    Of citizens in no call, who may be thousands, later and many in one transaction; the few others one by one."""
    many, patience = 0, float(PATIENCE_SECONDS)
    async with context.database.read() as conn:
        long_dead = await SQL.is_any_long_dead(conn, node_id=node_id, patience=patience)
    while long_dead and (found := await settled(lambda: _lose_many(context, node_id))):
        many += found
    async with context.database.read() as conn:
        lost = [row async for row in SQL.expired_connections(conn, node_id=node_id, patience=patience)]

    async def lose(row: "ExpiredConnections") -> None:
        if row.ticket_id is not None:
            await citizen_went(context, row.id, row.ticket_id, expired=True)
        elif row.assistant_id is not None:
            await seat.go(context, row.id, row.assistant_id, expired=True)
        elif row.room_id is not None:
            await director_went(context, row.id, row.room_id, expired=True)

    await each(lost, lose)
    async with context.database.begin() as tx:
        await SQL.forget_expired_nodes(tx.conn, node_id=node_id)
    return many + len(lost)


async def _lose_many(context: AppContext, node_id: UUID) -> int:
    """The next `LOST_AT_ONCE` sockets of citizens in no call, in one round trip; gives how many it declared lost."""
    grace = float(context.municipality.limits.citizen_grace_seconds)
    async with context.database.begin(clock=False, alone=True) as tx:
        row = await SQL.lose_sockets(tx.conn, node_id=node_id, most=LOST_AT_ONCE, grace=grace)
        tx.done(dict(zip(map(QueueId, row.queues), row.versions, strict=True)))
        return int(row.gone)


def _phone_away(context: AppContext) -> float:
    return float(context.municipality.limits.phone_away_seconds)


async def _lost_rooms(context: AppContext, conn: Connection) -> AsyncIterator[RoomId]:
    async for row in SQL.lost_rooms(conn, phone_away_seconds=_phone_away(context)):
        yield row.id


@each_due(_lost_rooms, retries=True)
async def lose_directors(context: AppContext, tx: Tx, room_id: RoomId) -> None:
    """Rooms whose director stayed away longer than the grace give back whom they hold; gives how many."""
    hold = await lock_call(tx, room_id, *await queues_beside(tx.conn, room_id))
    lost = await SQL.room_is_lost(tx.conn, id=room_id, phone_away_seconds=_phone_away(context))
    if lost and MACHINE.allows(hold.room.state, RoomAction.LOSE):
        await lose(context, tx, hold, SYSTEM, "director_lost")
