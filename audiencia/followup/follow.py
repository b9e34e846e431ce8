"""A citizen looks up what became of the matter, with folio and PIN."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from audiencia.cases.api import NextStep, steps_of
from audiencia.core.errors import Code, NotFound
from audiencia.core.folio import Folio
from audiencia.core.ids import AttentionId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.followup.feedback import Word, word_of
from audiencia.privacy import unreadable
from audiencia.privacy.unreadable import Reading
from audiencia.queue.api import ENDED, CalledOffDay, CommitmentFacts, commitments_of, outcome_now, reason_of
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.followup.follow_sql import FoundAttention

SQL = load("audiencia.followup", "follow.sql")


@dataclass(frozen=True, slots=True)
class Found:
    """What lies under a folio. `state` is the ticket's; outcome and disposition are codes, `None` until recorded.
    `outcome` is the one that holds after the citizen's `word`; `active`: the ticket is still in a queue or a call.
    `generation` is the secrets' that were proven. `called_off`: the day of the appointment was, and why. `about`: the
    folio that the person came about, under which the matter goes on. `of_complaint`: about public servants, so that nothing is kept
    on the device. What does not open is `None`, and of a step the words alone."""

    attention_id: AttentionId
    generation: int
    folio: Folio
    number: str
    department: Text
    topic: Text
    joined_at: datetime
    state: str
    active: bool
    outcome: str | None
    disposition: str | None
    note: str | None
    next_steps: tuple[NextStep, ...]
    commitments: tuple[CommitmentFacts, ...]
    word: Word | None
    called_off: CalledOffDay | None
    about: Folio | None
    of_complaint: bool


async def look(context: AppContext, attention_id: AttentionId) -> Found | None:
    """What a folio leads to; its secret was proven before. Logs fields that do not decrypt. `None` after the person was erased."""
    async with context.database.read() as conn:
        row = await SQL.found_attention(conn, id=attention_id)
        reading = None if row is None else await unreadable.reading(conn, context.keyring, row.person_id)
        if row is None or reading is None:
            return None
        found = await _read(conn, row, reading)
    if not reading.whole:
        async with context.database.begin() as tx:
            await reading.note(tx.conn)
    return found


async def token_of(context: AppContext, attention_id: AttentionId, generation: int) -> str:
    """The cookie of a ticket, for another device of who has proven the secret of this generation.
    Raises `NotFound(folio_unknown)` when it was replaced by a newer one."""
    async with context.database.read() as conn:
        row = await SQL.found_attention(conn, id=attention_id)
    if row is None or row.secret_generation != generation:
        raise NotFound(Code.FOLIO_UNKNOWN)
    return context.keyring.ticket_token(attention_id, row.token_generation)


async def _read(conn: Connection, row: "FoundAttention", reading: Reading) -> Found:
    return Found(
        attention_id=row.id,
        generation=row.secret_generation,
        folio=Folio(row.folio),
        number=row.number,
        department=Text(es=row.department_es, en=row.department_en),
        topic=Text(es=row.topic_es, en=row.topic_en),
        joined_at=row.joined_at,
        state=row.state,
        active=row.state not in ENDED,
        outcome=outcome_now(row.outcome, reopened=row.reopened),
        disposition=row.disposition,
        note=reading.text(row.note_citizen_sealed, "attention.note_citizen", row.id),
        next_steps=await steps_of(conn, row.id, reading),
        commitments=await commitments_of(conn, row.id, reading),
        word=word_of(row, reading),
        called_off=_called_off(row),
        about=None if row.about_folio is None else Folio(row.about_folio),
        of_complaint=row.of_complaint,
    )


def _called_off(row: "FoundAttention") -> CalledOffDay | None:
    if row.called_off_at is None:
        return None
    return CalledOffDay(row.day, reason_of(row), row.held_at is not None)
