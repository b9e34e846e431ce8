"""Writing down that a room calls somebody: the hottest transaction of the product, in as few round trips as it can be."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from audiencia.actor import SYSTEM, Actor
from audiencia.db.database import Tx
from audiencia.db.queries import load
from audiencia.errors import Code, Stale
from audiencia.ids import QueueId
from audiencia.queue import store
from audiencia.queue.line import Line
from audiencia.queue.room import Room
from audiencia.queue.routing import PassedOver
from audiencia.queue.ticket import Ticket

SQL = load("audiencia.flows", "claim.sql")


@dataclass(frozen=True, slots=True)
class Passed:
    """One who was nearer to the front and is not called."""

    before: Ticket
    after: Ticket
    why: PassedOver


@dataclass(frozen=True, slots=True)
class Claim:
    """A call as it was decided: ticket and room before and after it, the queue with its counts, and who is passed.

    `jump`: by preference, before somebody of more seniority. `kind` is the log's word for it.
    """

    kind: str
    line: Line
    ticket: Ticket
    called: Ticket
    room: Room
    reserved: Room
    answer_until: datetime
    interpreter_id: int | None
    jump: bool = False
    passed: Sequence[Passed] = ()


async def write(tx: Tx, claim: Claim, actor: Actor) -> None:
    """Logs the call, and lets the transaction end with writing all of it, with what the director is shown by it.

    The locks of session, queues and room are held. The end raises `Stale` when the ticket is another one than was chosen.
    """
    for one in claim.passed:
        await store.log_ticket(tx, one.before, one.after, "passed_over", SYSTEM, reason=one.why)
    called, room_id = claim.called, claim.room.id
    await store.log_ticket(tx, claim.ticket, called, claim.kind, actor, room_id=room_id, detail={"call": called.calls})
    await store.log_room(tx, claim.room, claim.reserved, claim.kind, actor)
    tx.ending = lambda: _end(tx, claim, actor)


async def _end(tx: Tx, claim: Claim, actor: Actor) -> dict[QueueId, int]:
    line, called = claim.line, claim.called
    passed = [{"id": str(one.after.id), "version": one.after.version, "skips": one.after.skips} for one in claim.passed]
    rows = SQL.write_claim(
        tx.conn,
        now=tx.now,
        queue_id=line.id,
        calls=line.calls,
        preferred_call=line.preferred_call,
        jumps=line.jumps,
        jump=claim.jump,
        ticket_id=called.id,
        attention_id=called.attention_id,
        joined_at=called.joined_at,
        seen_version=claim.ticket.version,
        version=called.version,
        ticket_calls=called.calls,
        state_since=called.state_since,
        passed=json.dumps(passed),
        room_id=claim.room.id,
        room_state=claim.reserved.state,
        room_version=claim.reserved.version,
        answer_until=claim.answer_until,
        interpreter_id=claim.interpreter_id,
        staff_id=actor.staff_id,
        **tx.last_words(),
    )
    versions = {}
    async for row in rows:
        if not row["called"]:
            raise Stale(Code.STALE_VERSION)
        versions[QueueId(row["id"])] = row["version"]
    return versions
