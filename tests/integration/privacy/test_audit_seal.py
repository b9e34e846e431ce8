"""The record of accesses in PostgreSQL: sealed by one process at a time, and whatever is bent in it is found.

`make soak-audit` bends it 10,000 times, the tests 200 times.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
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
from tests.support.contexts import open_context
from tests.support.services import Servers

if TYPE_CHECKING:
    from audiencia.privacy.audit_seal_sql import Compared

BENT = int(os.environ.get("AUDIENCIA_BENT", "200"))
SEED = int(os.environ.get("AUDIENCIA_AUDIT_SEED", "1"))
ENTRIES = 40
CONTENT = ("actor_kind", "actor_id", "action", "object_kind", "object_id", "why", "at")


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


async def an_id(owner: Connection, drawn: Random) -> int:
    ids = await owner.fetch("SELECT entry_id AS id FROM audit_seal ORDER BY 1")
    return int(drawn.choice(ids)["id"])


async def changed(owner: Connection, drawn: Random) -> None:
    value = {"actor_kind": "'citizen'", "actor_id": "7", "at": "at + interval '1 second'"}
    column = drawn.choice(CONTENT)
    said = value.get(column, f"{column} || 'x'")
    await owner.execute(f"UPDATE audit SET {column} = {said} WHERE id = $1", await an_id(owner, drawn))


async def removed(owner: Connection, drawn: Random) -> None:
    await owner.execute("DELETE FROM audit WHERE id = $1", await an_id(owner, drawn))


async def removed_with_its_seal(owner: Connection, drawn: Random) -> None:
    one = await an_id(owner, drawn)
    await owner.execute("DELETE FROM audit WHERE id = $1", one)
    await owner.execute("DELETE FROM audit_seal WHERE entry_id = $1", one)


async def inserted(owner: Connection, drawn: Random) -> None:
    """Into a gap of the ids, as those of a transaction that was rolled back leave."""
    gaps = await owner.fetch(
        "SELECT id FROM generate_series(1, (SELECT max(id) FROM audit)) AS gap (id) "
        "WHERE NOT EXISTS (SELECT FROM audit WHERE audit.id = gap.id)"
    )
    await owner.execute(
        "INSERT INTO audit (id, at, actor_kind, action, object_kind, object_id, why) OVERRIDING SYSTEM VALUE "
        "SELECT $1, at, 'system', 'disclosed', 'attention', '1', 'call' FROM audit WHERE id = $2",
        drawn.choice(gaps)["id"],
        await an_id(owner, drawn),
    )


async def inserted_and_sealed(owner: Connection, drawn: Random) -> None:
    await inserted(owner, drawn)
    await _sealed_anew(owner, [row["id"] for row in await owner.fetch("SELECT id FROM audit ORDER BY id")])


async def exchanged(owner: Connection, drawn: Random) -> None:
    """Two entries say what the other one said."""
    one, other = await an_id(owner, drawn), await an_id(owner, drawn)
    if one == other:
        return await removed(owner, drawn)
    columns = ", ".join(CONTENT)
    theirs = ", ".join(f"other.{column}" for column in CONTENT)
    await owner.execute(
        f"UPDATE audit SET ({columns}) = ROW({theirs}) FROM audit AS other "
        "WHERE audit.id = ANY(ARRAY[$1::bigint, $2]) AND other.id = $1 + $2 - audit.id",
        one,
        other,
    )
    return None


async def reordered_and_sealed(owner: Connection, drawn: Random) -> None:
    ids = [row["entry_id"] for row in await owner.fetch("SELECT entry_id FROM audit_seal ORDER BY seq")]
    one, other = drawn.sample(range(len(ids)), 2)
    ids[one], ids[other] = ids[other], ids[one]
    await _sealed_anew(owner, ids)


async def _sealed_anew(owner: Connection, ids: list[int]) -> None:
    entries = {row.id: audit_seal.entry(row) async for row in audit_seal.SQL.entries(owner, ids=ids)}
    await owner.execute("DELETE FROM audit_seal")
    links = audit_chain.seal(None, [entries[one] for one in ids])
    await owner.executemany(
        "INSERT INTO audit_seal (seq, entry_id, digest, hash) VALUES ($1, $2, $3, $4)",
        [(one.seq, one.entry_id, one.digest, one.hash) for one in links],
    )


async def cut_in_the_middle(owner: Connection, drawn: Random) -> None:
    """The seals and entries behind a place go, but the signed ends stay."""
    (last,) = await owner.fetch("SELECT count(*) AS seals FROM audit_seal")
    await owner.execute("DELETE FROM audit_seal WHERE seq > $1", drawn.randrange(last["seals"]))
    await owner.execute("DELETE FROM audit WHERE id NOT IN (SELECT entry_id FROM audit_seal)")


WAYS: tuple[Callable[[Connection, Random], Awaitable[None]], ...] = (
    changed, removed, removed_with_its_seal, inserted, inserted_and_sealed, exchanged, reordered_and_sealed, cut_in_the_middle,
)  # fmt: skip


async def test_whatever_is_bent_is_found(context: AppContext, owner: Connection) -> None:
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
            await bend(owner, drawn)
            assert (await audit_compare.compare_in(owner, key)).findings, (
                f"{bend.__name__}, number {number}, seed {SEED}"
            )
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
