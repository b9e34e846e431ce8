"""The answer of a case as a document: who answered it for whom, when, how it reaches the person, and what comes then."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from audiencia.cases.use_cases import access, verify
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.read import SQL
from audiencia.cases.use_cases.view import CaseView
from audiencia.core.actor import CITIZEN, Actor, staff_actor
from audiencia.core.errors import Code, Unreadable, existing
from audiencia.core.folio import Folio
from audiencia.core.ids import CaseId
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit, unreadable
from audiencia.privacy.audit import Action
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

WHY = "case_answer"
NAMELESS = "archivo"  # How a file is called on the document whose name does not open.


@dataclass(frozen=True, slots=True)
class Document:
    """An answer. `delivered_at` and `proof`: when and how it reached the person; `None` and empty while that is not known.
    `addressee`: empty for who gave no name. `code`: by which anybody verifies it; empty before it is sent."""

    folio: Folio
    at: datetime
    officer: str
    department: Text
    language: str
    delivery: str
    delivered_at: datetime | None
    proof: str
    text: str = field(repr=False)
    addressee: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    files: tuple[str, ...] = field(default=(), repr=False)  # The names of what goes with it.


def draft(view: CaseView, desk: Desk, text: str, delivery: str, proof: str) -> Document:
    """The document that an answer of this desk would become now; without addressee where the name does not open."""
    delivered_at = view.now if proof else None
    return Document(
        view.folio, view.now, desk.display_name, view.department, view.language, delivery, delivered_at, proof, text,
        view.personal.name or "",
    )  # fmt: skip


async def of_staff(context: AppContext, desk: Desk, folio: Folio, answer_id: UUID) -> Document:
    """An answer of a case that the desk reads; each time it is taken is on record. Raises `NotFound(unknown_case)`, and `Unreadable`
    for one that does not open."""
    async with context.database.begin() as tx:
        case_id = await access.find(tx.conn, desk, folio)
        return await _document(context, tx, case_id, answer_id, staff_actor(desk.staff_id))


async def of_citizen(context: AppContext, case_id: CaseId, answer_id: UUID) -> Document:
    """The document of an answer, for the citizen, who has proven folio and PIN."""
    async with context.database.begin() as tx:
        return await _document(context, tx, case_id, answer_id, CITIZEN)


async def _document(context: AppContext, tx: Tx, case_id: CaseId, answer_id: UUID, by: Actor) -> Document:
    """What does not open is noted. Without addressee where the name does not."""
    row = existing(await SQL.answer_of(tx.conn, id=answer_id, case_id=case_id), Code.UNKNOWN_CASE)
    reading = existing(await unreadable.reading(tx.conn, context.keyring, row.person_id), Code.UNKNOWN_CASE)
    text = reading.text(row.content_sealed, "case_message.content", answer_id)
    name = reading.text(row.name_sealed, "case.name", case_id)
    files = [
        reading.text(one.name_sealed, "attachment.name", one.id)
        async for one in SQL.files_of_message(tx.conn, message_id=answer_id)
    ]
    tx.afterwards(reading.note)
    if text is None:
        raise Unreadable
    await audit.record(tx.conn, by, Action.CASE_FILE_TAKEN, ("case", case_id), why=WHY)
    return Document(
        Folio(row.folio),
        row.at,
        row.officer,
        Text(es=row.department_es, en=row.department_en),
        row.language,
        row.delivery,
        row.delivered_at,
        row.proof or "",
        text,
        name or "",
        verify.code_of(context.keyring, answer_id),
        tuple(one or NAMELESS for one in files),
    )
