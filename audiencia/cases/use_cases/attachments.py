"""Photographs and documents of a case: what has been cleaned is sealed and kept; nothing else ever is."""

from uuid import UUID, uuid4

from audiencia.cases.store import store
from audiencia.core.ids import CaseId, StaffId
from audiencia.db.database import Tx
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.privacy.crypto import PersonKey, aad
from audiencia.runtime.context import AppContext


async def keep(
    context: AppContext,
    tx: Tx,
    case_id: CaseId,
    key: PersonKey,
    file: Cleaned,
    by: StaffId | None = None,
    message_id: UUID | None = None,
) -> UUID:
    """Seals the file and keeps it with the case, and with one of its messages where it came with that."""
    file_id = uuid4()
    await store.SQL.insert_attachment(
        tx.conn,
        id=file_id,
        case_id=case_id,
        message_id=message_id,
        at=tx.now,
        author="citizen" if by is None else "staff",
        staff_id=by,
        media_type=file.media_type,
        bytes=len(file.content),
        digest=context.keyring.keyed_hash("attachment", file.content.hex()),
        name_sealed=key.seal(file.name, aad("attachment.name", file_id)),
        content_sealed=key.seal_bytes(file.content, aad("attachment.content", file_id)),
    )
    return file_id
