"""Tells a person what befell their data or their request about them, by the ways that they allowed."""

from audiencia.cases.api import tell_of_data
from audiencia.core.ids import CaseId, PersonId
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.notifications import outbox
from audiencia.notifications.kinds import Kind
from audiencia.notifications.outbox import ToPerson
from audiencia.privacy import store as persons
from audiencia.privacy import unreadable
from audiencia.privacy.contact import email, telephone
from audiencia.runtime.context import AppContext

SQL = load("audiencia.rights.store", "telling.sql")


async def tell_person(tx: Tx, context: AppContext, person_id: PersonId, kind: Kind, occasion: str = "") -> int:
    """Under the folio of a visit as of a petition. Gives on how many ways; none for who allowed none, for data that are blocked or
    destroyed, and for a key that cannot be used."""
    await SQL.lock_visit(tx.conn, person_id=person_id)
    row = await SQL.whom(tx.conn, person_id=person_id, purposes=list(context.municipality.notice.contact_purposes))
    if row is None:
        return 0
    if row.has_case:
        return await tell_of_data(tx, context, CaseId(row.about), kind, occasion)
    keys = await persons.person_keys(tx.conn, context.keyring, [person_id])
    if person_id not in keys:
        await unreadable.note_key(tx.conn, person_id)
        return 0
    sealed = row.contact_sealed if row.agreed else None
    contact = unreadable.open_text(tx, keys[person_id], sealed, "attention.contact", row.about) or ""
    to = ToPerson(person_id, row.language, mail=email(contact), phone=telephone(contact))
    return await outbox.put(
        tx, context, kind=kind, to=to, about=row.about, values={"folio": row.folio}, occasion=occasion
    )
