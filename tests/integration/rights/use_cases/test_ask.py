"""How many requests one person may have open."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from audiencia.core.actor import staff_actor
from audiencia.core.errors import Code, NotFound, Refused, Unreadable
from audiencia.core.ids import CommandId, PersonId
from audiencia.privacy.retention import suppression
from audiencia.rights.domain.request import Capacity, Decision, Right
from audiencia.rights.export.gather import take
from audiencia.rights.use_cases import ask, holder, work
from audiencia.rights.use_cases.ask import OPEN_AT_MOST, Asked
from audiencia.rights.use_cases.work import Act
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.page_cases import send


async def test_requests_that_lapsed_lock_nobody_out(context: AppContext) -> None:
    await send(context)
    asked = Asked(CommandId(uuid4()), Right.ACCESS, Capacity.SELF, "")
    async with context.database.read() as conn:
        case_id = await conn.fetchval("SELECT id FROM case_file")
    for _ in range(OPEN_AT_MOST):
        await ask.by_holder(context, case_id, replace(asked, command_id=CommandId(uuid4())))
    async with context.database.begin() as tx:
        today = context.municipality.day_of(tx.now)
        await tx.conn.execute(
            "UPDATE rights_request SET state = 'asked', stopped_on = $1, days_left = 10, clarify_by = $2",
            today - timedelta(days=10),
            today,
        )
    with pytest.raises(Refused) as refused:
        await ask.by_holder(context, case_id, asked)
    assert refused.value.code is Code.TOO_MANY_REQUESTS_OPEN
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = shift + interval '1 day'")
    assert await ask.by_holder(context, case_id, asked)


async def test_with_a_damaged_key_nothing_that_is_written_gets_lost_and_the_list_goes_on(context: AppContext) -> None:
    officer = await account(context, "datos", Role.PRIVACY_OFFICER, "tapo7-rilu3-semi4-kado5")
    await send(context)
    await send(context)
    async with context.database.read() as conn:
        rows = await conn.fetch("SELECT id, folio, person_id FROM case_file ORDER BY made_at")
    asked = [
        await ask.by_holder(context, row["id"], Asked(CommandId(uuid4()), Right.ACCESS, Capacity.SELF, "¿Qué saben?"))
        for row in (*rows, rows[0])
    ]
    await work.ask(context, Act(officer, asked[0], 1, "¿De qué fecha?"))
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE person SET key_wrapped = '\\x01ff' WHERE id = $1", rows[0]["person_id"])
    mine = await holder.holder_of(context, rows[0]["id"])
    assert mine is not None
    for act in (
        ask.by_holder(context, rows[0]["id"], Asked(CommandId(uuid4()), Right.ACCESS, Capacity.SELF, "¿Y ahora?")),
        ask.before_staff(
            context, officer, rows[0]["folio"], Asked(CommandId(uuid4()), Right.ACCESS, Capacity.SELF, "x")
        ),
        holder.clarify(context, mine, asked[0], "De mayo"),
        work.decide(context, Act(officer, asked[2], 1, "Se concede"), Decision.GRANTED),
    ):
        async with context.database.begin() as tx:
            await tx.conn.execute("DELETE FROM unreadable")
        with pytest.raises(Refused) as refused:
            await act
        assert refused.value.code is Code.DATA_UNREADABLE
        async with context.database.read() as conn:
            assert await conn.fetchval("SELECT object_id FROM unreadable") == rows[0]["person_id"]
    assert len(await work.listed(context)) == len(asked)
    assert [[one.text for one in seen.events] for seen in await holder.own(context, mine)] == [[None], [None, None]]
    await work.decide(context, Act(officer, asked[1], 1, "Se concede"), Decision.GRANTED)


async def test_every_right_is_exercised_over_blocked_data_before_staff_alone(context: AppContext) -> None:
    officer = await account(context, "datos", Role.PRIVACY_OFFICER, "tapo7-rilu3-semi4-kado5")
    await send(context, contact="ana@example.org")
    async with context.database.begin() as tx:
        row = await tx.conn.fetchrow("SELECT id, folio, person_id FROM case_file")
        assert row is not None
        await suppression.block(tx.conn, PersonId(row["person_id"]), "retention")
    with pytest.raises(NotFound):
        await ask.by_holder(context, row["id"], Asked(CommandId(uuid4()), Right.ACCESS, Capacity.SELF, "¿Qué saben?"))
    assert await holder.holder_of(context, row["id"]) is None
    made = dict[Right, UUID]()
    for right in (Right.ACCESS, Right.CANCELLATION):
        asked = Asked(CommandId(uuid4()), right, Capacity.SELF, "Lo pide aquí", identity="passport")
        made[right] = await ask.before_staff(context, officer, row["folio"], asked)
    seen, _rules = await work.read(context, officer, made[Right.ACCESS])
    assert seen.blocked and [one.text for one in seen.events] == ["Lo pide aquí"]
    for request_id in made.values():
        await work.decide(context, Act(officer, request_id, 1, "Se concede"), Decision.GRANTED)
    held = (await take(context, made[Right.ACCESS], staff_actor(officer))).held
    assert held["case_file"][0]["contact"] == "ana@example.org"
    for request_id in made.values():
        await work.make_effective(context, Act(officer, request_id, 2, "Hecho"))
    async with context.database.begin() as tx:
        assert await tx.conn.fetchval("SELECT blocked_for FROM person") == "cancellation"
        await suppression.suppress(tx.conn, context.keyring, PersonId(row["person_id"]), "cancellation")
        await tx.conn.execute("UPDATE case_file SET folio = $1", row["folio"])
    with pytest.raises(NotFound):
        await ask.before_staff(context, officer, row["folio"], replace(asked, command_id=CommandId(uuid4())))


async def test_what_the_office_writes_of_a_blocked_person_is_kept_or_refused(context: AppContext) -> None:
    officer = await account(context, "datos", Role.PRIVACY_OFFICER, "tapo7-rilu3-semi4-kado5")
    await send(context, contact="ana@example.org")
    async with context.database.read() as conn:
        row = await conn.fetchrow("SELECT id, person_id FROM case_file")
    assert row is not None
    person_id = PersonId(row["person_id"])
    asked = [Asked(CommandId(uuid4()), Right.ACCESS, Capacity.SELF, "¿Qué saben?") for _ in range(2)]
    first, second = [await ask.by_holder(context, row["id"], one) for one in asked]
    async with context.database.begin() as tx:
        await suppression.block(tx.conn, person_id, "cancellation")
    await work.ask(context, Act(officer, first, 1, "¿De qué fecha?"))
    async with context.database.begin() as tx:
        sealed = await tx.conn.fetchval("SELECT text_sealed FROM rights_event WHERE kind = 'asked'")
        assert sealed is not None
        assert await tx.conn.fetchval("SELECT count(*) FROM unreadable") == 0
        whole = await tx.conn.fetchval("SELECT blocked_key FROM person")
        await tx.conn.execute("UPDATE person SET blocked_key = '\\x01ff'")
        events = await tx.conn.fetch("SELECT * FROM rights_event")
    with pytest.raises(Unreadable):
        await work.decide(context, Act(officer, second, 1, "Se concede"), Decision.GRANTED)
    async with context.database.begin() as tx:
        noted = await tx.conn.fetch("DELETE FROM unreadable RETURNING place, object_id")
        assert [tuple(one) for one in noted] == [("person.key", person_id)]
        assert await tx.conn.fetch("SELECT * FROM rights_event") == events
        await tx.conn.execute("UPDATE person SET blocked_key = $1", whole)
        await suppression.suppress(tx.conn, context.keyring, person_id, "cancellation")
    await work.decide(context, Act(officer, second, 1, "Se concede"), Decision.GRANTED)
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM unreadable") == 0
