"""The record of accesses: appended, never changed, and each disclosure once."""

from uuid import uuid4

import asyncpg
import pytest

from audiencia.core.actor import SYSTEM, staff_actor
from audiencia.privacy import audit
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account


async def entries(context: AppContext) -> list[tuple[object, ...]]:
    """All entries, without their times."""
    async with context.database.read() as conn:
        rows = await conn.fetch(
            "SELECT actor_kind, actor_id, action, object_kind, object_id, why FROM audit ORDER BY id"
        )
    return [tuple(row) for row in rows]


async def test_entries(context: AppContext) -> None:
    staff_id = await account(context, "mesa", Role.MODERATOR, "x")
    ticket = uuid4()
    async with context.database.begin() as tx:
        for actor in (SYSTEM, staff_actor(staff_id)):
            await audit.record(tx.conn, actor, audit.Action.MOVED, ("ticket", ticket), why="move")
    assert await entries(context) == [
        ("system", None, "moved", "ticket", str(ticket), "move"),
        ("staff", staff_id, "moved", "ticket", str(ticket), "move"),
    ]


async def test_a_list_that_refreshes_is_one_disclosure_each(context: AppContext) -> None:
    staff_id = await account(context, "mesa", Role.MODERATOR, "x")
    one, other = ("attention", uuid4()), ("attention", uuid4())
    for shown in ([one], [one, one, other], [other], []):
        async with context.database.begin() as tx:
            await audit.disclosed(tx.conn, staff_id, shown, "list")
    async with context.database.begin() as tx:
        await audit.disclosed(tx.conn, staff_id, [one], "call")
    assert [(row[4], row[5]) for row in await entries(context)] == [
        (str(one[1]), "list"),
        (str(other[1]), "list"),
        (str(one[1]), "call"),
    ]


@pytest.mark.parametrize("change", ["UPDATE audit SET why = 'x'", "DELETE FROM audit"])
async def test_nothing_is_changed_afterwards(context: AppContext, change: str) -> None:
    async with context.database.begin() as tx:
        await audit.record(tx.conn, SYSTEM, "joined", ("attention", "1"), why="join")
    with pytest.raises(asyncpg.RaiseError, match="append only"):
        async with context.database.begin() as tx:
            await tx.conn.execute(change)
