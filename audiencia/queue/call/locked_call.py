"""What a command about a call holds the locks of, when several rooms may take part in it, and how guests leave."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from audiencia.core.actor import Actor
from audiencia.core.errors import Code, existing
from audiencia.core.ids import QueueId, RelativeId, RoomId, TicketId, party_of_relative
from audiencia.db.commands import Moved, Result
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain import ticket
from audiencia.queue.domain.assist import Assist, AssistEnding, AssistKind
from audiencia.queue.domain.relative import Relative
from audiencia.queue.domain.room import Room, RoomAction
from audiencia.queue.domain.session import Session
from audiencia.queue.domain.ticket import Ticket, TicketAction
from audiencia.queue.store import store
from audiencia.queue.unit.commands import Locking, Queues, RoomCommand, same_version, with_own_locks
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.store.calls_sql import LiveAssists, LiveRelatives
    from audiencia.queue.store.queue_sql import LiveReservationOfRoom

SQL = load("audiencia.queue.store", "calls.sql")
_ASSIST_COLUMNS = tuple(one.name for one in fields(Assist))


@dataclass(frozen=True, slots=True)
class LockedCall:
    """The locks of a call: the jornada (shared), the queues of its rooms and others, this room, and all the rooms.
    `assist`: this room as the guest of another's call, in it or asked. `guests` are those of the own call, in it or asked, in
    the order in which they came in; `fellows` those of the call that this room was asked into, itself included. `relatives`: whom
    the citizen of the own call asked into it."""

    session: Session
    queues: Queues
    room: Room
    assist: Assist | None
    guests: tuple[Assist, ...]
    fellows: tuple[Assist, ...]
    rooms: Mapping[RoomId, Room]
    relatives: tuple[Relative, ...] = ()

    @property
    def visits(self) -> Assist | None:
        """The stay of this room in another's call."""
        return self.assist if self.assist is not None and self.assist.joined else None

    @property
    def host(self) -> Room:
        """The room whose call it is. Routes and media epoch are those of this room."""
        return self.room if self.visits is None else self.rooms[self.visits.host_room_id]

    @property
    def present(self) -> list[Room]:
        """The rooms of the call that this one holds or is in, the host's first."""
        stays = self.guests if self.visits is None else self.fellows
        return [self.host, *(self.rooms[one.guest_room_id] for one in stays if one.joined)]


InCall = Callable[[Tx, LockedCall], Awaitable[Result | None]]


async def lock_call(tx: Tx, room_id: RoomId, *others: QueueId, beside: RoomId | None = None) -> LockedCall:
    """Locks session, the queues of the rooms (and `others`), and the rooms: this one, all that it shares a call with,
    and one more (`beside`).
    Under the locks of its queues no room enters or leaves a call as a guest. Raises `Moved` when one did before that, and
    `NotFound(ROOM_CLOSED)`."""
    where = [row async for row in SQL.rooms_of_call(tx.conn, room_id=room_id, beside=beside)]
    own = existing(next((row for row in where if row.id == room_id), None), Code.ROOM_CLOSED)
    session = await store.lock_session(tx, own.session_id)
    served = {queue_id for row in where for queue_id in (row.queue_id, *row.serves, *row.asked)}
    queues = await store.lock_queues(tx, *served, *others)
    locked = {row.id: await store.lock_room(tx, row.id) for row in sorted(where, key=lambda row: row.id)}
    live = [_assist_of(row) async for row in SQL.live_assists(tx.conn, room_id=room_id)]
    needed = {queue_id for room in locked.values() for queue_id in (room.queue_id, *room.serves)}
    needed |= {one.queue_id for one in live}
    taking_part = {room for one in live for room in (one.host_room_id, one.guest_room_id)}
    if not (needed <= queues.keys() and taking_part <= locked.keys()):
        raise Moved
    assist = next((one for one in live if one.guest_room_id == room_id), None)
    guests = tuple(one for one in live if one.host_room_id == room_id)
    fellows = tuple(one for one in live if one.host_room_id != room_id)
    relatives = tuple([_relative_of(row) async for row in SQL.live_relatives(tx.conn, room_id=room_id)])
    return LockedCall(session, queues, locked[room_id], assist, guests, fellows, locked, relatives)


def _assist_of(row: "LiveAssists") -> Assist:
    return Assist(**{name: getattr(row, name) for name in _ASSIST_COLUMNS} | {"kind": AssistKind(row.kind)})


def _relative_of(row: "LiveRelatives") -> Relative:
    return Relative(RelativeId(row.id), row.ticket_id, row.expires_at, row.opened_at, row.joined_at)


@with_own_locks
async def in_call(context: AppContext, command: RoomCommand, tx: Tx, act: InCall) -> Result | None:
    """Runs `act` once with the locks of the room's call. Raises `Stale` for another version of the room."""
    hold = await lock_call(tx, command.room_id)
    same_version(command.version, hold.room.version)
    return await act(tx, hold)


with_call_locked = Locking(in_call)
"""Session, the queues of the rooms of a call, and these rooms are locked: `lock_call`."""


