"""Seals the record of accesses behind its entries, and compares the record with its seals (`privacy.audit_chain`).

Entries are written by many transactions at once; linking them there would put all of them in one line. One process at a time links
what has been committed, in the order in which it finds it.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audiencia.core import metrics
from audiencia.db.database import Connection, Database, now_of
from audiencia.db.queries import load
from audiencia.privacy import audit_chain
from audiencia.privacy.audit_chain import GRACE, Checkpoint, Entry, Finding, Flaw, Seal, Walk
from audiencia.privacy.crypto import Keyring

if TYPE_CHECKING:
    from audiencia.privacy.audit_seal_sql import Checkpoints, Compared, Entries

SQL = load("audiencia.privacy", "audit_seal.sql")
log = structlog.get_logger()
PURPOSE = "audit-checkpoint"
LOCK = 0x41554449_5345414C
"""Key of the advisory lock: the letters AUDISEAL."""
SEALED_AT_ONCE, COMPARED_AT_ONCE, IDS_AT_ONCE = 2_000, 500, 20_000
COMPARED_EVERY = timedelta(days=1)
KEPT_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing came to: how many links hold, and the first flaw of each kind of look."""

    at: datetime
    entries: int
    findings: tuple[Finding, ...]


class Sealer:
    """What a process does of it: seals, keeps checkpoints in a file elsewhere, compares once a day."""

    def __init__(self, database: Database, keyring: Keyring, elsewhere: Path | None = None) -> None:
        self._database = database
        self._keyring = keyring
        self._elsewhere = elsewhere
        self._kept_at: datetime | None = None

    async def turn(self) -> None:
        """Seals all that there is by now; then what is due."""
        while (made := await seal(self._database, self._keyring)) is not None:
            await self._keep(made)
        async with self._database.read() as conn:
            now = await now_of(conn)
            due = await SQL.comparison_due(conn, older=now - COMPARED_EVERY)
        if due:
            await note(self._database, await compare(self._database, public_key(self._keyring)))

    async def _keep(self, checkpoint: Checkpoint) -> None:
        if self._elsewhere is None or (self._kept_at and checkpoint.made_at < self._kept_at + KEPT_EVERY):
            return
        try:
            await asyncio.to_thread(_append, self._elsewhere, checkpoint.line())
        except OSError as error:
            log.warning("audit_checkpoint_not_kept", error=error.strerror)
            return
        self._kept_at = checkpoint.made_at


def _append(path: Path, line: str) -> None:
    with path.open("a", encoding="ascii") as file:
        file.write(f"{line}\n")


def public_key(keyring: Keyring) -> Ed25519PublicKey:
    """By which the checkpoints of this installation are recognised."""
    return keyring.signing_key(PURPOSE).public_key()


async def seal(database: Database, keyring: Keyring, *, at_most: int = SEALED_AT_ONCE) -> Checkpoint | None:
    """Links the next entries and signs the new end; `None` when there was nothing to link, or another process is at it."""
    async with database.begin() as tx:
        if not await SQL.take_turn(tx.conn, lock=LOCK):
            return None
        last = await newest(tx.conn)
        settled = await SQL.settled(tx.conn, grace=GRACE)
        entries = [entry(row) async for row in SQL.unsealed(tx.conn, settled=settled, at_most=at_most)]
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
        drained = tx.now if len(entries) < at_most else (last.drained_at if last else None)
        upto = max(entries[-1].id, last.upto if last else 0)
        made = Checkpoint(links[-1].seq, links[-1].hash, upto, drained, tx.now)
        made = replace(made, signature=audit_chain.sign(keyring.signing_key(PURPOSE), made))
        await SQL.insert_checkpoint(
            tx.conn, seq=made.seq, hash=made.hash, upto=made.upto, drained_at=made.drained_at, made_at=made.made_at,
            signature=made.signature,
        )  # fmt: skip
    metrics.audit_sealed_entries.set(made.seq)
    return made


async def seal_all(database: Database, keyring: Keyring) -> None:
    """Links all that there is by now."""
    while await seal(database, keyring) is not None:
        pass


async def newest(conn: Connection) -> Checkpoint | None:
    """The end of the chain; `None` before the first entry was sealed."""
    row = await SQL.last(conn)
    return _checkpoint(row) if row else None


@dataclass(frozen=True, slots=True)
class State:
    """For the auditor: how much is sealed, and what comparing came to the last time; `None` before either was done."""

    sealed: Checkpoint | None
    compared: "Compared | None"


async def state(conn: Connection) -> State:
    """As it is now."""
    return State(await newest(conn), await SQL.compared(conn))


async def compare(
    database: Database,
    key: Ed25519PublicKey,
    kept: Sequence[Checkpoint] = (),
    progress: Callable[[int], None] = lambda _links: None,
) -> Comparison:
    """Compares every entry with its link, and every checkpoint, those `kept` elsewhere too; changes nothing."""
    async with database.read() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        return await compare_in(conn, key, kept, progress)


async def compare_in(
    conn: Connection,
    key: Ed25519PublicKey,
    kept: Sequence[Checkpoint] = (),
    progress: Callable[[int], None] = lambda _links: None,
) -> Comparison:
    """The same in the caller's transaction, which must see one moment alone."""
    walk = Walk(key, [_checkpoint(row) async for row in SQL.checkpoints(conn)], kept)
    bent = await _walk(conn, walk, progress)
    findings = (bent, await _passed_by(conn), walk.unsigned())
    return Comparison(await now_of(conn), walk.seq, tuple(one for one in findings if one is not None))


async def _walk(conn: Connection, walk: Walk, progress: Callable[[int], None]) -> Finding | None:
    while rows := [row async for row in SQL.links(conn, after=walk.seq, at_most=COMPARED_AT_ONCE)]:
        entries = {row.id: entry(row) async for row in SQL.entries(conn, ids=[row.entry_id for row in rows])}
        for row in rows:
            if found := walk.step(Seal(row.seq, row.entry_id, row.digest, row.hash), entries.get(row.entry_id)):
                return found
        progress(walk.seq)
    return walk.end()


def _checkpoint(row: "Checkpoints") -> Checkpoint:
    return Checkpoint(row.seq, row.hash, row.upto, row.drained_at, row.made_at, row.signature)


def entry(row: "Entries") -> Entry:
    """An entry as it is stored."""
    return Entry(row.id, row.at, row.actor_kind, row.actor_id, row.action, row.object_kind, row.object_id, row.why)


async def _passed_by(conn: Connection) -> Finding | None:
    """An entry that came when none could come any more."""
    settled, after = await SQL.settled(conn, grace=GRACE), 0
    while after < settled:
        upto = min(after + IDS_AT_ONCE, settled)
        if entry_id := await SQL.passed_by(conn, after=after, upto=upto):
            return Finding(Flaw.INSERTED, 0, entry_id)
        after = upto
    return None


async def note(database: Database, found: Comparison) -> None:
    """Keeps what a comparison came to, for the auditor, and tells whoever watches the service."""
    first = found.findings[0] if found.findings else None
    metrics.audit_flaws.set(len(found.findings))
    if first:
        log.error("audit_record_bent", flaw=first.flaw, seq=first.seq, entry=first.entry_id)
    async with database.begin() as tx:
        await SQL.note_comparison(
            tx.conn, at=found.at, entries=found.entries, flaw=first.flaw if first else None, seq=first.seq if first else None,
            entry_id=first.entry_id if first else None,
        )  # fmt: skip
