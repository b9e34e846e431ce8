"""A case that nobody works on any more: the citizen does not want an answer, or may not be attended."""

from audiencia.cases.domain import case as cases
from audiencia.cases.domain.case import Withdrawal
from audiencia.cases.store import store
from audiencia.cases.use_cases.rules import calendar_of
from audiencia.core.actor import CITIZEN, Actor
from audiencia.core.ids import CaseId
from audiencia.db.unit_of_work import Tx
from audiencia.notifications import outbox
from audiencia.notifications.kinds import Kind
from audiencia.runtime.context import AppContext

NO_MORE = (Kind.CASE_RECEIVED, Kind.CASE_STATE, Kind.CASE_CLARIFICATION, Kind.CASE_REMINDER, Kind.STAFF_CASE_DUE)
"""What tells of the way of a case to its answer. An answer that was given is still told of, as is what befell the person's data, and news
of their requests about them."""


async def withdraw_case(tx: Tx, context: AppContext, case_id: CaseId, by: Withdrawal, actor: Actor = CITIZEN) -> None:
    """Concluded at once, and nothing more is told of it. Again it changes nothing. Raises `Refused(not_allowed_now)`."""
    held = await store.lock_case(tx, case_id)
    if held.conclusion == by:
        return
    calendar = calendar_of(context)
    today = calendar.day_of(tx.now)
    after = cases.withdraw(held, by, calendar, tx.now, today)
    await store.write_case(tx, held, after, by, actor)
    await store.SQL.drop_from_figures(tx.conn, id=case_id, today=today)
    await outbox.recall_kinds(tx, case_id, NO_MORE)
