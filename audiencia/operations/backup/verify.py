"""Whether a restored database is what its backup says, and opens with the restored keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audiencia.core.cli_text import Stop, _
from audiencia.core.ids import PersonId
from audiencia.db.connection import Connection
from audiencia.db.database import Database
from audiencia.operations.backup import make
from audiencia.operations.backup.make import SQL
from audiencia.operations.backup.manifest import Manifest
from audiencia.privacy import audit_chain, audit_compare, audit_seal, installation, store
from audiencia.privacy.crypto import Keyring, SealBroken, aad
from audiencia.privacy.shredding import Shredder

TRIED = 20  # Folios that are opened.


@dataclass(frozen=True, slots=True)
class Verified:
    """Up to when it goes, how many visits and entries of the record of accesses there are, how many folios were opened, and
    whose keys were destroyed again."""

    made_at: datetime
    visits: int
    entries: int
    opened: int
    suppressed: int


async def verify(url: str, keys: Path, made: Manifest, *, went_on: bool = False) -> Verified:
    """`went_on`: along the log, beyond the backup. Raises `Stop` at the first thing that is not so."""
    async with Database.opened(url) as database:
        keyring = await installation.open_keyring(database, keys)
        async with database.read() as conn:
            counts = await make.counts(conn)
            _refuse_counts(counts, made.at_least, {} if went_on else made.at_most)
            replayed: datetime | None = await SQL.replayed(conn)
            opened = await _open_some(conn, keyring)
        suppressed = await Shredder(database, keyring).turn()
        entries = await _compare(database, keyring, made)
    return Verified(replayed or made.made_at, counts["attention"], entries, opened, suppressed)


def _refuse_counts(counts: Mapping[str, int], at_least: Mapping[str, int], at_most: Mapping[str, int]) -> None:
    for table, count in counts.items():
        if not at_least.get(table, 0) <= count <= at_most.get(table, count):
            raise Stop(
                _(
                    "The restored database has %(count)s rows of %(table)s, the backup had %(wanted)s; use another backup.",
                    count=count,
                    table=table,
                    wanted=at_least.get(table, 0),
                )
            )


async def _open_some(conn: Connection, keyring: Keyring) -> int:
    """Reads the names of the newest visits; those of suppressed people have no key."""
    rows = [row async for row in SQL.visits(conn, at_most=TRIED)]
    keys, broken = await store.keys_and_broken(conn, keyring, [PersonId(row.person_id) for row in rows])
    opened = 0
    for row in rows:
        try:
            if row.person_id in broken:
                raise SealBroken("the key does not open")
            if row.person_id in keys:
                keys[row.person_id].open(row.name_sealed, aad("attention.name", row.id))
                opened += 1
        except SealBroken as error:
            raise Stop(
                _("Folio %(folio)s does not open with these keys; use their newest copy.", folio=row.folio)
            ) from error
    return opened


async def _compare(database: Database, keyring: Keyring, made: Manifest) -> int:
    """The record of accesses, with the end that the backup kept of it."""
    end = audit_chain.read_line(made.audit_end)
    found = await audit_compare.compare(database, audit_seal.public_key(keyring), () if end is None else [end])
    if found.findings:
        raise Stop(
            _(
                "The record of accesses is not as it was written (entry %(entry)s); use another backup.",
                entry=found.findings[0].entry_id or found.findings[0].seq,
            )
        )
    return found.entries
