"""What a case keeps of its person, sealed, and by what staff find it again, as columns of `case_file`."""

from collections.abc import Mapping
from typing import Any

from audiencia.core.ids import CaseId
from audiencia.privacy.contact import canonical
from audiencia.privacy.crypto import Keyring, PersonKey, aad
from audiencia.privacy.names import canonical_name

FIELDS = ("name", "matter", "place", "contact", "behalf", "guardian")


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
