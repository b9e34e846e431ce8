"""What a visit keeps of its person is corrected, or taken out of it, because a request about personal data was granted."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from audiencia.core.errors import BadInput, Code
from audiencia.core.ids import AttentionId, TicketId
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.notifications import outbox, subscriptions
from audiencia.notifications.outbox import ToPerson
from audiencia.privacy import unreadable
from audiencia.privacy.contact import telephone
from audiencia.privacy.crypto import PersonKey, aad
from audiencia.queue.booking import calling_off
from audiencia.queue.domain.ticket import TERMINAL, Ticket, TicketState
from audiencia.queue.joining.entering import contact_index
from audiencia.queue.store import store
from audiencia.queue.unit.commands import lock_ticket
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.joining.rectify_sql import Said

SQL = load("audiencia.queue.joining", "rectify.sql")
REACHED_BY = ("contact", "phone")  # Columns with a telephone number; `phone` is dialled before `contact`.
NOT_DIALLED = TERMINAL | {TicketState.NO_SHOW, TicketState.WRAP_UP, TicketState.OUTCOME_PENDING}


async def lock(tx: Tx, attention_id: AttentionId) -> Ticket | None:
    """The visit's ticket, with the locks of its queue. Until the end of the transaction the visit becomes no case. Raises `Moved` while
    the ticket changes its queue."""
    row = await store.SQL.ticket_of_attention(tx.conn, id=attention_id)
    held = None if row is None else (await lock_ticket(tx, TicketId(row.id))).ticket
    await SQL.lock_attention(tx.conn, id=attention_id)
    return held


async def correctable(tx: Tx, key: PersonKey, attention_id: AttentionId) -> dict[str, str]:
    """The texts by their fields, those that are kept and a contact that can be added; empty for one that does not open."""
    sealed = _sealed(await SQL.said(tx.conn, id=attention_id))
    return {
        field: unreadable.open_text(tx, key, text, f"attention.{field}", attention_id) or ""
        for field, text in sealed.items()
        if text is not None or field == "contact"
    }


async def rectify(
    tx: Tx, context: AppContext, attention_id: AttentionId, key: PersonKey, said: Mapping[str, str], *, has_case: bool
) -> None:
    """Keeps these texts in the place of those before, with the index by which the queue knows the contact; views that are shown now
    follow. What waits to be sent goes to the new contact; of a visit with a case, what is told of the case is left to it.
    Raises `BadInput(telephone_needed)` where who is attended by telephone would have no number, and as `lock`."""
    held = await lock(tx, attention_id)
    row = await SQL.said(tx.conn, id=attention_id)
    sealed = _sealed(row)
    before = {
        name: unreadable.open_text(tx, key, sealed[name], f"attention.{name}", attention_id) for name in REACHED_BY
    }
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
        await _know(tx, context, held, before, said)
    if "contact" in said:
        if held is not None:
            await calling_off.readdress(tx, key, held.id, said["contact"])
            await subscriptions.readdress(context, tx, row.person_id, said["contact"])
            await _readdress(tx, context, held.id, row, key, said["contact"])
        if not has_case:
            await _readdress(tx, context, attention_id, row, key, said["contact"])


async def _know(
    tx: Tx, context: AppContext, held: Ticket, before: Mapping[str, str | None], said: Mapping[str, str]
) -> None:
    """The queue knows who is reached by something else from now on by that."""
    changed = [field for field in REACHED_BY if field in said]
    if not changed:
        return
    contact, phone = (said.get(field, before[field]) for field in REACHED_BY)
    dialled = held.by_phone and held.state not in NOT_DIALLED
    if dialled and None not in (contact, phone) and not telephone(phone or contact or ""):
        raise BadInput(Code.TELEPHONE_NEEDED, {changed[0]: Code.TELEPHONE_NEEDED.value})
    index = contact_index(context.keyring, contact or "") or contact_index(context.keyring, phone or "")
    await SQL.know_by_contact(tx.conn, id=held.id, contact_index=index)


async def _readdress(tx: Tx, context: AppContext, about: UUID, row: "Said", key: PersonKey, contact: str) -> None:
    mail, phone = subscriptions.addresses(contact)
    to = ToPerson(row.person_id, row.language, mail=mail, phone=phone)
    await outbox.readdress(tx, context, about, row.person_id, key, lambda _kind: to)


def _sealed(row: "Said") -> dict[str, bytes | None]:
    return {
        "name": row.name_sealed,
        "contact": row.contact_sealed,
        "phone": row.phone_sealed,
        "matter": row.matter_sealed,
        "guardian": row.guardian_sealed,
    }
