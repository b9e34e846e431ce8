"""A citizen who has proven folio and PIN asks to be told by push, in this browser, how the case goes on, and takes that back.

What the person gave as contact is told without asking here; a browser is asked for alone. It goes with the case: when that is
concluded there is nothing more to tell.
"""

from audiencia.cases.domain.case import CaseState
from audiencia.cases.store import store as cases
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import CaseId
from audiencia.notifications import store, subscriptions
from audiencia.runtime.context import House


async def ask(house: House, case_id: CaseId, subscription: str, language: str) -> None:
    """From now on this browser is told; again is no change.

    Raises `Refused(not_allowed_now)` when the case is concluded or this installation sends no push, `BadInput` for what is no
    subscription or leads into a network of our own.
    """
    async with house.database.begin() as tx:
        held = await cases.lock_case(tx, case_id)
        if held.state is CaseState.CONCLUDED or "push" not in house.channels.on:
            raise Refused(Code.NOT_ALLOWED_NOW, action="tell_me")
        address = subscriptions.checked(house, subscription)
        person_id = await cases.SQL.person_of_case(tx.conn, id=case_id)
        await subscriptions.keep(house, tx, person_id, "push", address, language)


async def stop(house: House, case_id: CaseId, subscription: str) -> None:
    """This browser is told no more; what waits to be sent goes with it."""
    async with house.database.begin() as tx:
        person_id = await cases.SQL.person_of_case(tx.conn, id=case_id)
        index = subscriptions.index(house, "push", subscriptions.checked(house, subscription))
        await store.SQL.forget_ways(tx.conn, person_id=person_id, reason="case", channel="push", address_index=index)


async def is_on(house: House, case_id: CaseId, subscription: str) -> bool:
    """Whether this browser is told."""
    index = subscriptions.index(house, "push", subscriptions.checked(house, subscription))
    async with house.database.read() as conn:
        person_id = await cases.SQL.person_of_case(conn, id=case_id)
        return bool(await store.SQL.has_way(conn, person_id=person_id, reason="case", address_index=index))
