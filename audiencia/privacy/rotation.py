"""A next epoch of keys while all goes on: whoever comes is sealed under it, and who was here before is wrapped again.
What is wrapped under an earlier epoch, in a backup or in the WAL, can be read as long as that epoch's key is there. Once it is
destroyed (`retire`), nothing of a person that was erased since can be read any more, wherever a copy of the row lies."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from audiencia.core.cli_text import Stop, _
from audiencia.db.database import Database
from audiencia.db.queries import load
from audiencia.privacy import store as persons
from audiencia.privacy.crypto import Keyring

SQL = load("audiencia.privacy", "installation.sql")
LOOKS, LOOK_SECONDS = 600, 0.1


@dataclass(frozen=True, slots=True)
class Rotated:
    """The epoch that counts now, how many keys were wrapped again under it, and how many do not open and stay as they are."""

    epoch: int
    wrapped: int
    broken: int


def make(keyring: Keyring, in_force: int) -> int:
    """The epoch to come: one whose key lies in the folder already, or a new one."""
    keyring.refresh()
    return keyring.newest_made if keyring.newest_made > in_force else keyring.add_epoch()


async def rotate(database: Database, keyring: Keyring, progress: Callable[[int], None] = lambda _done: None) -> Rotated:
    """The next epoch counts from now on, and nobody is under an earlier one afterwards. Begun again after a stop, it goes on.
    Raises `Stop` when a transaction stays open for a minute: it may have begun under the earlier epoch."""
    async with database.begin() as tx:
        await SQL.lock_installation(tx.conn)
        now = await SQL.epoch(tx.conn)
        epoch = now.epoch if now and now.rotating else make(keyring, now.epoch if now else 0)
        if not keyring.use(epoch):
            raise Stop(_("The key of epoch %(epoch)s is not in the folder of keys; copy it there first.", epoch=epoch))
        await SQL.set_epoch(tx.conn, epoch=epoch, rotating=True)
    await _until_all_know(database)
    found = await _wrap_again(database, keyring, epoch, progress)
    async with database.begin() as tx:
        await SQL.set_epoch(tx.conn, epoch=epoch, rotating=False)
    return found


async def in_force(database: Database) -> int:
    """The epoch that counts."""
    async with database.read() as conn:
        found = await SQL.epoch(conn)
    return found.epoch if found else 0


async def _until_all_know(database: Database) -> None:
    async with database.read() as conn:
        since = await SQL.clock(conn)
        for _try in range(LOOKS):
            if not await SQL.older_than(conn, since=since):
                return
            await asyncio.sleep(LOOK_SECONDS)
    raise Stop(_("A transaction is open for a minute already; end it, and run this again."))


async def _wrap_again(database: Database, keyring: Keyring, epoch: int, progress: Callable[[int], None]) -> Rotated:
    wrapped = broken = 0
    last: persons.Rewrapped | None = persons.Rewrapped(persons.FIRST, 0, 0)
    while last is not None:
        async with database.begin() as tx:
            last = await persons.rewrap(tx.conn, keyring, last.last)
        if last is not None:
            wrapped, broken = wrapped + last.wrapped, broken + last.broken
            progress(wrapped)
    return Rotated(epoch, wrapped, broken)


async def retire(database: Database, keyring: Keyring) -> list[int]:
    """Destroys the keys of epochs under which nobody is any more; gives which. Copies from their time can never be read again.
    Raises `Stop` when a transaction stays open for a minute: whoever joins in it may be under one of them."""
    counts = await in_force(database)
    await _until_all_know(database)
    async with database.read() as conn:
        oldest: int | None = await persons.SQL.oldest_epoch(conn)
    return keyring.forget_epochs(min(counts, oldest or counts))
