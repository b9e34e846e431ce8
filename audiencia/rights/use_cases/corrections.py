"""What a rectification that was granted, or a cancellation that was granted in part, changes of what is held under a folio."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from audiencia.cases.api import correctable_in_case, lock_case, rectify_case
from audiencia.core.actor import Actor
from audiencia.core.errors import BadInput, Code, Refused, Stale
from audiencia.core.ids import AttentionId, CaseId
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import PersonKey
from audiencia.queue.api import correctable_in_visit, lock_visit, rectify_visit
from audiencia.rights.store import requests as store
from audiencia.rights.store.requests import Kept
from audiencia.rights.use_cases.keys import key_of, key_to_write
from audiencia.runtime.context import AppContext

MAY_BE_EMPTY = frozenset({"contact", "phone", "place", "subject"})
"""What can be taken out; the rest is what visit or petition consist of, and is corrected."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """The texts as they are right, or empty, by their fields. `shown`: the `mark` of what each field said when it was shown."""

    said: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)


NO_TEXT = Corrected()


def mark(context: AppContext, request_id: UUID, name: str, text: str) -> str:
    """By what a text that was shown in a field is known again; spaces do not count."""
    return context.keyring.keyed_hash("shown-text", f"{request_id}:{name}:{' '.join(text.split())}").hex()


async def correctable(tx: Tx, context: AppContext, kept: Kept) -> dict[str, str]:
    """The texts that can be corrected, by their fields; of a visit with a case as the case has them. None of who was suppressed, or whose
    key is damaged."""
    key = await key_of(tx.conn, context, kept.person_id)
    return {} if key is None else await _correctable(tx, key, UUID(str(kept.about[1])))


async def _correctable(tx: Tx, key: PersonKey, about: UUID) -> dict[str, str]:
    held = await store.SQL.held_in(tx.conn, id=about)
    visit = await correctable_in_visit(tx, key, AttentionId(about)) if held.has_visit else {}
    return visit | (await correctable_in_case(tx, key, CaseId(about)) if held.has_case else {})


async def correct(
    tx: Tx, context: AppContext, kept: Kept, corrected: Corrected, actor: Actor, *, elsewhere: bool
) -> None:
    """Keeps what is said otherwise than it was shown, in the visit and in its case; that it was done is on record. `elsewhere`: it was done
    in what no field here holds.
    Raises `BadInput`: `nothing_changed`; `required` of what cannot be empty; `contact_needed`, `telephone_needed`. `Stale` where
    somebody else changed the same text since it was shown. `Refused(not_allowed_now)` without a key."""
    key = await key_to_write(tx, context, kept.person_id)
    if key is None:
        raise Refused(Code.NOT_ALLOWED_NOW)
    about = UUID(str(kept.about[1]))
    # Read under the locks: a visit becomes no case any more, and nobody else corrects either.
    await lock_visit(tx, AttentionId(about))
    held = await store.SQL.held_in(tx.conn, id=about)
    if held.has_case:
        await lock_case(tx, CaseId(about))
    changed = _changed(context, kept, await _correctable(tx, key, about), corrected)
    missing = {name: "required" for name, text in changed.items() if not text and name not in MAY_BE_EMPTY}
    if missing:
        raise BadInput(fields=missing)
    if not changed:
        if not elsewhere:
            raise BadInput(fields={"elsewhere": "nothing_changed"})
        return
    if held.has_visit:
        await rectify_visit(tx, context, AttentionId(about), key, changed, has_case=held.has_case)
    if held.has_case:
        await rectify_case(tx, context, CaseId(about), key, changed, actor)
    await audit.record(tx.conn, actor, Action.DATA_RECTIFIED, kept.about, why=kept.request.right)


def _changed(context: AppContext, kept: Kept, held: Mapping[str, str], corrected: Corrected) -> dict[str, str]:
    """What is said otherwise than it was shown."""

    def is_shown(name: str, text: str) -> bool:
        return mark(context, kept.id, name, text) == corrected.shown.get(name)

    changed = {name: text for name, text in corrected.said.items() if name in held and not is_shown(name, text)}
    if not all(is_shown(name, held[name]) for name in changed):
        raise Stale(Code.STALE_VERSION)
    return changed
