"""What a petition's receipt says: folio, PIN, the day that counts, and the day by which it is answered. Nothing of the person."""

from dataclasses import dataclass
from datetime import date, datetime

from audiencia.cases.domain.case import Kind
from audiencia.cases.store import store
from audiencia.core.errors import Code, NotFound
from audiencia.core.folio import Folio
from audiencia.core.ids import CaseId
from audiencia.core.texts import text_or_none
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text


@dataclass(frozen=True, slots=True)
class Receipt:
    """`topic` is empty for a complaint; `files`: how many came with it."""

    case_id: CaseId
    folio: Folio
    pin: str
    kind: Kind
    anonymous: bool
    source: str
    made_at: datetime
    received_on: date
    due_on: date
    department: Text
    topic: Text | None
    files: int


async def receipt(context: AppContext, case_id: CaseId) -> Receipt:
    """For who has proven the secret, or has just made it. Raises `NotFound(unknown_case)`."""
    async with context.database.read() as conn:
        row = await store.SQL.slip_of_case(conn, id=case_id)
    if row is None:
        raise NotFound(Code.UNKNOWN_CASE)
    return Receipt(
        case_id=case_id,
        folio=Folio(row.folio),
        pin=context.keyring.pin(case_id, row.generation),
        kind=row.kind,
        anonymous=row.anonymous,
        source=row.source,
        made_at=row.made_at,
        received_on=row.received_on,
        due_on=row.due_on,
        department=Text(es=row.department_es, en=row.department_en),
        topic=text_or_none(row.topic_es, row.topic_en),
        files=row.files,
    )
