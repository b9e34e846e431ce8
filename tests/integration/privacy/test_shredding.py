"""Destroying persons' keys in the folder: old copies of their rows stay closed, everybody else's open, whatever stops in between."""

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pytest
import structlog
from structlog.testing import capture_logs

from audiencia.core.errors import Unavailable
from audiencia.core.ids import PersonId
from audiencia.privacy import crypto, installation, keyfiles, rotation, store
from audiencia.privacy.crypto import KeyDestroyed, Keyring, PersonKey, SealBroken, new_person_key
from audiencia.privacy.shredding import Shredder
from audiencia.runtime.context import AppContext

PLACE = "attention.name:1"


@pytest.fixture
async def keys(context: AppContext, tmp_path: Path) -> Path:
    """Of the context, noted in the database as a service notes them."""
    folder = tmp_path / "keys"
    await installation.open_keyring(context.database, folder)
    return folder


@dataclass(frozen=True)
class Old:
    """A person as an older copy of the database has them."""

    id: PersonId
    wrapped: bytes
    epoch: int
    sealed: bytes

    def opened(self, keyring: Keyring) -> str:
        """The field. Raises `SealBroken`."""
        return keyring.unwrap(self.wrapped, self.epoch, self.id).open(self.sealed, PLACE)


async def come(context: AppContext) -> Old:
    person = PersonId(uuid4())
    async with context.database.begin() as tx:
        key = await store.create_person(tx.conn, context.keyring, person)
    return await as_now(context, person, key)


async def as_now(context: AppContext, person: PersonId, key: PersonKey) -> Old:
    async with context.database.read() as conn:
        row = await conn.fetchrow("SELECT key_wrapped, key_epoch FROM person WHERE id = $1", person)
    assert row is not None
    return Old(person, row["key_wrapped"], row["key_epoch"], key.seal("Ana", PLACE))


async def suppress(context: AppContext, person: Old) -> None:
    async with context.database.begin() as tx:
        await store.erase_person(tx.conn, context.keyring, person.id)


async def test_an_old_copy_of_the_row_stays_closed_and_the_others_open(context: AppContext, keys: Path) -> None:
    ana, *others = [await come(context) for _ in range(5)]
    await suppress(context, ana)
    assert ana.opened(Keyring.open(keys)) == "Ana", "not yet destroyed"
    assert await Shredder(context.database, context.keyring).turn() == 1
    for keyring in (context.keyring, Keyring.open(keys)):
        with pytest.raises(KeyDestroyed):
            ana.opened(keyring)
        assert {one.opened(keyring) for one in others} == {"Ana"}
    assert (await come(context)).opened(Keyring.open(keys)) == "Ana"


@pytest.mark.parametrize("swapped", ["key", "number"])
async def test_a_swapped_row_destroys_nobody_elses_key(context: AppContext, keys: Path, swapped: str) -> None:
    ana, eva = await come(context), await come(context)
    number = slice(1, 5)
    assert ana.wrapped[number] != eva.wrapped[number]
    planted = eva.wrapped if swapped == "key" else eva.wrapped[:5] + ana.wrapped[5:]
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE person SET key_wrapped = $2 WHERE id = $1", ana.id, planted)
    structlog.reset_defaults()
    with capture_logs() as said:
        await suppress(context, ana)
    assert [one["event"] for one in said] == ["person_key_mismatch"]
    assert await Shredder(context.database, context.keyring).turn() == 0
    assert eva.opened(Keyring.open(keys)) == eva.opened(context.keyring) == "Ana"
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT key_wrapped FROM person WHERE id = $1", ana.id) == b""


