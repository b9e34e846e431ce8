"""The citizen corrects the telephone or e-mail of the own case, after proving folio and PIN."""

from audiencia.cases.domain.case import Case, CaseState
from audiencia.cases.domain.contact import reaches
from audiencia.cases.store import store
from audiencia.cases.use_cases import tell
from audiencia.core.actor import CITIZEN
from audiencia.core.errors import BadInput, Code, Refused
from audiencia.core.ids import CaseId
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit, unreadable
from audiencia.privacy.audit import Action
from audiencia.privacy.contact import canonical
from audiencia.privacy.crypto import PersonKey, aad
from audiencia.runtime.context import AppContext

CONTACT = "case.contact"
CORRECTIONS_A_DAY = 5  # More than anybody mistypes; each one is another address that notices can be sent to.


def may_correct(case: Case, *, anonymous: bool, has_contact: bool) -> bool:
    """Until it is over; who gave neither name nor contact agreed to no use of one."""
    return case.state is not CaseState.CONCLUDED and (has_contact or not anonymous)


async def correct(context: AppContext, case_id: CaseId, contact: str) -> None:
    """The contact from now on. The same again changes nothing.
    Raises `BadInput` for none and, as `contact_needed`, for one by which the answer cannot go; `Refused(not_allowed_now)` as
    `may_correct` says, and `Refused(too_many_corrections)`; `Unreadable` where the person's key cannot be used."""
    if not contact:
        raise BadInput(fields={"contact": "required"})
    async with context.database.begin() as tx:
        held = await store.lock_case(tx, case_id)
        row = await store.SQL.found_case(tx.conn, id=case_id)
        key = await unreadable.key_of(tx, context.keyring, row.person_id)
        before = unreadable.open_text(tx, key, row.contact_sealed, CONTACT, case_id)
        if not may_correct(held, anonymous=row.anonymous, has_contact=row.contact_sealed is not None):
            raise Refused(Code.NOT_ALLOWED_NOW, state=held.state.value, action="correct_contact")
        if not reaches(contact, row.answer_by):
            raise BadInput(Code.CONTACT_NEEDED, {"contact": Code.CONTACT_NEEDED.value})
        if contact == before:
            return
        if await store.SQL.corrections_today(tx.conn, case_id=case_id, now=tx.now) >= CORRECTIONS_A_DAY:
            raise Refused(Code.TOO_MANY_CORRECTIONS, limit=CORRECTIONS_A_DAY)
        known = canonical(contact)
        await store.SQL.write_contact(
            tx.conn,
            id=case_id,
            contact_index=context.keyring.blind_index(known) if known else None,
            contact_sealed=key.seal(contact, aad(CONTACT, case_id)),
        )
        await redirect(tx, context, case_id, key, contact)
        await store.append(tx, case_id, "contact_corrected", CITIZEN)
        await audit.record(tx.conn, CITIZEN, Action.CONTACT_CORRECTED, ("case", case_id), why="follow_up")


async def redirect(tx: Tx, context: AppContext, case_id: CaseId, key: PersonKey, contact: str) -> None:
    """What waits to be sent goes to this contact. The case is locked."""
    await tell.readdress(tx, context, case_id, key, contact)
    # An answer that was to go by a way that is not there any more is read by folio and PIN.
    lost = [one for one in tell.BY_CONTACT if not reaches(contact, one)]
    await store.SQL.leave_on_page(tx.conn, case_id=case_id, ways=lost)
