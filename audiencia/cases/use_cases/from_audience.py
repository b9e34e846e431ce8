"""An attention that is not over with its call becomes a case with the same folio and PIN: its outcome is "in process", the
citizen says that the immediate answer did not settle it, or closing time cut its number off."""

from typing import TYPE_CHECKING, Literal, cast

from audiencia.cases.domain.case import CaseState
from audiencia.cases.store import store
from audiencia.cases.use_cases import attachments, sealed_fields
from audiencia.cases.use_cases.rules import calendar_of, kind_at, rules_of
from audiencia.cases.use_cases.withdraw import withdraw_case
from audiencia.core import deadlines
from audiencia.core.actor import SYSTEM, Actor
from audiencia.core.folio import Folio
from audiencia.core.ids import AttentionId, CaseId
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import store as persons
from audiencia.privacy import unreadable
from audiencia.privacy.crypto import PersonKey
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.cases.store.cases_sql import AttentionForCase

Why = Literal["in_process", "reopened", "carried_over"]
_STATE = {"in_process": CaseState.IN_PROCESS, "reopened": CaseState.REOPENED, "carried_over": CaseState.RECEIVED}


async def open_case(context: AppContext, tx: Tx, attention_id: AttentionId, why: Why, actor: Actor = SYSTEM) -> None:
    """Opens the attention's case in the transaction that made it necessary; without effect where there is one, or where the
    person was erased or their key cannot be used. The term begins with today's reception, whatever day the visit began on. That of a minor
    whose guardian took the authorisation back is over at once."""
    if await store.SQL.has_case(tx.conn, attention_id=attention_id):
        return
    row = await store.SQL.attention_for_case(tx.conn, id=attention_id)
    about = row.about_case and await store.SQL.open_case_about(tx.conn, id=row.about_case)
    if about:
        # The matter has a folio and a term already: the visit is a step on its way.
        detail = {"outcome_by": row.outcome_by} if row.outcome_by else {}
        await store.append(tx, CaseId(about), "attended", actor, reason=why, detail=detail)
        await _hand_over(context, tx, row, CaseId(about))
        return
    keys = await persons.person_keys(tx.conn, context.keyring, [row.person_id])
    if row.person_id not in keys:
        await unreadable.note_key(tx.conn, row.person_id)
        return
    calendar, case_id = calendar_of(context), CaseId(attention_id)
    received_on = calendar.received_on(tx.now)
    term = deadlines.start(calendar, received_on, rules_of(context, row.topic_of, row.topic_slug).term_days)
    nobody_has_it = why == "in_process" and row.assigned_to is None
    state = CaseState.RECEIVED if nobody_has_it else _STATE[why]
    await store.SQL.insert_case(
        tx.conn,
        id=case_id,
        folio=Folio(row.folio),
        person_id=row.person_id,
        attention_id=attention_id,
        source="carried_over" if why == "carried_over" else "audience",
        kind=kind_at(context, row.department_slug, row.about),
        topic_id=row.topic_id,
        department_id=row.department_id,
        about_department_id=row.about,
        state=state,
        assigned_to=row.assigned_to,
        language=row.language,
        demo=row.demo,
        made_by=None,
        made_at=tx.now,
        received_on=received_on,
        due_on=term.due_on,
        calendar=term.calendar,
        answered_at=row.outcome_at if why == "reopened" else None,
        answer_by="page",
        behalf="self",
        anonymous=False,
        **sealed_fields.columns(context.keyring, keys[row.person_id], case_id, _said(tx, keys[row.person_id], row)),
    )
    await store.append(tx, case_id, "opened", actor, to_state=state, reason=why)
    await _hand_over(context, tx, row, case_id)
    if row.unauthorised:
        await withdraw_case(tx, context, case_id, "guardian_withdrew", actor)


async def _hand_over(context: AppContext, tx: Tx, row: "AttentionForCase", case_id: CaseId) -> None:
    """The pictures of the visit's calls; what opens no more stays with the visit until its time is over."""
    person_id = await store.SQL.person_of_case(tx.conn, id=case_id)
    keys = await persons.person_keys(tx.conn, context.keyring, [row.person_id, person_id])
    if row.person_id in keys and person_id in keys:
        await attachments.give_to_case(tx, AttentionId(row.id), keys[row.person_id], case_id, keys[person_id])


def _said(tx: Tx, key: PersonKey, row: "AttentionForCase") -> dict[str, str]:
    """What the visit keeps of the person. What does not open stays with it."""
    sealed = {
        "name": row.name_sealed,
        "matter": row.matter_sealed,
        "contact": row.contact_sealed,
        "guardian": row.guardian_sealed,
    }
    return {
        name: unreadable.open_text(tx, key, value, f"attention.{name}", row.id) or "" for name, value in sealed.items()
    }


async def adopt(context: AppContext) -> int:
    """Opens the cases of what was left before there were any; gives how many. Any node may do it, until it gives none."""
    async with context.database.begin() as tx:
        rows = [row async for row in store.SQL.attentions_without_case(tx.conn)]
        for row in rows:
            await open_case(context, tx, AttentionId(row.id), cast("Why", row.why))
    return len(rows)
