"""A moderator changes where one person stands in their own queue, with a coded reason that everybody who is passed can read of:
puts one first who waits, or puts one back into the queue who is being called or did not answer."""

from uuid import UUID

from audiencia.core.actor import Actor, staff_actor
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import CommandId, StaffId, TicketId
from audiencia.db.commands import Result, once, staff_command
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue.calling.calls import release_room
from audiencia.queue.domain import ticket
from audiencia.queue.domain.ticket import Ticket, TicketAction, TicketState
from audiencia.queue.moderation.undo import undoable
from audiencia.queue.store import store
from audiencia.queue.unit.commands import check_reason, lock_ticket, same_ticket
from audiencia.runtime.context import AppContext


async def put_first(
    context: AppContext, moderator: StaffId, command_id: CommandId, ticket_id: TicketId, version: int, reason: str
) -> Result:
    """Whoever waits comes before all others of the queue but those who are first already and arrived earlier; the seniority
    stays what it is.
    Raises `BadInput` for a reason that the configuration does not have, `Stale(TICKET_MOVED)`, `Refused` (not_allowed_now,
    first_already), `NotFound`."""
    check_reason(context.municipality.priority_reasons, reason)

    async def act(tx: Tx) -> Result:
        hold = await lock_ticket(tx, ticket_id)
        held = hold.ticket
        same_ticket(version, held)
        if held.to_front:
            raise Refused(Code.FIRST_ALREADY)
        first = ticket.act(held, TicketAction.PUT_FIRST, tx.now)
        actor = staff_actor(moderator)
        await store.enter_queue(tx, hold.queue, context.preference, held, first, "put_first", actor, reason=reason)
        await _record(tx, actor, held, reason)
        return {"first_id": str(command_id), "ticket_id": str(held.id), "number": held.number, "version": first.version}

    return await once(context, f"staff:{moderator}", command_id, act)


async def undo_put_first(context: AppContext, moderator: StaffId, command_id: CommandId, undone: CommandId) -> Result:
    """The person waits at their own place again: within a minute, while nothing else happened to them.
    Raises `NotFound`, `Refused(undo_too_late)`, `Stale(TICKET_MOVED)`."""
    by = f"staff:{moderator}"

    async def act(tx: Tx) -> Result:
        result = await undoable(tx, by, undone, "first_id")
        hold = await lock_ticket(tx, TicketId(UUID(result["ticket_id"])))
        held = hold.ticket
        same_ticket(result["version"], held)
        back = ticket.act(held, TicketAction.PUT_BACK, tx.now)
        actor = staff_actor(moderator)
        await store.write_ticket(tx, held, back, "put_first_undone", actor, reason="put_first_undone")
        await _record(tx, actor, held, "put_first_undone")
        return {"number": held.number, "version": back.version}

    return await once(context, by, command_id, act)


@staff_command
async def put_back(context: AppContext, moderator: StaffId, tx: Tx, ticket_id: TicketId, version: int) -> Result:
    """`called | absent > waiting`, with the seniority that the ticket always had; the room that called is free again.
    Raises `Stale(TICKET_MOVED)`, `Refused(not_allowed_now)` for anybody else, `NotFound`."""
    hold = await lock_ticket(tx, ticket_id)
    held, actor = hold.ticket, staff_actor(moderator)
    same_ticket(version, held)
    called = held.state is TicketState.CALLED
    if called:
        await release_room(tx, held, "withdrawn", actor)
    back = ticket.act(held, TicketAction.GIVE_BACK if called else TicketAction.COME_BACK, tx.now)
    kind = "call_withdrawn" if called else "came_back"
    await store.enter_queue(tx, hold.queue, context.preference, held, back, kind, actor, reason="moderator")
    await _record(tx, actor, held, kind)
    return {"number": held.number, "version": back.version}


async def _record(tx: Tx, actor: Actor, held: Ticket, why: str) -> None:
    await audit.record(tx.conn, actor, Action.REORDERED, ("ticket", held.id), why=why)
