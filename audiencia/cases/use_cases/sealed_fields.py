"""What a case keeps of its person, sealed, and by what staff find it again, as columns of `case_file`; and how it is corrected, or taken
out, because a request about personal data was granted."""

from collections.abc import Mapping
from typing import Any

from audiencia.cases.domain.contact import reaches
from audiencia.cases.store import store
from audiencia.cases.use_cases import own_contact, papers
from audiencia.core.actor import Actor
from audiencia.core.errors import BadInput, Code
from audiencia.core.ids import CaseId
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import unreadable
from audiencia.privacy.contact import canonical
from audiencia.privacy.crypto import Keyring, PersonKey, aad
from audiencia.privacy.impersonal import points_at_somebody
from audiencia.privacy.names import canonical_name
from audiencia.runtime.context import AppContext

FIELDS = ("name", "matter", "place", "contact", "behalf", "guardian")
MAY_BE_EMPTY = ("place", "contact")  # What can be added, and taken out.


def columns(keyring: Keyring, key: PersonKey, case_id: CaseId, said: Mapping[str, str]) -> dict[str, Any]:
    """`said`: the texts by `FIELDS`. What is empty or left out is `None`, but for the matter, which each case has."""
    contact, name = canonical(said.get("contact", "")), canonical_name(said.get("name", ""))

    def sealed(field: str) -> bytes | None:
        text = said.get(field, "")
        return key.seal(text, aad(f"case.{field}", case_id)) if text or field == "matter" else None

    return {f"{field}_sealed": sealed(field) for field in FIELDS} | {
        "contact_index": keyring.blind_index(contact) if contact else None,
        "name_index": keyring.blind_index(f"name:{name}") if name else None,
    }


async def correctable(tx: Tx, key: PersonKey, case_id: CaseId) -> dict[str, str]:
    """The texts by `FIELDS`, those that are kept and those that can be added, empty for one that does not open; and the `subject`, where
    staff gave it one."""
    row = await store.SQL.found_case(tx.conn, id=case_id)
    sealed = {
        "name": row.name_sealed,
        "contact": row.contact_sealed,
        "place": row.place_sealed,
        "matter": row.matter_sealed,
        "behalf": row.behalf_sealed,
        "guardian": row.guardian_sealed,
    }
    added = () if row.anonymous else MAY_BE_EMPTY
    return ({"subject": row.subject} if row.subject else {}) | {
        field: unreadable.open_text(tx, key, text, f"case.{field}", case_id) or ""
        for field, text in sealed.items()
        if text is not None or field in added
    }


async def rectify(
    tx: Tx, context: AppContext, case_id: CaseId, key: PersonKey, said: Mapping[str, str], actor: Actor
) -> None:
    """Keeps these texts in the place of those before, with the indexes by which the case is found. What waits to be sent goes to the new
    contact; without one, answers are read on the page. Raises `BadInput`: `contact_needed` for a contact by which the answer cannot go,
    `personal` for a subject that points at somebody."""
    await store.lock_case(tx, case_id)
    row = await store.SQL.found_case(tx.conn, id=case_id)
    contact = said.get("contact")
    if contact and not reaches(contact, row.answer_by):
        raise BadInput(Code.CONTACT_NEEDED, {"contact": Code.CONTACT_NEEDED.value})
    if points_at_somebody(said.get("subject", "")):
        raise BadInput(fields={"subject": "personal"})
    new = columns(context.keyring, key, case_id, said)
    await store.SQL.rectify(
        tx.conn,
        id=case_id,
        subject=said.get("subject", row.subject),
        name_sealed=new["name_sealed"] if "name" in said else row.name_sealed,
        name_index=new["name_index"] if "name" in said else row.name_index,
        contact_sealed=new["contact_sealed"] if "contact" in said else row.contact_sealed,
        contact_index=new["contact_index"] if "contact" in said else row.contact_index,
        place_sealed=new["place_sealed"] if "place" in said else row.place_sealed,
        matter_sealed=new["matter_sealed"] if "matter" in said else row.matter_sealed,
        behalf_sealed=new["behalf_sealed"] if "behalf" in said else row.behalf_sealed,
        guardian_sealed=new["guardian_sealed"] if "guardian" in said else row.guardian_sealed,
        answer_by="page" if contact == "" and row.answer_by in ("email", "telephone") else row.answer_by,
    )
    if contact is not None:
        await own_contact.redirect(tx, context, case_id, key, contact)
    await papers.SQL.forget_papers_of_case(tx.conn, case_id=case_id)
    await store.append(tx, case_id, "rectified", actor)
