"""After the call: "was your matter resolved?" A "no" to an immediate answer within 48 hours opens the attention again."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from audiencia.cases.api import open_case
from audiencia.core.actor import CITIZEN
from audiencia.core.errors import Code, NotFound
from audiencia.core.ids import AttentionId, TicketId
from audiencia.db.database import Tx
from audiencia.db.queries import load
from audiencia.privacy import audit
from audiencia.queue.api import (
    SAYS_WITHIN,
    LockedTicket,
    TicketCommand,
    lock_ticket,
    may_say,
    note_ticket,
    say_resolved_now,
    state_of,
    with_ticket,
)
from audiencia.runtime.commands import Result, settled
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.followup.follow_sql import FoundAttention

SQL = load("audiencia.followup", "feedback.sql")


@dataclass(frozen=True, slots=True)
class Word:
    """What the citizen said, `None` before; until when it can be said or changed, and whether it can be now."""

    resolved: bool | None
    said_at: datetime | None
    until: datetime
    open: bool
    reopened: bool


def word_of(row: "FoundAttention") -> Word | None:
    """The word from an attention's row; `None` while there is no outcome to speak of."""
    if row.outcome_at is None:
        return None
    return Word(
        row.citizen_says_resolved,
        row.said_at,
        row.outcome_at + SAYS_WITHIN,
        may_say(row.outcome_at, row.now),
        row.reopened,
    )


async def say_resolved(context: AppContext, command: TicketCommand, resolved: bool) -> Result:
    """The citizen's word from the waiting room's page. Raises `Refused` (not_allowed_now, too_late_to_say)."""

    async def act(tx: Tx, hold: LockedTicket) -> Result:
        return await _say(context, tx, hold, resolved)

    return await with_ticket(context, command, act)


async def say_resolved_of(context: AppContext, attention_id: AttentionId, resolved: bool) -> Result:
    """The same for who has proven the attention's secret. Saying the same again changes nothing."""

    async def run() -> Result:
        async with context.database.begin() as tx:
            ticket_id = await SQL.ticket_of_attention(tx.conn, id=attention_id)
            if ticket_id is None:
                raise NotFound(Code.UNKNOWN_TICKET)
            return await _say(context, tx, await lock_ticket(tx, TicketId(ticket_id)), resolved)

    return await settled(run)


async def _say(context: AppContext, tx: Tx, hold: LockedTicket, resolved: bool) -> Result:
    held = hold.ticket
    row = await SQL.word_for_update(tx.conn, id=held.attention_id)
    state = state_of(held.state, row.outcome, reopened=row.reopened)
    said = say_resolved_now(state, row.outcome, row.outcome_at, tx.now, resolved=resolved)
    if row.citizen_says_resolved is not said.resolved:
        await SQL.write_word(tx.conn, id=held.attention_id, resolved=said.resolved, reopened=said.reopened, now=tx.now)
        await _note(tx, hold, said.resolved, reopened=said.reopened)
    if said.reopened:
        await open_case(context, tx, held.attention_id, "reopened", CITIZEN)
    return {"resolved": said.resolved, "reopened": said.reopened}


async def _note(tx: Tx, hold: LockedTicket, resolved: bool, *, reopened: bool) -> None:
    held = hold.ticket
    await note_ticket(
        tx, held, "said", CITIZEN, reason="resolved" if resolved else "not_resolved", detail={"reopened": reopened}
    )
    await audit.record(
        tx.conn,
        CITIZEN,
        audit.Action.SAID,
        ("attention", held.attention_id),
        why="resolved" if resolved else "not_resolved",
    )
    tx.changed(held.queue_id)
