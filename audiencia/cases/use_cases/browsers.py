"""A citizen who has proven folio and PIN asks to be told by push, in this browser, how the case goes on, and takes that back.
What the person gave as contact is told without asking here; a browser is asked for alone. It goes with the case: when that is
concluded there is nothing more to tell."""

from audiencia.cases.domain.case import CaseState
from audiencia.cases.store import store as cases
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import CaseId
from audiencia.notifications import store, subscriptions
from audiencia.runtime.context import AppContext


async def ask(context: AppContext, case_id: CaseId, subscription: str, language: str) -> None:
    """From now on this browser is told; again is no change.
    Raises `Refused(not_allowed_now)` when the case is concluded or this installation sends no push, `BadInput` for what is no
    subscription or leads into a network of our own."""
    async with context.database.begin() as tx:
        held = await cases.lock_case(tx, case_id)
        if held.state is CaseState.CONCLUDED or "push" not in context.channels.on:
            raise Refused(Code.NOT_ALLOWED_NOW, action="tell_me")
        address = subscriptions.checked(context, subscription)
        person_id = await cases.SQL.person_of_case(tx.conn, id=case_id)
        await subscriptions.keep(context, tx, person_id, "push", address, language)


async def stop(context: AppContext, case_id: CaseId, subscription: str) -> None:
    """This browser is told no more; what waits to be sent goes with it."""
    async with context.database.begin() as tx:
        person_id = await cases.SQL.person_of_case(tx.conn, id=case_id)
        index = subscriptions.index(context, "push", subscriptions.checked(context, subscription))
        await store.SQL.forget_ways(tx.conn, person_id=person_id, reason="case", channel="push", address_index=index)


async def is_on(context: AppContext, case_id: CaseId, subscription: str) -> bool:
    """Whether this browser is told."""
    index = subscriptions.index(context, "push", subscriptions.checked(context, subscription))
    async with context.database.read() as conn:
        person_id = await cases.SQL.person_of_case(conn, id=case_id)
        return bool(await store.SQL.has_way(conn, person_id=person_id, reason="case", address_index=index))
