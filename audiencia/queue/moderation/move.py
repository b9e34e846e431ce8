"""A moderator moves people who wait to another department: one or many, all of them or nobody, and takes it back within a minute.
What a move would lead to is seen beforehand by making it and taking it back in the same transaction (`queue.moderation.preview`): the
preview keeps to every rule that the move keeps to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from audiencia.core.actor import Actor, staff_actor
from audiencia.core.errors import Code, NotFound, Refused, Stale, existing
from audiencia.core.ids import CommandId, QueueId, StaffId, TicketId
from audiencia.db.commands import Result, once
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue.calling.calls import follow_legs
from audiencia.queue.domain import ticket
from audiencia.queue.domain.matters import Target, check_takes
from audiencia.queue.domain.queue import Queue
from audiencia.queue.domain.routing import seniority
from audiencia.queue.domain.ticket import Ticket, TicketAction, TicketState
from audiencia.queue.moderation.undo import undoable
from audiencia.queue.store import store
from audiencia.queue.unit.commands import check_reason
from audiencia.runtime.context import AppContext

SQL = load("audiencia.queue.moderation", "move.sql")


@dataclass(frozen=True, slots=True)
class SeenTicket:
    """A ticket at the version that the moderator saw."""

    ticket_id: TicketId
    version: int


@dataclass(frozen=True, slots=True)
class Move:
    """One ticket of a move as the command's result keeps it: as the move left it, where from, and what is lost on the way."""

    seen: SeenTicket
    number: str
    origin: QueueId
    wanted: StaffId | None
    skips: int
    passes_from: int
    ready: bool
    postponed: bool
    not_before: datetime | None
    after_calls: int | None

    @classmethod
    def of(cls, before: Ticket, after: Ticket, passes_from: int) -> Self:
        """From the ticket before and after the move."""
        return cls(
            SeenTicket(after.id, after.version), after.number, before.queue_id, before.wanted_director,
            before.skips, passes_from, before.ready, before.state is TicketState.POSTPONED, before.not_before, before.after_calls,
        )  # fmt: skip

    def kept(self) -> dict[str, Any]:
        """For the result."""
        return {
            "ticket_id": str(self.seen.ticket_id),
            "version": self.seen.version,
            "number": self.number,
            "from_queue": self.origin,
            "wanted_director": self.wanted,
            "skips": self.skips,
            "passes_from": self.passes_from,
            "ready": self.ready,
            "postponed": self.postponed,
            "not_before": self.not_before and self.not_before.isoformat(),
            "after_calls": self.after_calls,
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """The other way round."""
        not_before = kept["not_before"] and datetime.fromisoformat(kept["not_before"])
        return cls(
            SeenTicket(TicketId(UUID(kept["ticket_id"])), kept["version"]), kept["number"], QueueId(kept["from_queue"]),
            kept["wanted_director"], kept["skips"], kept["passes_from"], kept["ready"], kept["postponed"], not_before, kept["after_calls"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """Locked queues and tickets."""

    queues: Mapping[QueueId, Queue]
    tickets: Mapping[TicketId, Ticket]
    passes_from: Mapping[TicketId, int]


async def move_tickets(
    context: AppContext,
    moderator: StaffId,
    command_id: CommandId,
    chosen: Sequence[SeenTicket],
    department: str,
    reason: str,
) -> Result:
    """`waiting > waiting` elsewhere for all of them: each leg ends, the next begins, `joined_at` is kept, each reads why.
    Raises `Stale` (ticket_moved, or tickets_moved naming those that somebody else changed first, invariant 5), `Refused`
    (same_department, complaint_stays, queue_closed, waits_there, not_allowed_now), `NotFound` (unknown_ticket, unknown_department)."""
    check_reason(context.municipality.move_reasons, reason)

    async def act(tx: Tx) -> Result:
        moves = await move_now(context, tx, moderator, chosen, department, reason)
        return {"move_id": str(command_id), "moved": [one.kept() for one in moves]}

    return await once(context, f"staff:{moderator}", command_id, act)


async def move_now(
    context: AppContext, tx: Tx, moderator: StaffId, chosen: Sequence[SeenTicket], department: str, reason: str
) -> list[Move]:
    """Moves them within this transaction. Raises as `move_tickets`."""
    target, held = await hold(tx, chosen, department)
    queue, tickets = held.queues[target], sorted(held.tickets.values(), key=seniority)
    if any(one.queue_id == queue.id for one in tickets):
        raise Refused(Code.SAME_DEPARTMENT)
    await _check_takes(tx, queue, tickets)
    moved = [replace(ticket.act(one, TicketAction.MOVE, tx.now), queue_id=queue.id) for one in tickets]
    entering = list(zip(tickets, moved, strict=True))
    await _enter(context, tx, queue, entering, "moved", staff_actor(moderator), reason)
    return [Move.of(before, after, held.passes_from[before.id]) for before, after in entering]


async def hold(tx: Tx, chosen: Sequence[SeenTicket], department: str) -> tuple[QueueId, Held]:
    """Locks what a move to this department needs; gives its queue too. Raises `Stale`, `NotFound`."""
    target = await _target(tx, chosen[0].ticket_id, department)
    held = await _hold(tx, [one.ticket_id for one in chosen], target)
    _unchanged(held, chosen)
    return target, held


async def undo_move(context: AppContext, moderator: StaffId, command_id: CommandId, undone: CommandId) -> Result:
    """Takes a move of this moderator back, within a minute and while nothing else happened to any of those people: each is
    again in the queue where they were, with what they had asked for.
    Raises `NotFound`, `Refused` (undo_too_late, queue_closed, waits_there), `Stale` (ticket_moved, tickets_moved)."""
    by = f"staff:{moderator}"

    async def act(tx: Tx) -> Result:
        moves = [Move.read(one) for one in (await undoable(tx, by, undone, "moved"))["moved"]]
        held = await _hold(tx, [one.seen.ticket_id for one in moves], *(one.origin for one in moves))
        _unchanged(held, [one.seen for one in moves])
        for origin in sorted({one.origin for one in moves}):
            await _back(context, tx, staff_actor(moderator), held, [one for one in moves if one.origin == origin])
        return {"undone": sorted(one.number for one in held.tickets.values())}

    return await once(context, by, command_id, act)


async def _back(context: AppContext, tx: Tx, actor: Actor, held: Held, moves: Sequence[Move]) -> None:
    """Into the one queue from which all of these were taken. Who had let others pass lets them pass again, and comes before
    nobody by it."""
    queue, tickets = held.queues[moves[0].origin], [held.tickets[one.seen.ticket_id] for one in moves]
    await _check_takes(tx, queue, tickets, drains=True)
    entering = [(one, _as_before(one, move, tx.now)) for one, move in zip(tickets, moves, strict=True)]
    since = {one.seen.ticket_id: one.passes_from for one in moves}
    await _enter(context, tx, queue, entering, "move_undone", actor, "move_undone", since)


def _as_before(moved: Ticket, move: Move, now: datetime) -> Ticket:
    """Back where it was, as if it had never been elsewhere."""
    back = ticket.act(moved, TicketAction.MOVE, now)
    if move.postponed:
        back = ticket.postponed(back, now, move.not_before, move.after_calls)
    return replace(
        back,
        queue_id=move.origin,
        moves=moved.moves - 1,
        skips=move.skips,
        ready=move.ready,
        wanted_director=move.wanted,
    )


async def _enter(
    context: AppContext,
    tx: Tx,
    queue: Queue,
    entering: Sequence[tuple[Ticket, Ticket]],
    kind: str,
    actor: Actor,
    reason: str,
    passes_from: Mapping[TicketId, int] | None = None,
) -> None:
    await store.enter_together(
        tx, queue, context.preference, entering, kind, actor, reason=reason, passes_from=passes_from
    )
    for before, _ in entering:
        await follow_legs(tx, before, TicketAction.MOVE, queue.id)
        await audit.record(tx.conn, actor, Action.MOVED, ("ticket", before.id), why=reason)


async def _target(tx: Tx, ticket_id: TicketId, department: str) -> QueueId:
    where = existing(await store.SQL.ticket_where(tx.conn, id=ticket_id), Code.UNKNOWN_TICKET)
    target = await store.queue_of_department(tx.conn, where.session_id, department)
    return QueueId(target.id)


async def _hold(tx: Tx, ticket_ids: Sequence[TicketId], *others: QueueId) -> Held:
    """Locks the jornada, all the queues, and the tickets. Who waits is in no room, and only who waits is moved."""
    where = [row async for row in SQL.tickets_where(tx.conn, ids=list(ticket_ids))]
    if len(where) != len(ticket_ids) or len({row.session_id for row in where}) != 1:
        raise NotFound(Code.UNKNOWN_TICKET)
    await store.lock_session(tx, where[0].session_id)
    queues = await store.lock_queues(tx, *(row.queue_id for row in where), *others)
    rows = [row async for row in SQL.tickets_for_update(tx.conn, ids=list(ticket_ids))]
    return Held(queues, {row.id: store.ticket_of(row) for row in rows}, {row.id: row.passes_from for row in rows})


def _unchanged(held: Held, chosen: Sequence[SeenTicket]) -> None:
    changed = [
        held.tickets[one.ticket_id].number for one in chosen if held.tickets[one.ticket_id].version != one.version
    ]
    if changed:
        code = Code.TICKET_MOVED if len(chosen) == 1 else Code.TICKETS_MOVED
        raise Stale(code, number=", ".join(sorted(changed)))


async def _check_takes(tx: Tx, queue: Queue, tickets: Sequence[Ticket], *, drains: bool = False) -> None:
    ids = [one.id for one in tickets]
    stays = await SQL.complaint_among(tx.conn, queue_id=queue.id, ids=ids)
    check_takes(Target(queue.state, waits_there=False, complaint_stays=stays), drains=drains)
    twice = [row.number async for row in SQL.who_would_wait_twice(tx.conn, queue_id=queue.id, ids=ids)]
    if twice:
        raise Refused(Code.WAITS_THERE, number=", ".join(twice))
