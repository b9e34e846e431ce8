"""After the call: "was your matter resolved?" A "no" to an immediate answer within 48 hours opens the attention again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from audiencia.cases.api import WhyNot, open_case
from audiencia.core.actor import CITIZEN
from audiencia.core.errors import BadInput, Code, existing
from audiencia.core.ids import AttentionId, TicketId
from audiencia.db.commands import Result, settled
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit, unreadable
from audiencia.privacy.crypto import aad
from audiencia.privacy.unreadable import Reading
from audiencia.queue.api import (
    SAYS_WITHIN,
    LockedTicket,
    TicketCommand,
    check_may_say,
    lock_ticket,
    may_say,
    note_ticket,
    say_resolved_now,
    state_of,
    with_ticket_locked,
)
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.followup.feedback_sql import WordForUpdate
    from audiencia.followup.follow_sql import FoundAttention

SQL = load("audiencia.followup", "feedback.sql")
NOT_RESOLVED = "attention.not_resolved"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it is not resolved, and more of it in the person's words; empty where they wrote nothing more than before."""

    why: WhyNot
    text: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """What the citizen said, `None` before, why not and more of it in their words; until when it can be said or changed, and whether
    it can be now. `text`: `None` when it does not open; `rating`: how they were served, from 1 to 5."""

    resolved: bool | None
    why: WhyNot | None
    text: str | None
    rating: int | None
    said_at: datetime | None
    until: datetime
    open: bool
    reopened: bool


def word_of(row: "FoundAttention", reading: Reading) -> Word | None:
    """The word from an attention's row; `None` while there is no outcome to speak of."""
    if row.outcome_at is None:
        return None
    return Word(
        row.citizen_says_resolved,
        row.not_resolved_why,
        reading.text(row.not_resolved_sealed, NOT_RESOLVED, row.id),
        row.rating,
        row.said_at,
        row.outcome_at + SAYS_WITHIN,
        may_say(row.outcome_at, row.now),
        row.reopened,
    )


@with_ticket_locked
async def say_resolved(
    context: AppContext,
    command: TicketCommand,
    tx: Tx,
    hold: LockedTicket,
    resolved: bool,
    reason: Reason | None = None,
) -> Result:
    """The citizen's word from the waiting room's page. Raises `Refused` (not_allowed_now, too_late_to_say)."""
    return await _say(context, tx, hold, resolved, reason)


async def say_resolved_of(
    context: AppContext, attention_id: AttentionId, resolved: bool, reason: Reason | None = None
) -> Result:
    """As `say_resolved`, for who has proven folio and PIN. Idempotent."""
    return await _with_attention(context, attention_id, lambda tx, hold: _say(context, tx, hold, resolved, reason))


@with_ticket_locked
async def rate(context: AppContext, command: TicketCommand, tx: Tx, hold: LockedTicket, rating: int) -> Result:
    """How the citizen was served, from 1 to 5, for as long as the word can be said. Raises `Refused` as `say_resolved` does."""
    return await _rate(tx, hold, rating)


async def rate_of(context: AppContext, attention_id: AttentionId, rating: int) -> Result:
    """As `rate`, for who has proven folio and PIN."""
    return await _with_attention(context, attention_id, lambda tx, hold: _rate(tx, hold, rating))


async def _with_attention(
    context: AppContext, attention_id: AttentionId, act: Callable[[Tx, LockedTicket], Awaitable[Result]]
) -> Result:
    async def run() -> Result:
        async with context.database.begin() as tx:
            ticket_id = existing(await SQL.ticket_of_attention(tx.conn, id=attention_id), Code.UNKNOWN_TICKET)
            return await act(tx, await lock_ticket(tx, TicketId(ticket_id)))

    return await settled(run)


async def _say(context: AppContext, tx: Tx, hold: LockedTicket, resolved: bool, reason: Reason | None) -> Result:
    held = hold.ticket
    row = await SQL.word_for_update(tx.conn, id=held.attention_id)
    state = state_of(held.state, row.outcome, reopened=row.reopened)
    said = say_resolved_now(state, row.outcome, row.outcome_at, tx.now, resolved=resolved)
    changed = row.citizen_says_resolved is not said.resolved
    if changed or (reason is not None and not said.resolved):
        why, text_sealed = await _why(context, tx, row, None if said.resolved else reason)
        await SQL.write_word(
            tx.conn, id=held.attention_id, resolved=said.resolved, reopened=said.reopened, now=tx.now, why=why,
            text_sealed=text_sealed,
        )  # fmt: skip
        await _note(tx, hold, said.resolved, reopened=said.reopened, why=why)
    if said.reopened:
        await open_case(context, tx, held.attention_id, "reopened", CITIZEN)
    return {"resolved": said.resolved, "reopened": said.reopened}


async def _why(
    context: AppContext, tx: Tx, row: "WordForUpdate", reason: Reason | None
) -> tuple[WhyNot | None, bytes | None]:
    if reason is None:
        return None, None
    if not reason.text:
        return reason.why, row.not_resolved_sealed
    key = await unreadable.key_of(tx, context.keyring, row.person_id)
    return reason.why, key.seal(reason.text, aad(NOT_RESOLVED, row.id))


async def _rate(tx: Tx, hold: LockedTicket, rating: int) -> Result:
    if rating not in range(1, 6):
        raise BadInput(fields={"rating": "required"})
    held = hold.ticket
    row = await SQL.word_for_update(tx.conn, id=held.attention_id)
    check_may_say(state_of(held.state, row.outcome, reopened=row.reopened), row.outcome, row.outcome_at, tx.now)
    await SQL.write_visit_rating(tx.conn, id=held.attention_id, rating=rating)
    await note_ticket(tx, held, "rated", CITIZEN, detail={"rating": rating})
    tx.changed(held.queue_id)
    return {"rating": rating}


async def _note(tx: Tx, hold: LockedTicket, resolved: bool, *, reopened: bool, why: WhyNot | None) -> None:
    held, detail = hold.ticket, {"reopened": reopened} | ({} if why is None else {"why": why})
    await note_ticket(tx, held, "said", CITIZEN, reason="resolved" if resolved else "not_resolved", detail=detail)
    await audit.record(
        tx.conn,
        CITIZEN,
        audit.Action.SAID,
        ("attention", held.attention_id),
        why="resolved" if resolved else "not_resolved",
    )
    tx.changed(held.queue_id)
