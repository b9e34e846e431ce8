"""A next epoch of keys while people join at nodes that do not know of it: nobody is refused, nobody stays under the earlier one."""

import asyncio
import shutil
from dataclasses import replace
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest

from audiencia.core.cli_text import Stop
from audiencia.core.errors import Unavailable
from audiencia.core.ids import PersonId
from audiencia.db.database import Database
from audiencia.privacy import installation, rotation, store
from audiencia.privacy.crypto import Keyring, SealBroken
from audiencia.runtime.context import AppContext
from tests.support.contexts import join

PLACE = "attention.name:1"
JOINS_AFTER = 20


@pytest.fixture
async def keys(context: AppContext, tmp_path: Path) -> Path:
    """Of the context, noted in the database as a service notes them."""
    folder = tmp_path / "keys"
    await installation.open_keyring(context.database, folder)
    return folder


@pytest.fixture
async def node(context: AppContext, keys: Path) -> AppContext:
    """Another process with a ring of its own, which learns of nothing by itself."""
    return replace(context, keyring=Keyring.open(keys))


async def come(context: AppContext) -> None:
    """What joining does with keys, without the limits of a line."""
    async with context.database.begin() as tx:
        await store.create_person(tx.conn, context.keyring, PersonId(uuid4()))


async def come_slowly(context: AppContext, begun: asyncio.Event, leave: asyncio.Event) -> None:
    """A transaction that stays open: somebody is written, and not committed before `leave`."""
    async with context.database.begin() as tx:
        await store.create_person(tx.conn, context.keyring, PersonId(uuid4()))
        begun.set()
        await leave.wait()


async def epochs(context: AppContext) -> set[int]:
    async with context.database.read() as conn:
        return {row[0] for row in await conn.fetch("SELECT key_epoch FROM person")}


async def all_open(context: AppContext, keyring: Keyring) -> bool:
    async with context.database.read() as conn:
        ids = [row[0] for row in await conn.fetch("SELECT id FROM person WHERE key_wrapped <> ''")]
        keys, broken = await store.keys_and_broken(conn, keyring, ids)
    return len(keys) == len(ids) and not broken


async def test_people_join_all_the_time_and_none_is_left_behind(context: AppContext, node: AppContext) -> None:
    done, numbers = asyncio.Event(), count()
    for _ in range(30):
        await come(context)
    assert await epochs(context) == {1}

    async def joining() -> None:
        """Until the rotation is over, and some more."""
        more = JOINS_AFTER
        while more:
            await come(node)
            next(numbers)
            more -= done.is_set()

    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(joining())
        found = await rotation.rotate(context.database, context.keyring)
        assert await epochs(context) == {2}, "already while more people come"
        done.set()
    assert (found.epoch, found.broken) == (2, 0) and found.wrapped >= 30
    assert await epochs(context) == {2} and await all_open(context, node.keyring)
    assert next(numbers) >= 4 * JOINS_AFTER


async def test_a_transaction_that_began_before_is_waited_for(
    context: AppContext, node: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, leave = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(come_slowly(node, begun, leave))
        await begun.wait()
        monkeypatch.setattr(rotation, "LOOKS", 2)
        with pytest.raises(Stop):
            await rotation.rotate(context.database, context.keyring)
        monkeypatch.undo()
        rotating = group.create_task(rotation.rotate(context.database, context.keyring))
        leave.set()
    assert rotating.result().epoch == 2 and await epochs(context) == {2}, "it goes on, and no other key is made"


async def test_a_node_without_the_new_key_admits_nobody(context: AppContext, keys: Path, tmp_path: Path) -> None:
    shutil.copytree(keys, tmp_path / "elsewhere")
    elsewhere = replace(context, keyring=Keyring.open(tmp_path / "elsewhere"))
    await rotation.rotate(context.database, context.keyring)
    with pytest.raises(Unavailable):
        await join(elsewhere)
    assert await epochs(context) == set()
    shutil.copy(keys / "epoch-000002.key", tmp_path / "elsewhere")
    await join(elsewhere)
    assert await epochs(context) == {2}


async def test_no_key_is_destroyed_under_which_somebody_is_coming(
    context: AppContext, node: AppContext, keys: Path
) -> None:
    begun, leave = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(come_slowly(node, begun, leave))
        await begun.wait()
        async with context.database.begin() as tx:
            rotation.make(context.keyring, 1)
            await rotation.SQL.set_epoch(tx.conn, epoch=2, rotating=True)
        retiring = group.create_task(rotation.retire(context.database, context.keyring))
        leave.set()
    assert retiring.result() == [] and await all_open(context, Keyring.open(keys))


async def test_a_key_that_was_only_made_is_not_used_yet(context: AppContext, keys: Path) -> None:
    rotation.make(context.keyring, await rotation.in_force(context.database))
    restarted = replace(context, keyring=await installation.open_keyring(context.database, keys))
    await join(restarted)
    assert await epochs(context) == {1}


async def test_a_key_that_was_made_before_is_the_next_one(context: AppContext, node: AppContext) -> None:
    assert rotation.make(context.keyring, await rotation.in_force(context.database)) == 2
    assert rotation.make(node.keyring, await rotation.in_force(context.database)) == 2
    assert (await rotation.rotate(node.database, node.keyring)).epoch == 2


async def test_a_key_that_does_not_open_keeps_nobody_else(context: AppContext, node: AppContext) -> None:
    for _ in range(3):
        await join(context)
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "UPDATE person SET key_wrapped = 'broken' WHERE id = (SELECT id FROM person ORDER BY id LIMIT 1)"
        )
    found = await rotation.rotate(context.database, context.keyring)
    assert (found.wrapped, found.broken) == (2, 1) and await epochs(context) == {1, 2}
    assert await rotation.retire(context.database, context.keyring) == [], "it may be restored"


async def test_nothing_of_who_was_erased_is_read_from_an_old_copy_once_the_epoch_is_gone(
    context: AppContext, node: AppContext, keys: Path
) -> None:
    person = PersonId(uuid4())
    async with context.database.begin() as tx:
        key = await store.create_person(tx.conn, context.keyring, person)
        sealed = key.seal("Ana", PLACE)
        (old,) = await tx.conn.fetch("SELECT key_wrapped, key_epoch FROM person WHERE id = $1", person)
    await join(context)
    async with context.database.begin() as tx:
        await store.erase_person(tx.conn, context.keyring, person)
    assert node.keyring.unwrap(old["key_wrapped"], old["key_epoch"], person).open(sealed, PLACE) == "Ana"
    assert await rotation.retire(context.database, context.keyring) == [], "somebody is under it"
    await rotation.rotate(context.database, context.keyring)
    assert await rotation.retire(context.database, context.keyring) == [1]
    assert not (keys / "epoch-000001.key").exists()
    with pytest.raises(SealBroken):
        Keyring.open(keys).unwrap(old["key_wrapped"], old["key_epoch"], person)
    assert await all_open(context, Keyring.open(keys))


async def test_a_database_that_was_never_rotated_is_under_the_first(context: AppContext, keys: Path) -> None:
    assert isinstance(context.database, Database) and keys.is_dir()
    assert await rotation.in_force(context.database) == 1
