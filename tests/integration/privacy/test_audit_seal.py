"""The record of accesses in PostgreSQL: sealed by one process at a time, and whatever is bent in it is found.

`make soak-audit` bends it 10,000 times, the tests 200 times.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, cast

import asyncpg
import pytest

from audiencia.core.actor import SYSTEM
from audiencia.db.connection import Connection, Record
from audiencia.privacy import audit, audit_chain, audit_compare, audit_seal
from audiencia.privacy.audit_chain import Finding, Flaw
from audiencia.privacy.audit_seal import Sealer
from audiencia.runtime.context import AppContext
from tests.integration.privacy.bending import WAYS
from tests.support.contexts import open_context
from tests.support.services import Servers

if TYPE_CHECKING:
    from audiencia.privacy.audit_seal_sql import Compared

BENT = int(os.environ.get("AUDIENCIA_BENT", "200"))
SEED = int(os.environ.get("AUDIENCIA_AUDIT_SEED", "1"))
ENTRIES = 40


async def write(context: AppContext, count: int, *, kept: bool = True) -> None:
    """So many entries, in one transaction, which is rolled back unless they are `kept`."""
    try:
        async with context.database.begin() as tx:
            for number in range(count):
                await audit.record(tx.conn, SYSTEM, "joined", ("attention", number), why="join")
            if not kept:
                raise LookupError
    except LookupError:
        return


async def found(context: AppContext) -> tuple[Finding, ...]:
    return (await audit_compare.compare(context.database, audit_seal.public_key(context.keyring))).findings


@pytest.fixture
def jornada_url(make_jornada: Callable[[], str]) -> str:
    return make_jornada()


@pytest.fixture
async def context(jornada_url: str, tmp_path: Path) -> AsyncIterator[AppContext]:
    async with open_context(jornada_url, tmp_path / "keys") as context:
        yield context


@pytest.fixture
async def owner(servers: Servers, jornada_url: str) -> AsyncIterator[Connection]:
    """Whoever may do anything in the database, triggers or not, but has no keys."""
    connection = await asyncpg.connect(servers.as_superuser(jornada_url), record_class=Record)
    try:
        await connection.execute("SET session_replication_role = replica")
        yield cast("Connection", connection)
    finally:
        await connection.close()


@asynccontextmanager
async def undone(owner: Connection) -> AsyncIterator[None]:
    change = owner.transaction()
    await change.start()
    try:
        yield
    finally:
        await change.rollback()


async def later(owner: Connection) -> None:
    """More than the time that a transaction may take has passed since all that was sealed."""
    await owner.execute("UPDATE audit_checkpoint SET clock_at = clock_at - interval '1 hour'")


async def test_whatever_is_bent_is_found_and_its_first_place_named(context: AppContext, owner: Connection) -> None:
    """By whoever has the whole database, and makes seals anew where that helps."""
    for _ in range(5):
        await write(context, 2, kept=False)
        await write(context, ENTRIES // 5)
        await audit_seal.seal_all(context.database, context.keyring)
    await later(owner)
    await write(context, 1)
    await audit_seal.seal_all(context.database, context.keyring)
    key, drawn = audit_seal.public_key(context.keyring), Random(SEED)
    assert (await audit_compare.compare(context.database, key)).findings == ()
    for number in range(BENT):
        bend = WAYS[number % len(WAYS)]
        async with undone(owner):
            first = await bend(owner, drawn)
            named = (await audit_compare.compare_in(owner, key)).findings
            assert named[:1] == (first,), f"{bend.__name__}, number {number}, seed {SEED}"
    assert (await audit_compare.compare(context.database, key)).findings == ()


async def test_entries_of_many_transactions_and_two_sealers_make_one_chain(context: AppContext) -> None:
    async def sealing() -> None:
        for _ in range(10):
            await audit_seal.seal(context.database, context.keyring, at_most=7)

    async with asyncio.TaskGroup() as group:
        for number in range(20):
            group.create_task(write(context, number % 5 + 1, kept=number % 4 != 0))
        for _ in range(2):
            group.create_task(sealing())
    await audit_seal.seal_all(context.database, context.keyring)
    async with context.database.read() as conn:
        entries, last = await conn.fetchval("SELECT count(*) FROM audit"), await audit_seal.newest(conn)
    assert last is not None and last.seq == entries
    assert await found(context) == ()


async def test_a_late_entry_that_a_stop_left_unsealed_is_sealed_after_it(
    context: AppContext, owner: Connection
) -> None:
    """It was committed after the last run looked; the next one comes long afterwards."""
    async with context.database.begin() as tx:
        await audit.record(tx.conn, SYSTEM, "joined", ("attention", "slow"), why="join")
        await write(context, 3)
        await audit_seal.seal_all(context.database, context.keyring)
    await later(owner)
    assert await found(context) == ()
    await audit_seal.seal_all(context.database, context.keyring)
    await later(owner)
    await write(context, 1)
    await audit_seal.seal_all(context.database, context.keyring)
    assert await found(context) == ()
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM audit WHERE id NOT IN (SELECT entry_id FROM audit_seal)") == 0


async def test_a_record_of_before_is_gone_through_once(context: AppContext) -> None:
    await write(context, 25)
    ends = []
    while (end := await audit_seal.seal(context.database, context.keyring, at_most=10)) is not None:
        ends.append((end.seq, end.drained))
    assert ends == [(10, False), (20, False), (25, True)] and await found(context) == ()


async def test_an_entry_that_is_committed_late_is_sealed_behind_the_others(context: AppContext) -> None:
    async with context.database.begin() as tx:
        await audit.record(tx.conn, SYSTEM, "joined", ("attention", "slow"), why="join")
        await write(context, 3)
        await audit_seal.seal_all(context.database, context.keyring)
    await audit_seal.seal_all(context.database, context.keyring)
    async with context.database.read() as conn:
        late = await conn.fetchval(
            "SELECT object_id FROM audit JOIN audit_seal ON entry_id = id ORDER BY seq DESC LIMIT 1"
        )
    assert late == "slow" and await found(context) == ()


@pytest.mark.parametrize("table", ["audit_seal", "audit_checkpoint"])
async def test_seals_are_not_changed(context: AppContext, table: str) -> None:
    await write(context, 2)
    await audit_seal.seal_all(context.database, context.keyring)
    for change in (f"UPDATE {table} SET seq = 9", f"DELETE FROM {table}"):
        with pytest.raises(asyncpg.RaiseError, match="append only"):
            async with context.database.begin() as tx:
                await tx.conn.execute(change)


async def test_ends_are_kept_elsewhere_and_show_what_was_cut_off(
    context: AppContext, owner: Connection, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "checkpoints"
    sealer = Sealer(context.database, context.keyring, elsewhere)
    await write(context, 3)
    await sealer.turn()
    await write(context, 3)
    await sealer.turn()
    (line,) = elsewhere.read_text().splitlines()
    kept = audit_chain.read_line(line)
    assert kept is not None and audit_chain.is_signed(audit_seal.public_key(context.keyring), kept)
    for table in ("audit_checkpoint", "audit_seal", "audit"):
        await owner.execute(f"DELETE FROM {table}")
    assert await found(context) == ()
    compared = await audit_compare.compare(context.database, audit_seal.public_key(context.keyring), [kept])
    assert compared.findings == (Finding(Flaw.CUT_OFF, 1),)


async def test_a_place_that_cannot_be_written_keeps_nobody_from_sealing(context: AppContext, tmp_path: Path) -> None:
    await write(context, 1)
    await Sealer(context.database, context.keyring, tmp_path / "no" / "folder").turn()
    async with context.database.read() as conn:
        assert await audit_seal.newest(conn) is not None


async def test_it_is_compared_once_a_day(context: AppContext, owner: Connection) -> None:
    sealer = Sealer(context.database, context.keyring)
    await write(context, 2)
    await sealer.turn()
    key = audit_seal.public_key(context.keyring)
    await audit_compare.compare_when_due(context.database, key)
    assert (compared := await _compared(context)) is not None and compared.flaw is None
    await owner.execute("UPDATE audit SET why = 'other'")
    await audit_compare.compare_when_due(context.database, key)
    assert await _compared(context) == compared, "not before a day is over"
    await owner.execute("UPDATE audit_comparison SET at = at - $1::interval", timedelta(days=1, seconds=1))
    await audit_compare.compare_when_due(context.database, key)
    compared = await _compared(context)
    assert compared is not None and (compared.flaw, compared.seq) == ("changed", 1)


async def _compared(context: AppContext) -> "Compared | None":
    async with context.database.read() as conn:
        return (await audit_seal.state(conn)).compared
