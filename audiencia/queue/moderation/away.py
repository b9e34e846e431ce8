"""A director cannot attend any more: one act closes the room, seats a substitute, and asks those who wait how they go on."""

from collections.abc import Sequence
from dataclasses import dataclass

from audiencia.core.actor import Actor, staff_actor
from audiencia.core.errors import Code, NotFound, Refused, Stale, existing
from audiencia.core.ids import CommandId, QueueId, RoomId, StaffId, TicketId
from audiencia.db.commands import Result, once, staff_command
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue.call.director_disconnect import lose, queues_beside
from audiencia.queue.call.locked_call import LockedCall, lock_call
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain.room import MACHINE, RoomAction, RoomState
from audiencia.queue.domain.roster import OFFERED, Part, check_seated
from audiencia.queue.domain.session import SessionState
from audiencia.queue.joining import wishes
from audiencia.queue.moderation import roster
from audiencia.queue.moderation.queues import SQL as QUEUES
from audiencia.queue.moderation.roster import SQL
from audiencia.queue.store import store
from audiencia.queue.unit.commands import check_reason, same_version
from audiencia.runtime.context import AppContext


@dataclass(frozen=True, slots=True)
class Away:
    """What the moderator decides. `substitute` takes over; `departments`: those who wait are asked, and these are offered;
    `None`: nobody is asked anything."""

    room_id: RoomId
    version: int
    reason: str
    substitute: StaffId | None
    departments: Sequence[str] | None


async def director_away(context: AppContext, moderator: StaffId, command_id: CommandId, away: Away) -> Result:
    """Closes the room whatever it does: who is called keeps the place, who is in a call is next, a result that is owed is
    completed later. Gives `asked`, how many are asked.
    Raises `Stale(stale_version)`, `Refused` (session_closed, no_substitute, marked_away), `NotFound` (room_closed, unknown_department),
    `BadInput` for an unknown reason."""
    check_reason(context.municipality.away_reasons, away.reason)

    async def run(tx: Tx) -> Result:
        where = existing(await store.SQL.room_where(tx.conn, id=away.room_id), Code.ROOM_CLOSED)
        owner = await QUEUES.room_and_director(tx.conn, id=away.room_id)
        home = await SQL.queue_of_member(tx.conn, session_id=where.session_id, staff_id=owner.director_id)
        hold = await lock_call(tx, away.room_id, home, *await queues_beside(tx.conn, away.room_id))
        if hold.session.state is SessionState.CLOSED:
            raise Refused(Code.SESSION_CLOSED)
        same_version(away.version, hold.room.version)
        actor = staff_actor(moderator)
        await _change_roster(tx, hold, home, away, actor)
        await _close(context, tx, hold, away, actor)
        asked = 0 if away.departments is None else await _ask(context, tx, hold, home, away, moderator)
        return {"asked": asked}

    return await once(context, f"staff:{moderator}", command_id, run)


async def _change_roster(tx: Tx, hold: LockedCall, home: QueueId, away: Away, actor: Actor) -> None:
    """Members are locked by ascending id, as everything is."""
    session_id = hold.session.id
    wanted = sorted({hold.room.director_id, *([] if away.substitute is None else [away.substitute])})
    held = {one: await roster.member_of(tx, session_id, one) for one in wanted}
    leaves = held[hold.room.director_id]
    if leaves.part is Part.AWAY:
        raise Refused(Code.MARKED_AWAY)
    if away.substitute is not None:
        comes = check_seated(held[away.substitute], leaves)
        await roster.write(tx, session_id, home, comes, Part.DIRECTOR, actor, None)
    await roster.write(tx, session_id, home, leaves, Part.AWAY, actor, away.reason)


async def _close(context: AppContext, tx: Tx, hold: LockedCall, away: Away, actor: Actor) -> None:
    room = hold.room
    if MACHINE.allows(room.state, RoomAction.LOSE):
        room = await lose(context, tx, hold, actor, "director_away")
    if room.state is not RoomState.CLOSED:
        await store.write_room(tx, room, rooms.act(room, RoomAction.CLOSE), "closed", actor, reason=away.reason)
    await wishes.lift(tx, hold.room.serves, room.director_id, actor, "room_closed")


async def _ask(context: AppContext, tx: Tx, hold: LockedCall, home: QueueId, away: Away, moderator: StaffId) -> int:
    """Each who waits in the director's queue is offered to wait, these departments, or the next jornada. Nobody chooses a queue by rule."""
    found = [
        row async for row in SQL.queues_offered(tx.conn, session_id=hold.session.id, slugs=list(away.departments or ()))
    ]
    by_rule = {one for one in away.departments or () if context.municipality.is_by_rule(one)}
    missing = (set(away.departments or ()) - {row.slug for row in found}) | by_rule
    to_queues = sorted(row.id for row in found)
    if missing or home in to_queues:
        raise NotFound(Code.UNKNOWN_DEPARTMENT)
    states = sorted(OFFERED)
    asked = [TicketId(row.id) async for row in SQL.tickets_to_ask(tx.conn, queue_id=home, states=states)]
    await SQL.withdraw_offers_of(tx.conn, ticket_ids=asked, at=tx.now)
    await SQL.insert_offers(
        tx.conn, ticket_ids=asked, queue_id=home, reason=away.reason, to_queues=to_queues, made_by=moderator, at=tx.now
    )
    for ticket_id in asked:
        await store.append(
            tx, "offered", staff_actor(moderator), session_id=hold.session.id, queue_id=home, ticket_id=ticket_id,
            reason=away.reason,
        )  # fmt: skip
    tx.changed(home)
    return len(asked)


@staff_command
async def withdraw_offers(context: AppContext, moderator: StaffId, tx: Tx, department: str) -> Result:
    """Nobody of this queue is asked any more, as when the director is back; what was chosen stays. Gives `withdrawn`.
    Raises `Refused(session_closed)`, `NotFound(unknown_department)`, `Stale` when nobody is asked there."""
    session = await store.live_session(tx.conn)
    if session is None:
        raise Refused(Code.SESSION_CLOSED)
    await store.lock_session(tx, session.id)
    row = await store.queue_of_department(tx.conn, session.id, department)
    queue_id = QueueId(row.id)
    await store.lock_queues(tx, queue_id)
    states = sorted(OFFERED)
    withdrawn = [one async for one in SQL.withdraw_offers(tx.conn, queue_id=queue_id, states=states, at=tx.now)]
    if not withdrawn:
        raise Stale(Code.STALE_VERSION)
    actor = staff_actor(moderator)
    for one in withdrawn:
        if one.waits:
            await store.append(
                tx, "offer_withdrawn", actor, session_id=session.id, queue_id=queue_id, ticket_id=one.ticket_id
            )
    await audit.record(tx.conn, actor, Action.ROSTER_SET, ("queue", queue_id), why="offer_withdrawn")
    tx.changed(queue_id)
    return {"withdrawn": len(withdrawn)}