async def test_it_goes_on_after_a_stop_before_the_file_was_written(
    context: AppContext, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, other = await come(context), await come(context)
    await suppress(context, ana)

    def dies(*_: object) -> None:
        raise OSError(5, "the process is killed here")

    monkeypatch.setattr(os, "replace", dies)
    with pytest.raises(keyfiles.KeyFileError):
        await Shredder(context.database, context.keyring).turn()
    monkeypatch.undo()
    assert other.opened(Keyring.open(keys)) == "Ana"
    again = await installation.open_keyring(context.database, keys)
    assert await Shredder(context.database, again).turn() == 1
    with pytest.raises(KeyDestroyed):
        ana.opened(Keyring.open(keys))
    assert other.opened(Keyring.open(keys)) == "Ana"


async def test_each_process_forgets_and_a_restored_folder_too(context: AppContext, keys: Path, tmp_path: Path) -> None:
    ana = await come(context)
    shutil.copytree(keys, tmp_path / "copy")
    node, elsewhere = Keyring.open(keys), Keyring.open(tmp_path / "copy")
    shredders = [Shredder(context.database, one) for one in (context.keyring, node, elsewhere)]
    for one in shredders:
        assert await one.turn() == 0
    await suppress(context, ana)
    assert [await one.turn() for one in shredders] == [1, 0, 1], "the second reads what the first one wrote"
    assert [await one.turn() for one in shredders] == [0, 0, 0]
    for keyring in (context.keyring, node, elsewhere, Keyring.open(tmp_path / "copy")):
        with pytest.raises(KeyDestroyed):
            ana.opened(keyring)


async def test_under_every_epoch(context: AppContext, keys: Path, tmp_path: Path) -> None:
    person = PersonId(uuid4())
    async with context.database.begin() as tx:
        key = await store.create_person(tx.conn, context.keyring, person)
    first = await as_now(context, person, key)
    node = Keyring.open(keys)
    shredder = Shredder(context.database, node)
    other = await come(context)
    await rotation.rotate(context.database, context.keyring)
    second = await as_now(context, person, key)
    await suppress(context, second)
    assert await shredder.turn() == 1
    for keyring in (node, Keyring.open(keys)):
        for old in (first, second):
            with pytest.raises(KeyDestroyed):
                old.opened(keyring)
        assert other.opened(keyring) == "Ana"
    again = await rotation.rotate(context.database, context.keyring)
    assert (again.epoch, again.wrapped, again.broken) == (3, 1, 0), "nobody comes back"
    assert await rotation.retire(context.database, context.keyring) == [1, 2]


async def test_a_restored_database_finds_the_person_destroyed_and_gives_no_leaf_again(
    context: AppContext, keys: Path
) -> None:
    ana = await come(context)
    before = context.keyring.leaves
    await suppress(context, ana)
    await Shredder(context.database, context.keyring).turn()
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "UPDATE person SET key_wrapped = $2, suppressed_at = NULL, key_leaf = NULL WHERE id = $1",
            ana.id,
            ana.wrapped,
        )
        await tx.conn.execute("SELECT setval('key_leaf_block', 0, false)")
        assert await store.keys_and_broken(tx.conn, context.keyring, [ana.id]) == ({}, set()), "erased, not damaged"
    context.keyring.leaves = iter(())
    assert before is not context.keyring.leaves
    late = await come(context)
    assert crypto.leaf_of(late.wrapped) != crypto.leaf_of(ana.wrapped) and late.opened(Keyring.open(keys)) == "Ana"


async def test_nobody_is_admitted_once_the_folder_is_lost(context: AppContext, keys: Path) -> None:
    node = replace(context, keyring=await installation.open_keyring(context.database, keys))
    await come(node)
    keys.rename(keys.with_name("lost"))
    with pytest.raises(Unavailable):
        await come(node)
    assert await Shredder(node.database, node.keyring).turn() == 0
    keys.with_name("lost").rename(keys)
    await come(node)


async def test_who_was_wrapped_before_there_were_leaves_gets_one_by_a_rotation(context: AppContext, keys: Path) -> None:
    person, key = PersonId(uuid4()), new_person_key()
    root = bytes.fromhex((keys / "epoch-000001.key").read_text())
    wrapped = crypto._encrypt(root, key._key, crypto._wrap_place(person, 1))
    async with context.database.begin() as tx:
        await store.SQL.insert_person(tx.conn, person_id=person, key_wrapped=wrapped, key_epoch=1)
    old = await as_now(context, person, key)
    assert old.opened(context.keyring) == "Ana" and crypto.leaf_of(old.wrapped) is None
    await rotation.rotate(context.database, context.keyring)
    now = await as_now(context, person, key)
    assert now.opened(Keyring.open(keys)) == "Ana" and crypto.leaf_of(now.wrapped) is not None
    await suppress(context, now)
    assert await Shredder(context.database, context.keyring).turn() == 1
    for one in (old, now):
        with pytest.raises(SealBroken):
            one.opened(Keyring.open(keys))
