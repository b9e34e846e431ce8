"""What an audience left to those who go on with its case."""

from dataclasses import dataclass
from datetime import datetime

from audiencia.cases.domain.case import WhyNot
from audiencia.cases.use_cases import next_steps
from audiencia.cases.use_cases.next_steps import NextStep
from audiencia.core.ids import AttentionId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.privacy.unreadable import Reading

SQL = load("audiencia.cases.store", "audience.sql")


@dataclass(frozen=True, slots=True)
class Audience:
    """What the call left. `disposition`: the code of the answer; the second note was read by staff alone. Then what the person says
    of it: whether it was resolved, why not, and how they were served, from 1 to 5. Texts that do not open are `None`."""

    outcome: str | None
    disposition: str | None
    outcome_at: datetime | None
    note_citizen: str | None
    note_internal: str | None
    steps: tuple[NextStep, ...]
    resolved: bool | None = None
    why_not: WhyNot | None = None
    why_not_text: str | None = ""
    rating: int | None = None


async def of_audience(conn: Connection, attention_id: AttentionId | None, reading: Reading | None) -> Audience | None:
    """What the case's own attention left; `None` for a case that began as a petition, or whose person was erased."""
    row = None if attention_id is None or reading is None else await SQL.of_audience(conn, id=attention_id)
    if row is None or reading is None:
        return None

    def note(name: str, sealed: bytes | None) -> str | None:
        return reading.text(sealed, f"attention.{name}", row.id)

    return Audience(
        row.outcome,
        row.disposition,
        row.outcome_at,
        note("note_citizen", row.note_citizen_sealed),
        note("note_internal", row.note_internal_sealed),
        await steps_of(conn, row.id, reading),
        row.citizen_says_resolved,
        row.not_resolved_why,
        note("not_resolved", row.not_resolved_sealed),
        row.rating,
    )


async def steps_of(conn: Connection, attention_id: AttentionId, reading: Reading) -> tuple[NextStep, ...]:
    """What was handed over and not taken back, in the order in which it was given."""
    found = [one async for one in SQL.steps_of(conn, attention_id=attention_id)]
    opened = [(reading.text(one.content_sealed, next_steps.CONTENT, one.id), one.due) for one in found]
    return tuple(next_steps.damaged(due) if text is None else next_steps.read(text, due) for text, due in opened)
