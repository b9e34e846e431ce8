"""Writing down that rooms call people: the hottest transaction of the product, in as few round trips as it can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from audiencia.core.actor import SYSTEM
from audiencia.core.errors import Code, Stale
from audiencia.core.ids import QueueId, TicketId
from audiencia.db.commands import Result
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx, as_json
from audiencia.queue.domain.queue import Queue
from audiencia.queue.domain.room import Room
from audiencia.queue.domain.routing import PassedOver
from audiencia.queue.domain.ticket import Ticket
from audiencia.queue.store import store
from audiencia.queue.unit.commands import RoomCommand

SQL = load("audiencia.queue.calling", "claim.sql")


@dataclass(frozen=True, slots=True)
class Passed:
    """One who was nearer to the front and is not called. `anew`: they read so again, although they have read it before."""

    before: Ticket
    after: Ticket
    why: PassedOver
    anew: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A call as it was decided: ticket and room before and after it, the queue with its counts, and who is passed.
    `jump`: by preference, before somebody of more seniority. `kind` is the log's word for it."""

    command: RoomCommand
    kind: str
    queue: Queue
    ticket: Ticket
    called: Ticket
    room: Room
    reserved: Room
    answer_until: datetime
    interpreter_id: int | None
    jump: bool = False
    passed: Sequence[Passed] = ()

    @property
    def result(self) -> Result:
        """What the director's command gives."""
        return {"ticket_id": str(self.called.id), "number": self.called.number}


@dataclass
class Claims:
    """The calls of one transaction, in their order, and the commands that were refused in it.
    The locks of session, queues and rooms are held. `versions`: of tickets in the database, where an earlier one of these
    calls passed them."""

    tx: Tx
    versions: Mapping[TicketId, int] = field(default_factory=dict)
    made: list[Claim] = field(default_factory=list)
    refused: list[RoomCommand] = field(default_factory=list)
    _told: set[tuple[TicketId, PassedOver]] = field(default_factory=set)

    async def add(self, claim: Claim) -> Result:
        """Logs a call; it is written when the transaction ends.
        That end raises `Stale` when a ticket is another one than was chosen."""
        self.tx.ending = self._end
        self.made.append(claim)
        tx, called, actor = self.tx, claim.called, claim.command.actor
        for one in claim.passed:
            await self._tell(one)
        await store.log_ticket(
            tx, claim.ticket, called, claim.kind, actor, room_id=claim.room.id, detail={"call": called.calls}
        )
        await store.log_room(tx, claim.room, claim.reserved, claim.kind, actor)
        return claim.result

    async def _tell(self, one: Passed) -> None:
        told = (one.after.id, one.why)
        if one.anew or told not in self._told:
            await store.log_ticket(
                self.tx, one.before, one.after, "passed_over", SYSTEM, reason=one.why, unless_told=not one.anew
            )
        self._told.add(told)

    async def _end(self) -> dict[QueueId, int]:
        called = {claim.called.id for claim in self.made}
        counted = (one for claim in self.made for one in claim.passed if one.after != one.before)
        passed = {one.after.id: one.after for one in counted}
        queues = {claim.queue.id: claim.queue for claim in self.made}
        rows = SQL.write_calls(
            self.tx.conn,
            moment=self.tx.now,
            made=as_json([self._call(claim) for claim in self.made]),
            passed=as_json(
                [_columns(one, "id", "version", "skips") for one in passed.values() if one.id not in called]
            ),
            counted=as_json([_columns(one, "id", "calls", "preferred_call", "jumps") for one in queues.values()]),
            jumped=as_json([_jump(claim) for claim in self.made if claim.jump]),
            changed=self.tx.all_changed,
            events=as_json(self.tx.log),
            refused=as_json([{"actor": one.by, "command_id": one.command_id} for one in self.refused]),
        )
        versions = {QueueId(row.of_queue): row.its_version async for row in rows}
        if not versions:
            raise Stale(Code.STALE_VERSION)
        return versions

    def _call(self, claim: Claim) -> Mapping[str, Any]:
        called, command = claim.called, claim.command
        return {
            "ticket_id": called.id,
            "attention_id": called.attention_id,
            "seen": self.versions.get(called.id, claim.ticket.version),
            "version": called.version,
            "calls": called.calls,
            "skips": called.skips,
            "room_id": claim.room.id,
            "room_state": claim.reserved.state,
            "room_version": claim.reserved.version,
            "queue_id": claim.queue.id,
            "answer_until": claim.answer_until,
            "interpreter_id": claim.interpreter_id,
            "staff_id": claim.room.director_id,
            "actor": command.by,
            "command_id": command.command_id,
            "result": claim.result,
        }


def _columns(one: Ticket | Queue, *names: str) -> Mapping[str, Any]:
    return {name: getattr(one, name) for name in names}


def _jump(claim: Claim) -> Mapping[str, Any]:
    return {
        "queue_id": claim.queue.id,
        "ordinal": claim.queue.jumps,
        "ticket_id": claim.called.id,
        "joined_at": claim.called.joined_at,
    }
