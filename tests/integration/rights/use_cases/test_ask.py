"""How many requests one person may have open."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import CommandId
from audiencia.rights.domain.request import Capacity, Decision, Right
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
    assert [[one.text for one in seen.events] for seen in await holder.own(context, mine)] == [[""], ["", ""]]
    await work.decide(context, Act(officer, asked[1], 1, "Se concede"), Decision.GRANTED)
