"""What a visit keeps of its person is corrected, or taken out of it, because a request about personal data was granted."""

from collections.abc import Mapping

from audiencia.core.ids import AttentionId, TicketId
from audiencia.db.database import Tx
from audiencia.db.queries import load
from audiencia.notifications import outbox
from audiencia.privacy import unreadable
from audiencia.privacy.crypto import PersonKey, aad
from audiencia.queue.joining.entering import contact_index
from audiencia.queue.store import store
from audiencia.queue.unit.commands import lock_ticket
from audiencia.runtime.context import AppContext

SQL = load("audiencia.queue.joining", "rectify.sql")


async def correctable(tx: Tx, key: PersonKey, attention_id: AttentionId) -> dict[str, str]:
    """The texts by their fields, those that are kept and a contact that can be added; empty for one that does not open."""
    sealed = await _sealed(tx, attention_id)
    return {
        field: unreadable.open_text(tx, key, text, f"attention.{field}", attention_id) or ""
        for field, text in sealed.items()
        if text is not None or field == "contact"
    }


async def rectify(
    tx: Tx, context: AppContext, attention_id: AttentionId, key: PersonKey, said: Mapping[str, str]
) -> None:
    """Keeps these texts in the place of those before, with the index by which the line knows the contact; views that are shown now
    follow. What waits to be sent to an earlier contact is taken back. Raises `Moved` while the ticket changes its line."""
    row = await store.SQL.ticket_of_attention(tx.conn, id=attention_id)
    held = None if row is None else (await lock_ticket(tx, TicketId(row.id))).ticket
    sealed = await _sealed(tx, attention_id)
    for field in said.keys() & sealed.keys():
        text = said[field]
        sealed[field] = key.seal(text, aad(f"attention.{field}", attention_id)) if text else None
    await SQL.rectify(
        tx.conn,
        id=attention_id,
        name_sealed=sealed["name"] or b"",
        contact_sealed=sealed["contact"],
        phone_sealed=sealed["phone"],
        matter_sealed=sealed["matter"] or b"",
        guardian_sealed=sealed["guardian"],
    )
    if held is not None:
        tx.changed(held.queue_id)
    if "contact" not in said:
        return
    await outbox.recall(tx, attention_id, ())
    if held is not None:
        await outbox.recall(tx, held.id, ())
        await SQL.forget_ways(tx.conn, ticket_id=held.id)
        index = contact_index(context.keyring, said["contact"])
        await SQL.know_by_contact(tx.conn, id=held.id, contact_index=index)


async def _sealed(tx: Tx, attention_id: AttentionId) -> dict[str, bytes | None]:
    row = await SQL.said(tx.conn, id=attention_id)
    return {
        "name": row.name_sealed,
        "contact": row.contact_sealed,
        "phone": row.phone_sealed,
        "matter": row.matter_sealed,
        "guardian": row.guardian_sealed,
    }
