"""News of a request go by the ways that the person allowed, and by no other; what is over leaves the list after its time."""

from dataclasses import replace
from uuid import uuid4

import pytest

from audiencia.cases.api import tell_of_data
from audiencia.core.errors import BadInput
from audiencia.core.ids import CommandId
from audiencia.notifications.kinds import Kind
from audiencia.privacy import store as persons
from audiencia.rights.domain.request import Capacity, Decision, Right, State
from audiencia.rights.export.gather import gather
from audiencia.rights.use_cases import ask, holder, work
from audiencia.rights.use_cases.ask import Asked
from audiencia.rights.use_cases.work import Act, Effect
from audiencia.runtime.channels import Channels
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account, join
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
        told = await conn.fetchval("SELECT count(*) FROM outbox WHERE kind = 'data_right' AND about = $1", case_id)
    assert told == (1 if agreed else 0)


@pytest.mark.parametrize("agreed", [True, False])
async def test_who_asks_about_a_visit_is_told_of_the_question_the_answer_and_the_effect(
    context: AppContext, agreed: bool
) -> None:
    context = replace(context, channels=Channels(mail=True))
    officer = await account(context, "datos", Role.PRIVACY_OFFICER, "tapo7-rilu3-semi4-kado5")
    purposes = ("attention", "follow_up") if agreed else ("attention",)
    await join(context, contact="ana@example.org", purposes=purposes)
    async with context.database.read() as conn:
        row = await conn.fetchrow("SELECT id, person_id FROM attention")
    assert row is not None
    request_id = await ask.by_holder(context, row["id"], Asked(CommandId(uuid4()), Right.ACCESS, Capacity.SELF, ""))
    found = await holder.holder_of(context, row["id"])
    assert found is not None
    await work.ask(context, Act(officer, request_id, 1, "¿De qué fecha?"))
    await holder.clarify(context, found, request_id, "De mayo")
    await work.extend(context, Act(officer, request_id, 3, "Hay que buscarlo"))
    await work.decide(context, Act(officer, request_id, 4, "Se concede"), Decision.GRANTED)
    await work.make_effective(context, Act(officer, request_id, 5, "Hecho"))
    async with context.database.read() as conn:
        told = await conn.fetch("SELECT about, channel FROM outbox WHERE kind = 'data_right'")
        key = await persons.person_key(conn, context.keyring, row["person_id"])
        held = await gather(conn, row["person_id"], key)
    assert [tuple(one) for one in told] == [(row["id"], "mail")] * (4 if agreed else 0)
    assert [one["kind"] for one in held.get("outbox", ())] == ["data_right"] * len(told), "they stand in the export"


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
    ("decision", "effect", "left"),
    [
        (Decision.GRANTED, Effect(), 0),
        (Decision.PARTLY, Effect(("follow_up",)), 0),
        (Decision.PARTLY, Effect(elsewhere=True), 3),
    ],
)
async def test_after_an_opposition_nothing_goes_to_the_contact_any_more(
    context: AppContext, decision: Decision, effect: Effect, left: int
) -> None:
    context = replace(context, channels=Channels(mail=True))
    done = await granted(context, Right.OPPOSITION, decision)
    await work.make_effective(context, done, effect)
    async with context.database.begin() as tx:
        await tell_of_data(tx, context, await tx.conn.fetchval("SELECT id FROM case_file"), Kind.DATA_RIGHT)
    async with context.database.read() as conn:
        waiting = await conn.fetchval("SELECT count(*) FROM outbox WHERE channel = 'mail'")
        acts = await conn.fetch("SELECT actor_id, why FROM audit WHERE action = 'consent_withdrawn'")
    assert waiting == left
    assert [tuple(one) for one in acts] == ([] if left else [(done.staff_id, "opposition")])


@pytest.mark.parametrize("stopped", [(), ("attention",)])
async def test_an_opposition_is_not_done_while_nothing_was_stopped(
    context: AppContext, stopped: tuple[str, ...]
) -> None:
    done = await granted(context, Right.OPPOSITION, Decision.PARTLY)
    with pytest.raises(BadInput) as refused:
        await work.make_effective(context, done, Effect(stopped))
    assert refused.value.fields == {"stop": "required"}
    async with context.database.begin() as tx:
        assert await tx.conn.fetchval("SELECT state FROM rights_request") == "granted"
        await tx.conn.execute("UPDATE consent SET revoked_at = given_at")
    await work.make_effective(context, done, Effect(stopped))
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT state FROM rights_request") == "done"


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
