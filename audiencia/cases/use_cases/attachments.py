"""Photographs and documents of a case: what has been cleaned is sealed and kept; nothing else ever is."""

from uuid import UUID, uuid4

from audiencia.cases.store import store
from audiencia.core.actor import Actor
from audiencia.core.ids import AttentionId, CaseId, PersonId, StaffId
from audiencia.db.unit_of_work import Tx
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.privacy import unreadable
from audiencia.privacy.crypto import PersonKey, SealBroken, aad
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
    return await _keep(context, tx, key, file, by, case_id=case_id, message_id=message_id)


def digest_of(context: AppContext, file: Cleaned) -> bytes:
    """A keyed hash of the content, to recognise the same file."""
    return context.keyring.keyed_hash("attachment", file.content.hex())


async def keep_picture(
    context: AppContext, tx: Tx, attention_id: AttentionId, key: PersonKey, file: Cleaned, by: StaffId
) -> None:
    """Keeps a picture from a call with the visit, until the visit becomes a case."""
    await _keep(context, tx, key, file, by, attention_id=attention_id)


async def give_to_case(tx: Tx, attention_id: AttentionId, key: PersonKey, case_id: CaseId, new_key: PersonKey) -> None:
    """The visit's pictures are the case's from now on, under the key of its person; one that does not open stays with the visit."""
    for row in [one async for one in store.SQL.pictures_of_visit(tx.conn, attention_id=attention_id)]:
        name, content = aad("attachment.name", row.id), aad("attachment.content", row.id)
        try:
            opened = key.open(row.name_sealed, name), key.open_bytes(row.content_sealed, content)
        except SealBroken:
            await unreadable.note(tx.conn, "attachment.content", row.id)
            continue
        await store.SQL.give_picture(
            tx.conn,
            case_id=case_id,
            name_sealed=new_key.seal(opened[0], name),
            content_sealed=new_key.seal_bytes(opened[1], content),
            id=row.id,
        )


async def delete_pictures(tx: Tx, person_id: PersonId, actor: Actor) -> None:
    """The person allows no picture of the calls of their visits any more; what says so in the cases stays."""
    await store.SQL.forget_unreadable_pictures(tx.conn, person_id=person_id)
    lay_in = {row.case_id async for row in store.SQL.delete_pictures(tx.conn, person_id=person_id)}
    for case_id in sorted(one for one in lay_in if one is not None):
        await store.append(tx, CaseId(case_id), "pictures_deleted", actor)


async def _keep(
    context: AppContext,
    tx: Tx,
    key: PersonKey,
    file: Cleaned,
    by: StaffId | None,
    *,
    case_id: CaseId | None = None,
    attention_id: AttentionId | None = None,
    message_id: UUID | None = None,
) -> UUID:
    file_id = uuid4()
    await store.SQL.insert_attachment(
        tx.conn,
        id=file_id,
        case_id=case_id,
        attention_id=attention_id,
        message_id=message_id,
        at=tx.now,
        author="citizen" if by is None else "staff",
        staff_id=by,
        media_type=file.media_type,
        bytes=len(file.content),
        digest=digest_of(context, file),
        name_sealed=key.seal(file.name, aad("attachment.name", file_id)),
        content_sealed=key.seal_bytes(file.content, aad("attachment.content", file_id)),
    )
    return file_id
