"""A moderator moves a waiting ticket to another department."""

from dataclasses import replace

from audiencia.actor import staff_actor
from audiencia.db.database import Tx
from audiencia.errors import BadInput, Code, NotFound, Refused, Stale
from audiencia.flows.calls import follow_legs
from audiencia.flows.commands import Result, hold_ticket, once
from audiencia.flows.house import House
from audiencia.ids import CommandId, StaffId, TicketId
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue import store, ticket
from audiencia.queue.line import Line, LineState
from audiencia.queue.ticket import Ticket, TicketAction


async def move_ticket(
    house: House,
    moderator: StaffId,
    command_id: CommandId,
    ticket_id: TicketId,
    version: int,
    department: str,
    reason: str,
) -> Result:
    """`waiting > waiting` elsewhere: the leg ends, the next begins, `joined_at` is kept, the citizen reads why.

    Raises `Stale(TICKET_MOVED)` when somebody else changed the ticket first (invariant 5), `Refused` (same_department,
    queue_closed, not_allowed_now), `NotFound` (unknown_ticket, unknown_department).
    """
    if all(one.code != reason for one in house.municipality.move_reasons):
        raise BadInput(Code.BAD_INPUT, {"reason": Code.BAD_INPUT.value})

    async def act(tx: Tx) -> Result:
        target = await _target(tx, ticket_id, department)
        hold = await hold_ticket(tx, ticket_id, target["id"])
        held, line = hold.ticket, hold.lines[target["id"]]
        _check(held, version, line)
        moved = replace(ticket.act(held, TicketAction.MOVE, tx.now), queue_id=target["id"])
        actor = staff_actor(moderator)
        await store.enter_line(
            tx,
            line,
            house.preference,
            held,
            moved,
            "moved",
            actor,
            reason=reason,
            detail={"from_queue": held.queue_id, "to_queue": target["id"]},
        )
        await follow_legs(tx, held, TicketAction.MOVE, line.id)
        await audit.record(
            tx.conn, actor=actor, action=Action.MOVED, object_kind="ticket", object_id=held.id, why=reason
        )
        return {"number": held.number, "version": moved.version}

    return await once(house, f"staff:{moderator}", command_id, act)


async def _target(tx: Tx, ticket_id: TicketId, department: str) -> store.Row:
    where = await store.SQL.ticket_where(tx.conn, id=ticket_id)
    if where is None:
        raise NotFound(Code.UNKNOWN_TICKET)
    target: store.Row | None = await store.SQL.queue_of_department(
        tx.conn, session_id=where["session_id"], slug=department
    )
    if target is None:
        raise NotFound(Code.UNKNOWN_DEPARTMENT)
    return target


def _check(held: Ticket, version: int, line: Line) -> None:
    if held.version != version:
        raise Stale(Code.TICKET_MOVED, number=held.number)
    if held.queue_id == line.id:
        raise Refused(Code.SAME_DEPARTMENT)
    if line.state not in (LineState.OPEN, LineState.PAUSED):
        raise Refused(Code.QUEUE_CLOSED)
