"""A file of a case is taken along, by who answers it or by the citizen; each time is on record."""

from typing import TYPE_CHECKING
from uuid import UUID

from audiencia.cases.store import store
from audiencia.cases.use_cases import access
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.read import SQL
from audiencia.cases.use_cases.view import Content
from audiencia.core.actor import CITIZEN, Actor, staff_actor
from audiencia.core.errors import Code, NotFound, Unreadable, existing
from audiencia.core.folio import Folio
from audiencia.core.ids import CaseId
from audiencia.db.unit_of_work import Tx
from audiencia.http.uploads.kinds import shown_name
from audiencia.privacy import audit, unreadable
from audiencia.privacy.audit import Action
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.cases.store.cases_sql import SentFile
    from audiencia.cases.use_cases.read_sql import FileContent

WHY = "case_file"


async def of_staff(context: AppContext, desk: Desk, folio: Folio, file_id: UUID) -> Content:
    """Any file of a case that the desk reads. Raises `NotFound(unknown_case)`, and `Unreadable` for one that does not open."""
    async with context.database.begin() as tx:
        case_id = await access.find(tx.conn, desk, folio)
        row = await SQL.file_content(tx.conn, id=file_id, case_id=case_id)
        return await _content(context, tx, case_id, file_id, row, staff_actor(desk.staff_id))


async def of_citizen(context: AppContext, case_id: CaseId, file_id: UUID) -> Content:
    """One of the petition or of what was written since, by either side, for the citizen, who has proven folio and PIN. Raises
    `NotFound(unknown_case)`, also for a file of a note, and `Unreadable` for one that does not open."""
    async with context.database.begin() as tx:
        row = await store.SQL.sent_file(tx.conn, id=file_id, case_id=case_id)
        return await _content(context, tx, case_id, file_id, row, CITIZEN)


async def _content(
    context: AppContext, tx: Tx, case_id: CaseId, file_id: UUID, row: "FileContent | SentFile | None", by: Actor
) -> Content:
    """What was taken; what does not open is noted."""
    if row is None:
        raise NotFound(Code.UNKNOWN_CASE)
    person_id = await store.SQL.person_of_case(tx.conn, id=case_id)
    reading = existing(await unreadable.reading(tx.conn, context.keyring, person_id), Code.UNKNOWN_CASE)
    name = reading.text(row.name_sealed, "attachment.name", file_id)
    content = reading.content(row.content_sealed, "attachment.content", file_id)
    tx.afterwards(reading.note)
    if content is None:
        raise Unreadable
    await audit.record(tx.conn, by, Action.CASE_FILE_TAKEN, ("case", case_id), why=WHY)
    return Content(name or shown_name("", row.media_type), row.media_type, content)