async def lock_call_of(tx: Tx, ticket_id: TicketId) -> "tuple[LockedCall, LiveReservationOfRoom, Ticket] | None":
    """Locks the call that a ticket is in, and the ticket; gives the reservation too, or `None` when no room holds it.
    Raises `Moved` when it is another room by now."""
    room_id = await SQL.room_that_holds(tx.conn, ticket_id=ticket_id)
    if room_id is None:
        return None
    hold = await lock_call(tx, room_id)
    reservation = await store.SQL.live_reservation_of_room(tx.conn, room_id=room_id)
    if reservation is None or reservation.ticket_id != ticket_id:
        raise Moved
    return hold, reservation, await store.lock_ticket(tx, ticket_id)


async def call_over(
    tx: Tx,
    hold: LockedCall,
    reservation: "LiveReservationOfRoom",
    held: Ticket,
    actor: Actor,
    reason: str | None = None,
) -> None:
    """`in_call | on_hold > wrap_up`, whoever ends it: nobody hears or sees anybody, guests and the interpreter are
    free. Raises `Refused` when the room or the ticket is in no call."""
    over = rooms.act(hold.room, RoomAction.END_CALL)
    after = ticket.act(held, TicketAction.END_CALL, tx.now)
    reason = reason or ("hung_up" if actor.kind == "citizen" else "ended")
    await end_assists(tx, hold, AssistEnding.CALL_OVER, actor)
    await store.write_ticket(tx, held, after, "call_ended", actor, reason=reason, room_id=hold.room.id)
    await store.write_room(tx, hold.room, over, "call_ended", actor, reason=reason)
    await store.SQL.leg_call_over(tx.conn, attention_id=held.attention_id, now=tx.now)
    await store.SQL.free_interpreter(tx.conn, id=reservation.id, now=tx.now)


async def end_assists(tx: Tx, hold: LockedCall, ending: AssistEnding, actor: Actor) -> None:
    """Ends the stays and invitations of all guests of this room, relatives too, and its own one with another; without any, nothing
    happens."""
    for relative in hold.relatives:
        await end_relative(tx, hold, relative, ending, actor)
    for assist in (*hold.guests, *([hold.assist] if hold.assist else [])):
        await end_assist(tx, hold, assist, ending, actor)


async def end_relative(tx: Tx, hold: LockedCall, relative: Relative, ending: AssistEnding, actor: Actor) -> None:
    """Ends this link, wait or stay; of a stay, the room's routes are the caller's."""
    await SQL.end_relative(tx.conn, id=relative.id, now=tx.now, ending=ending)
    if relative.joined:
        tx.cut_off(party_of_relative(relative.id))
    await note_relative(tx, hold, relative, "relative_ended", actor, reason=ending)


async def note_relative(
    tx: Tx, hold: LockedCall, relative: Relative, kind: str, actor: Actor, *, reason: str | None = None
) -> None:
    """An entry of the log about a relative; what they do themselves counts as the citizen's side."""
    await store.append(
        tx,
        kind,
        actor,
        session_id=hold.session.id,
        room_id=hold.room.id,
        ticket_id=relative.ticket_id,
        reason=reason,
        detail={"relative": relative.id},
    )
    tell_call(tx, hold)


async def end_assist(tx: Tx, hold: LockedCall, assist: Assist, ending: AssistEnding, actor: Actor) -> None:
    """Ends this stay, or invitation, of this room or of its guest, and writes the other room; this one is the caller's."""
    await note_end(tx, hold, assist, ending, actor)
    if not assist.joined:
        return
    if assist.guest_room_id == hold.room.id:
        host = hold.rooms[assist.host_room_id]
        await store.write_room(tx, host, rooms.rerouted(host), "rerouted", actor, reason=ending)
    else:
        guest = hold.rooms[assist.guest_room_id]
        free = rooms.act(guest, RoomAction.STOP_ASSISTING)
        await store.write_room(tx, guest, free, "stopped_assisting", actor, reason=ending)


async def note_end(tx: Tx, hold: LockedCall, assist: Assist, ending: AssistEnding, actor: Actor) -> None:
    """Ends the row of a guest's stay, with its entry in the log; neither room is written."""
    await SQL.end_assist(tx.conn, id=assist.id, now=tx.now, ending=ending)
    ticket_id, guest = assist.ticket_id, assist.guest_room_id
    await note(tx, hold, ticket_id, assist.host_room_id, guest, "assist_ended", actor, reason=ending)


async def note(
    tx: Tx,
    hold: LockedCall,
    ticket_id: TicketId,
    host: RoomId,
    guest: RoomId,
    kind: str,
    actor: Actor,
    *,
    reason: str | None = None,
) -> None:
    """An entry of the log about a guest; whoever looks at one of the rooms sees it change."""
    await store.append(
        tx,
        kind,
        actor,
        session_id=hold.session.id,
        room_id=host,
        ticket_id=ticket_id,
        reason=reason,
        detail={"guest_room": guest},
    )
    tell_call(tx, hold)


def tell_call(tx: Tx, hold: LockedCall) -> None:
    """Whoever looks at one of the rooms of this call sees it change: a guest looks at other queues than the host."""
    for room in hold.rooms.values():
        tx.changed(room.queue_id, *room.serves)
