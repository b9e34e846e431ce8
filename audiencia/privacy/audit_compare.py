"""Compares the record of accesses with its seals, entry by entry (`privacy.audit_chain`)."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audiencia.db.connection import Connection, now_of
from audiencia.db.database import Database
from audiencia.privacy import audit_chain
from audiencia.privacy.audit_chain import GRACE, Checkpoint, Finding, Flaw, Seal, Walk
from audiencia.privacy.audit_seal import SQL, checkpoint, entry

log = structlog.get_logger()
LOCK = 0x41554449_434F4D50  # Key of the advisory lock: the letters AUDICOMP.
LINKS_AT_ONCE, CHECKPOINTS_AT_ONCE, IDS_AT_ONCE = 500, 500, 20_000
EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many links hold, and the first flaw of each kind of look."""

    at: datetime
    entries: int
    findings: tuple[Finding, ...]


def _silent(_links: int) -> None:
    """Reports no progress."""


async def compare_when_due(database: Database, key: Ed25519PublicKey) -> None:
    """Once a day, by one process alone, and on record for the auditor."""
    async with database.read() as conn:
        now = await now_of(conn)
        if not await SQL.comparison_due(conn, older=now - EVERY, now=now):
            return
    async with database.read() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        if not await SQL.take_turn(conn, lock=LOCK):
            return
        found = await compare_in(conn, key)
    await note(database, found)


async def compare(
    database: Database,
    key: Ed25519PublicKey,
    kept: Iterable[Checkpoint] = (),
    progress: Callable[[int], None] = _silent,
) -> Comparison:
    """Compares every entry with its link, and every checkpoint, those `kept` elsewhere too; changes nothing."""
    async with database.read() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        return await compare_in(conn, key, kept, progress)


async def compare_in(
    conn: Connection, key: Ed25519PublicKey, kept: Iterable[Checkpoint] = (), progress: Callable[[int], None] = _silent
) -> Comparison:
    """`compare` in the caller's transaction, whose isolation is `repeatable_read`."""
    ends, walk = Ends(conn, key), Walk(kept)
    flaw = await _walk(conn, walk, ends, progress)
    findings = (flaw, walk.late, await _unsealed_entry(conn), ends.unsigned)
    return Comparison(await now_of(conn), walk.seq, tuple(one for one in findings if one is not None))


class Ends:
    """The signed ends of the database, some at a time; `unsigned` is the first that this installation did not make."""

    def __init__(self, conn: Connection, key: Ed25519PublicKey) -> None:
        self._conn, self._key = conn, key
        self._last: int | None = 0
        self.unsigned: Finding | None = None

    async def teach(self, walk: Walk, upto: int | None) -> None:
        """Gives those up to this link at least; without one, the next."""
        while self._last is not None and (upto is None or self._last < upto):
            rows = SQL.checkpoints(self._conn, after=self._last, at_most=CHECKPOINTS_AT_ONCE)
            found = [checkpoint(row) async for row in rows]
            unsigned = await asyncio.to_thread(audit_chain.first_unsigned, self._key, found)
            self.unsigned = self.unsigned or unsigned
            walk.learn(found)
            self._last = found[-1].seq if found else None
            if upto is None:
                return


async def _walk(conn: Connection, walk: Walk, ends: Ends, progress: Callable[[int], None]) -> Finding | None:
    while rows := [row async for row in SQL.links(conn, after=walk.seq, at_most=LINKS_AT_ONCE)]:
        await ends.teach(walk, rows[-1].seq)
        entries = {row.id: entry(row) async for row in SQL.entries(conn, ids=[row.entry_id for row in rows])}
        for row in rows:
            if found := walk.step(Seal(row.seq, row.entry_id, row.digest, row.hash), entries.get(row.entry_id)):
                return found
        progress(walk.seq)
    await ends.teach(walk, None)
    return walk.end()


async def _unsealed_entry(conn: Connection) -> Finding | None:
    """The first entry that no link is for and that came when none could come any more."""
    settled, after = await SQL.settled(conn, grace=GRACE) or 0, 0
    while after < settled:
        upto = min(after + IDS_AT_ONCE, settled)
        if entry_id := await SQL.passed_by(conn, after=after, upto=upto):
            return Finding(Flaw.INSERTED, 0, entry_id)
        after = upto
    return None


async def note(database: Database, found: Comparison) -> None:
    """Keeps what a comparison found, for the auditor."""
    first = found.findings[0] if found.findings else None
    if first:
        log.error("audit_chain_flaw_found", flaw=first.flaw, seq=first.seq, entry=first.entry_id)
    async with database.begin() as tx:
        await SQL.note_comparison(
            tx.conn,
            at=found.at,
            entries=found.entries,
            flaw=first.flaw if first else None,
            seq=first.seq if first else None,
            entry_id=first.entry_id if first else None,
        )
