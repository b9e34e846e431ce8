"""How many requests one person may have open."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import CommandId
from audiencia.rights.domain.request import Capacity, Right
from audiencia.rights.use_cases import ask
from audiencia.rights.use_cases.ask import OPEN_AT_MOST, Asked
from audiencia.runtime.context import AppContext
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
