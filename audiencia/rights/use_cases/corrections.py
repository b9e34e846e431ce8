"""What a rectification that was granted, or a cancellation that was granted in part, changes of what is held under a folio."""

from collections.abc import Mapping
from uuid import UUID

from audiencia.cases.api import correctable_in_case, rectify_case
from audiencia.core.actor import Actor
from audiencia.core.errors import BadInput, Code, Refused
from audiencia.core.ids import AttentionId, CaseId
from audiencia.db.database import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import PersonKey
from audiencia.queue.api import correctable_in_visit, rectify_visit
from audiencia.rights.store import requests as store
from audiencia.rights.store.requests import Kept
from audiencia.rights.use_cases.keys import key_to_write
from audiencia.runtime.context import AppContext

MAY_BE_EMPTY = frozenset({"contact", "phone", "place"})
"""What can be taken out; the rest is what visit or petition consist of, and is corrected."""


async def correctable(tx: Tx, context: AppContext, kept: Kept) -> dict[str, str]:
    """The texts that can be corrected, by their fields; of a visit with a case as the case has them. None of who was suppressed."""
    key = await key_to_write(tx, context, kept.person_id)
    return {} if key is None else await _correctable(tx, key, kept)


async def _correctable(tx: Tx, key: PersonKey, kept: Kept) -> dict[str, str]:
    about = UUID(str(kept.about[1]))
    held = await store.SQL.held_in(tx.conn, id=about)
    visit = await correctable_in_visit(tx, key, AttentionId(about)) if held.has_visit else {}
    return visit | (await correctable_in_case(tx, key, CaseId(about)) if held.has_case else {})


async def correct(
    tx: Tx, context: AppContext, kept: Kept, said: Mapping[str, str], actor: Actor, *, elsewhere: bool
) -> None:
    """Keeps what is said otherwise than it was, in the visit and in its case; that it was done is on record. `elsewhere`: it was done in
    what no field here holds.

    Raises `BadInput`: `nothing_changed`; `required` of what cannot be empty; `contact_needed`. `Refused(not_allowed_now)` without a key.
    """
    key = await key_to_write(tx, context, kept.person_id)
    if key is None:
        raise Refused(Code.NOT_ALLOWED_NOW)
    before = await _correctable(tx, key, kept)
    changed = {
        field: said[field] for field in said.keys() & before.keys() if said[field].split() != before[field].split()
    }
    missing = {field: "required" for field, text in changed.items() if not text and field not in MAY_BE_EMPTY}
    if missing:
        raise BadInput(fields=missing)
    if not changed:
        if not elsewhere:
            raise BadInput(fields={"elsewhere": "nothing_changed"})
        return
    about = UUID(str(kept.about[1]))
    held = await store.SQL.held_in(tx.conn, id=about)
    if held.has_visit:
        await rectify_visit(tx, context, AttentionId(about), key, changed)
    if held.has_case:
        await rectify_case(tx, context, CaseId(about), key, changed, actor)
    await audit.record(tx.conn, actor, Action.DATA_RECTIFIED, kept.about, why=kept.request.right)
