"""Tells the citizen what happened to a case, in the transaction in which it did: by the contact they gave as far as they
allowed it, and by the ways they asked for in the browser. No notice says what the case is about."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

from audiencia.cases.domain.contact import Allowed, Delivery
from audiencia.cases.store import store
from audiencia.core.actor import SYSTEM
from audiencia.core.gettext_mark import N_
from audiencia.core.ids import CaseId
from audiencia.db.unit_of_work import Tx
from audiencia.notifications import outbox
from audiencia.notifications.kinds import Kind
from audiencia.notifications.outbox import ToPerson
from audiencia.notifications.values import Value
from audiencia.privacy import store as persons
from audiencia.privacy import unreadable
from audiencia.privacy.contact import email, telephone
from audiencia.privacy.crypto import PersonKey
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.cases.store.cases_sql import WhomToTell

BY_CONTACT: tuple[Delivery, ...] = ("email", "telephone")
BEGUN = N_("somebody is working on it")
TURNED = N_("another department has it now")
WROTE = N_("there is a message for you")


async def tell(tx: Tx, context: AppContext, case_id: CaseId, kind: Kind, *, occasion: str = "", **values: Value) -> int:
    """Puts the notice on its way, and gives on how many ways; without effect where the person's key was destroyed or cannot be used."""
    row = await _whom(tx, context, case_id)
    contact = await _contact(tx, context, case_id, row)
    if contact is None:
        return 0
    said: Mapping[str, Value] = {"folio": row.folio, **values}
    to = _to(row, contact, kind)
    return await outbox.put(tx, context, kind=kind, to=to, about=case_id, values=said, occasion=occasion)


async def readdress(tx: Tx, context: AppContext, case_id: CaseId, key: PersonKey, contact: str) -> None:
    """Redirects unsent notices of the case to this contact. The case is locked."""
    row = await _whom(tx, context, case_id)

    def to(kind: Kind) -> ToPerson:
        if kind is Kind.CASE_RECEIVED:  # asked for with the petition by e-mail, whatever else they allowed
            return replace(_to(row, contact, kind), mail=email(contact), phone="")
        return _to(row, contact, kind)

    await outbox.readdress(tx, context, case_id, row.person_id, key, to)


async def tell_of_data(tx: Tx, context: AppContext, case_id: CaseId, kind: Kind, occasion: str = "") -> int:
    """What befell the personal data of this case, or a request about them; gives on how many ways it goes. Locks the case."""
    await store.lock_case(tx, case_id)
    return await tell(tx, context, case_id, kind, occasion=occasion)


async def recall(tx: Tx, context: AppContext, case_id: CaseId) -> None:
    """Takes back what waits to be sent to the person's contact and is not allowed any more; an answer that was to go so is
    left on the page. The case is locked."""
    may = await allowed(tx, context, case_id)
    if not may.agreed:
        kept = [Kind.CASE_ANSWERED.value] if may.mail(answer=True) else []
        await outbox.recall(tx, case_id, kept)
        await store.SQL.leave_on_page(
            tx.conn, case_id=case_id, ways=[one for one in BY_CONTACT if not may.delivers(one)]
        )


async def allowed(tx: Tx, context: AppContext, case_id: CaseId) -> Allowed:
    """By which ways this person may be told. What does not open is noted."""
    row = await _whom(tx, context, case_id)
    return Allowed(row.answer_by, row.agreed, await _contact(tx, context, case_id, row) or "")


async def _contact(tx: Tx, context: AppContext, case_id: CaseId, row: "WhomToTell") -> str | None:
    """As they wrote it, empty where it does not open; `None` where the person's key was destroyed or cannot be used."""
    keys = await persons.person_keys(tx.conn, context.keyring, [row.person_id])
    if row.person_id not in keys:
        await unreadable.note_key(tx.conn, row.person_id)
        return None
    return unreadable.open_text(tx, keys[row.person_id], row.contact_sealed, "case.contact", case_id) or ""


def _to(row: "WhomToTell", contact: str, kind: Kind) -> ToPerson:
    """The person, by their contact as far as they allowed it."""
    may = Allowed(row.answer_by, row.agreed)
    mail = email(contact) if may.mail(answer=kind is Kind.CASE_ANSWERED) else ""
    phone = telephone(contact) if may.telephone else ""
    return ToPerson(row.person_id, row.language, mail=mail, phone=phone)


async def _whom(tx: Tx, context: AppContext, case_id: CaseId) -> "WhomToTell":
    purposes = list(context.municipality.notice.contact_purposes)
    return await store.SQL.whom_to_tell(tx.conn, id=case_id, purposes=purposes)


async def silence_begins(context: AppContext, tx: Tx, case_id: CaseId) -> datetime | None:
    """An answer arrived, and the silence that concludes counts from then; gives until when. The case is locked."""
    days = context.municipality.petitions.silence_days
    until: datetime | None = await store.SQL.silence_from_delivery(tx.conn, id=case_id, days=days)
    return until


async def note_answer_mail(context: AppContext, tx: Tx, notice_id: UUID, taken: bool) -> None:
    """The person's e-mail service took the notice of an answer: that is when the answer was delivered. One that it never takes leaves
    the answer to be handed over."""
    if not taken:
        given_up = await store.SQL.mail_given_up(tx.conn, notice_id=notice_id)
        if given_up is not None:
            await store.append(tx, CaseId(given_up), "mail_given_up", SYSTEM)
        return
    case_id = await store.SQL.case_of_answer_mail(tx.conn, notice_id=notice_id)
    if case_id is not None:
        await store.SQL.mail_accepted(tx.conn, notice_id=notice_id)
        await silence_begins(context, tx, CaseId(case_id))


WHEN_OVER = MappingProxyType({Kind.CASE_ANSWERED: note_answer_mail})
"""What cases note of notices that were sent or given up (`notifications.deliver`)."""
