"""Somebody lost folio or PIN of a petition: the front desk finds it by the name that it has just read on an identification.
The name is never shown: it is typed, and only what was sent under the same one is found. Complaints about public servants are
told to their own department alone, so they are not found here, and what was sent without a name belongs to whoever has its PIN."""

from dataclasses import dataclass
from datetime import datetime

from audiencia.cases.api import CaseState, append_case_event, case_named, cases_of_name, renew_case_secrets
from audiencia.core import folio as folios
from audiencia.core.actor import staff_actor
from audiencia.core.errors import BadInput, Code, existing
from audiencia.core.folio import Folio
from audiencia.core.ids import CaseId, CommandId, StaffId
from audiencia.db.commands import once
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.contact import canonical
from audiencia.privacy.names import canonical_name
from audiencia.queue.api import FRONT_DESK, renew_secrets
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text


@dataclass(frozen=True, slots=True)
class Lost:
    """One petition under the name. `withdrawn`: nobody wants an answer to it any more."""

    case_id: CaseId
    folio: Folio
    made_at: datetime
    state: CaseState
    withdrawn: bool
    department: Text


async def find(context: AppContext, staff_id: StaffId, name: str, narrowed_by: str = "") -> list[Lost]:
    """What was sent under this name, the newest first; that it was looked up is on record, found or not.
    `narrowed_by`: a folio, a telephone or an e-mail, or nothing. Raises `BadInput` without a name, and for what is none of these."""
    index = _name_index(context, name)
    folio, contact = _narrowed(context, narrowed_by)
    async with context.database.begin() as tx:
        rows = [row async for row in cases_of_name(tx.conn, name_index=index, contact_index=contact, folio=folio)]
        looked_up = [("case", str(row.id)) for row in rows] or [("name", index.hex())]
        for kind, object_id in looked_up:
            await audit.record(tx.conn, staff_actor(staff_id), Action.LOOKED_UP, (kind, object_id), why=FRONT_DESK)
    return [
        Lost(
            CaseId(row.id),
            Folio(row.folio),
            row.made_at,
            CaseState(row.state),
            row.withdrawn,
            Text(es=row.name_es, en=row.name_en),
        )
        for row in rows
    ]


async def renew_pin(context: AppContext, staff_id: StaffId, command_id: CommandId, case_id: CaseId, name: str) -> None:
    """The petition has another PIN, once for each command; the old one, and browsers that are open with it, hold no more.
    Raises `NotFound(unknown_case)` unless it was sent under this name."""
    index = _name_index(context, name)

    async def act(tx: Tx) -> None:
        row = existing(await case_named(tx.conn, id=case_id, name_index=index), Code.UNKNOWN_CASE)
        actor = staff_actor(staff_id)
        if row.attention_id is None:
            generation = await renew_case_secrets(tx.conn, id=case_id)
        else:
            generation = await renew_secrets(tx.conn, attention_id=row.attention_id)
        await append_case_event(tx, case_id, "pin_renewed", actor, detail={"generation": generation})
        await audit.record(tx.conn, actor, Action.PIN_RENEWED, ("case", case_id), why=FRONT_DESK)

    await once(context, f"staff:{staff_id}", command_id, act)


def _name_index(context: AppContext, name: str) -> bytes:
    found = canonical_name(name)
    if not found:
        raise BadInput(fields={"name": "required"})
    return context.keyring.blind_index(f"name:{found}")


def _narrowed(context: AppContext, typed: str) -> tuple[Folio | None, bytes | None]:
    if not typed.strip():
        return None, None
    try:
        return folios.parse(typed), None
    except BadInput:
        found = canonical(typed)
        if found is None:
            raise BadInput(fields={"q": "unknown"}) from None
        return None, context.keyring.blind_index(found)
