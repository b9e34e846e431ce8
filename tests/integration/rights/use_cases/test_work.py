"""News of a request go by the ways that the person allowed, and by no other; what is over leaves the list after its time."""

from dataclasses import replace
from uuid import uuid4

import pytest

from audiencia.cases.api import tell_of_rights
from audiencia.core.ids import CommandId
from audiencia.rights.domain.request import Capacity, Decision, Right, State
from audiencia.rights.use_cases import ask, work
from audiencia.rights.use_cases.ask import Asked
from audiencia.rights.use_cases.work import Act, Effect
from audiencia.runtime.channels import Channels
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.page_cases import send


@pytest.mark.parametrize("agreed", [True, False])
async def test_news_are_told_as_the_person_allowed(context: AppContext, agreed: bool) -> None:
    context = replace(context, channels=Channels(mail=True))
    officer = await account(context, "datos", Role.PRIVACY_OFFICER, "tapo7-rilu3-semi4-kado5")
    purposes = tuple(one.code for one in context.municipality.notice.purposes if agreed or one.required)
    await send(context, contact="ana@example.org", purposes=purposes)
    async with context.database.read() as conn:
        case_id = await conn.fetchval("SELECT id FROM case_file")
    asked = Asked(CommandId(uuid4()), Right.ACCESS, Capacity.SELF, "")
    request_id = await ask.by_holder(context, case_id, asked)
    await work.decide(context, Act(officer, request_id, 1, "Se concede"), Decision.GRANTED)
    async with context.database.read() as conn:
        told = await conn.fetchval("SELECT count(*) FROM outbox WHERE kind = 'case_state' AND about = $1", case_id)
    assert told == (1 if agreed else 0)


async def granted(context: AppContext, right: Right, decision: Decision = Decision.GRANTED) -> Act:
    """What somebody, who gave an e-mail and allowed everything, asked for and was granted; gives what makes it effective."""
    officer = await account(context, "datos", Role.PRIVACY_OFFICER, "tapo7-rilu3-semi4-kado5")
    await send(context, contact="ana@example.org")
    async with context.database.read() as conn:
        case_id = await conn.fetchval("SELECT id FROM case_file")
    request_id = await ask.by_holder(context, case_id, Asked(CommandId(uuid4()), right, Capacity.SELF, "Que ya no"))
    await work.decide(context, Act(officer, request_id, 1, "Se concede"), decision)
    return Act(officer, request_id, 2, "Hecho")


@pytest.mark.parametrize(
    ("decision", "stopped", "left"),
    [
        (Decision.GRANTED, (), 0),
        (Decision.PARTLY, ("follow_up",), 0),
        (Decision.PARTLY, ("attention",), 3),
    ],
)
async def test_after_an_opposition_nothing_goes_to_the_contact_any_more(
    context: AppContext, decision: Decision, stopped: tuple[str, ...], left: int
) -> None:
    context = replace(context, channels=Channels(mail=True))
    done = await granted(context, Right.OPPOSITION, decision)
    await work.make_effective(context, done, Effect(stopped))
    async with context.database.begin() as tx:
        await tell_of_rights(tx, context, await tx.conn.fetchval("SELECT id FROM case_file"))
    async with context.database.read() as conn:
        waiting = await conn.fetchval("SELECT count(*) FROM outbox WHERE channel = 'mail'")
        acts = await conn.fetch("SELECT actor_id, why FROM audit WHERE action = 'consent_withdrawn'")
    assert waiting == left
    assert [tuple(one) for one in acts] == ([] if left else [(done.staff_id, "opposition")])


async def test_what_was_not_clarified_in_time_leaves_the_list_as_all_that_is_over(context: AppContext) -> None:
    await send(context)
    async with context.database.read() as conn:
        case_id = await conn.fetchval("SELECT id FROM case_file")
    lapsed, _ = [
        await ask.by_holder(context, case_id, Asked(CommandId(uuid4()), Right.ACCESS, Capacity.SELF, ""))
        for _ in range(2)
    ]
    async with context.database.begin() as tx:
        today = context.municipality.day_of(tx.now)
        change = (
            "UPDATE rights_request SET state = 'asked', stopped_on = $2, days_left = 9, clarify_by = $2 WHERE id = $1"
        )
        await tx.conn.execute(change, lapsed, today)
    found = []
    for days in (1, work.SHOWN_FOR.days):
        async with context.database.begin() as tx:
            await tx.conn.execute("UPDATE app_clock SET shift = shift + make_interval(days => $1)", days)
        found.append([row.state for row in await work.listed(context)])
    assert found == [[State.RECEIVED, State.LAPSED], [State.RECEIVED]]
