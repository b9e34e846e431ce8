"""Seals the record of accesses behind its entries (`privacy.audit_chain`).
Entries are written by many transactions at once; linking them there would put all of them in one line. One process at a time links
what has been committed, in the order in which it finds it."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audiencia.core import metrics
from audiencia.db.connection import Connection
from audiencia.db.database import Database
from audiencia.db.queries import load
from audiencia.privacy import audit_chain
from audiencia.privacy.audit_chain import GRACE, Checkpoint, Entry
from audiencia.privacy.crypto import Keyring

if TYPE_CHECKING:
    from audiencia.privacy.audit_seal_sql import Checkpoints, Compared, Entries

SQL = load("audiencia.privacy", "audit_seal.sql")
log = structlog.get_logger()
PURPOSE = "audit-checkpoint"
LOCK = 0x41554449_5345414C  # Key of the advisory lock: the letters AUDISEAL.
SEALED_AT_ONCE = 2_000
KEPT_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class State:
    """For the auditor: how much is sealed, and what the last comparison found; `None` before either was done."""

    sealed: Checkpoint | None
    compared: "Compared | None"


class Sealer:
    """Seals what there is, and adds a signed end to a file `elsewhere` once an hour."""

    def __init__(self, database: Database, keyring: Keyring, elsewhere: Path | None = None) -> None:
        self._database = database
        self._keyring = keyring
        self._elsewhere = elsewhere
        self._kept: Checkpoint | None = None

    async def turn(self) -> None:
        """Seals all that there is by now."""
        await seal_all(self._database, self._keyring)
        async with self._database.read() as conn:
            found = await state(conn)
        metrics.audit_sealed_entries.set(found.sealed.seq if found.sealed else 0)
        metrics.audit_flaws.set(1 if found.compared and found.compared.flaw else 0)
        if found.sealed and self._elsewhere:
            await self._keep(self._elsewhere, found.sealed)

    async def _keep(self, path: Path, end: Checkpoint) -> None:
        kept = self._kept
        if kept and (end.seq <= kept.seq or end.made_at < kept.made_at + KEPT_EVERY):
            return
        try:
            await asyncio.to_thread(_append, path, end.line())
        except OSError as error:
            log.warning("audit_checkpoint_not_kept", error=error.strerror)
            return
        self._kept = end


def _append(path: Path, line: str) -> None:
    with path.open("a", encoding="ascii") as file:
        file.write(f"{line}\n")


def public_key(keyring: Keyring) -> Ed25519PublicKey:
    """The public key that verifies this installation's checkpoints."""
    return keyring.signing_key(PURPOSE).public_key()


async def seal(database: Database, keyring: Keyring, *, at_most: int = SEALED_AT_ONCE) -> Checkpoint | None:
    """Links the next entries and signs the new end; `None` when there was nothing to link, or another process is at it."""
    async with database.begin() as tx:
        if not await SQL.take_turn(tx.conn, lock=LOCK):
            return None
        last = await newest(tx.conn)
        entries = [
            entry(row) async for row in SQL.unsealed(tx.conn, after=await _after(tx.conn, last), at_most=at_most)
        ]
        if not entries:
            return None
        links = audit_chain.seal(last, entries)
        await SQL.insert_seals(
            tx.conn,
            seqs=[one.seq for one in links],
            entry_ids=[one.entry_id for one in links],
            digests=[one.digest for one in links],
            hashes=[one.hash for one in links],
        )
        drained_at = tx.now if len(entries) < at_most else (last.drained_at if last else None)
        upto = max(entries[-1].id, last.upto if last else 0)
        end = Checkpoint(links[-1].seq, links[-1].hash, upto, drained_at, tx.now)
        end = replace(end, signature=audit_chain.sign(keyring.signing_key(PURPOSE), end))
        await SQL.insert_checkpoint(
            tx.conn, seq=end.seq, hash=end.hash, upto=end.upto, drained_at=end.drained_at, made_at=end.made_at,
            signature=end.signature,
        )  # fmt: skip
    return end


async def _after(conn: Connection, last: Checkpoint | None) -> int:
    """Behind which id unsealed entries are looked for. A record that is sealed for the first time is gone through once."""
    if last is not None and last.drained_at is None:
        return last.upto
    return await SQL.settled(conn, grace=GRACE) or 0


async def seal_all(database: Database, keyring: Keyring) -> None:
    """Links all that there is by now, not what is written meanwhile."""
    end = await seal(database, keyring)
    while end is not None and not end.drained:
        end = await seal(database, keyring)


async def newest(conn: Connection) -> Checkpoint | None:
    """The end of the chain; `None` before the first entry was sealed."""
    row = await SQL.last(conn)
    return checkpoint(row) if row else None


async def state(conn: Connection) -> State:
    """The newest seal and the last comparison."""
    return State(await newest(conn), await SQL.compared(conn))


def checkpoint(row: "Checkpoints") -> Checkpoint:
    """A signed end as it is stored."""
    return Checkpoint(row.seq, row.hash, row.upto, row.drained_at, row.made_at, row.signature)


def entry(row: "Entries") -> Entry:
    """An entry as it is stored."""
    return Entry(row.id, row.at, row.actor_kind, row.actor_id, row.action, row.object_kind, row.object_id, row.why)
