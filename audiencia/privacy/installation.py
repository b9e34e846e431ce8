"""Keys and database belong together: a node with other keys would make PINs, links and sealed fields that nobody else reads."""

import hmac
from pathlib import Path
from uuid import UUID

from audiencia.core.cli_text import Stop, _
from audiencia.db.database import Database
from audiencia.db.queries import load
from audiencia.privacy import keyfiles
from audiencia.privacy.crypto import Keyring

SQL = load("audiencia.privacy", "installation.sql")
IN_USE = "installation.id"  # Beside the keys: for which installation data were sealed under them.


async def open_keyring(database: Database, folder: Path) -> Keyring:
    """The keys in `folder`, when they are those of this database.
    They are made only for a database that knows of no keys and holds no person, and noted there by a fingerprint; in the folder
    it is noted that they are in use. Raises `Stop` when they are missing, are others, or are in use while the database is new,
    and `keyfiles.KeyFileError` when their files cannot be used."""
    mark = folder / IN_USE
    async with database.begin() as tx:
        await SQL.lock_installation(tx.conn)
        known: str | None = await SQL.pepper_fingerprint(tx.conn)
        needed = known is not None or await SQL.anybody(tx.conn)
        if needed and not Keyring.is_there(folder):
            raise Stop(_missing(folder))
        if known is None and mark.exists():
            raise Stop(_empty_database(mark))
        keyring = Keyring.open(folder)
        found = fingerprint(keyring)
        if known is None:
            await SQL.note_fingerprint(tx.conn, fingerprint=found)
        elif not hmac.compare_digest(known, found):
            raise Stop(_others(folder))
        counts = await SQL.epoch(tx.conn)
        if counts is not None and not keyring.use(counts.epoch):
            raise Stop(_missing(folder))
        its_id: UUID = await SQL.identity(tx.conn)
    if not mark.exists():
        keyfiles.write(mark, f"{its_id}\n")
    return keyring


async def identity(database: Database) -> UUID:
    """Names the installation, once its keys were opened."""
    async with database.read() as conn:
        return await SQL.identity(conn)


def fingerprint(keyring: Keyring) -> str:
    """Tells keyrings apart and says nothing about their keys."""
    return keyring.keyed_hash("fingerprint", "pepper").hex()


def _missing(folder: Path) -> str:
    return _(
        "The keys of this database are missing in %(folder)s; restore the folder from your copy or from another node.",
        folder=folder,
    )


def _others(folder: Path) -> str:
    return _(
        "The keys in %(folder)s are not those of this database; restore the folder from your copy or from another node.",
        folder=folder,
    )


def _empty_database(mark: Path) -> str:
    return _(
        "Data were kept under the keys in %(folder)s and this database is empty; restore it from your copy, or remove "
        "%(mark)s to begin without these data.",
        folder=mark.parent,
        mark=mark,
    )
