"""What the director of a call sees of the cases that the citizen brought along."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from audiencia.cases.api import CaseState
from audiencia.core.actor import staff_actor
from audiencia.core.errors import Code, NotFound
from audiencia.core.folio import Folio
from audiencia.core.ids import CaseId, RoomId, StaffId, TicketId
from audiencia.core.texts import text_or_none
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit, unreadable
from audiencia.privacy.audit import Action
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.followup.called_sql import BroughtAlong

SQL = load("audiencia.followup", "called.sql")


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """What the director of a call reads of a case that the citizen brought along. `answer`: the newest one, if there is one.
    `matter` and `answer` are `None` when they do not open."""

    id: CaseId
    folio: Folio
    state: CaseState
    withdrawn: bool
    department: Text
    topic: Text | None
    subject: str
    matter: str | None
    received_on: date
    due_on: date
    answered_at: datetime | None
    answer: str | None


async def cases_for_call(context: AppContext, director: StaffId, case_ids: Collection[CaseId]) -> list[CaseSummary]:
    """The cases that the citizen of a call brought along, for the director who attends; each reading is on record, what does not
    open is noted.
    The citizen's proof of the folio is what opens them here, also those of another department. A complaint about public
    servants is shown to the department that has it, and to nobody else. The caller has made sure that this director attends."""
    async with context.database.begin() as tx:
        rows = [row async for row in SQL.brought_along(tx.conn, ids=list(case_ids), director=director)]
        shown = [await _shown(context, tx, row) for row in rows]
        found = [one for one in shown if one is not None]
        for one in found:
            await audit.record(tx.conn, staff_actor(director), Action.CASE_READ, ("case", one.id), why="call")
    return found


async def read(context: AppContext, director: StaffId, room_id: RoomId, ticket_id: TicketId) -> CaseSummary:
    """The case that the person in this room came to talk about. Raises `NotFound(unknown_case)` for anybody else's."""
    async with context.database.read() as conn:
        case_id = await SQL.case_in_room(conn, room_id=room_id, ticket_id=ticket_id)
    found = [] if case_id is None else await cases_for_call(context, director, [CaseId(case_id)])
    if not found:
        raise NotFound(Code.UNKNOWN_CASE)
    return found[0]


async def _shown(context: AppContext, tx: Tx, row: "BroughtAlong") -> CaseSummary | None:
    """`None` for a person who was erased."""
    reading = await unreadable.reading(tx.conn, context.keyring, row.person_id)
    if reading is None:
        return None
    matter = reading.text(row.matter_sealed, "case.matter", row.id)
    answer = "" if row.answer_id is None else reading.text(row.answer_sealed, "case_message.content", row.answer_id)
    await reading.note(tx.conn)
    return CaseSummary(
        id=CaseId(row.id),
        folio=Folio(row.folio),
        state=CaseState(row.state),
        withdrawn=row.withdrawn,
        department=Text(es=row.department_es, en=row.department_en),
        topic=text_or_none(row.topic_es, row.topic_en),
        subject=row.subject,
        matter=matter,
        received_on=row.received_on,
        due_on=row.due_on,
        answered_at=row.answered_at,
        answer=answer,
    )
