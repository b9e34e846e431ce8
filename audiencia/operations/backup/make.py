"""Takes a backup while people work: nothing is locked, and whatever was acknowledged before it began is in it.
The database is copied as it lies on the disk, by PostgreSQL's own way for that (`pg_basebackup`), with the log that makes it whole:
the only kind of copy from which one can go on to a chosen second."""

import asyncio
import fcntl
import io
import signal
import subprocess
import tarfile
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from pyrage import x25519

from audiencia import __version__
from audiencia.core.cli_text import Stop, _
from audiencia.core.paths import DataFolder
from audiencia.db.connection import Connection
from audiencia.db.database import Database
from audiencia.db.queries import load
from audiencia.operations import processes
from audiencia.operations.backup import folders, manifest, sealing, wal
from audiencia.operations.backup.folder import Folder
from audiencia.operations.backup.manifest import Manifest
from audiencia.operations.backup.place import Place
from audiencia.operations.backup.sealing import Part, Progress
from audiencia.operations.postgres import ADMIN, Postgres
from audiencia.privacy import audit_seal, keyfiles
from audiencia.privacy.crypto import Keyring

SQL = load("audiencia.operations.backup", "backup.sql")
SLOT = "audiencia_backup"
"""Keeps the log that the copy needs from being removed, for as long as our connection lasts. There is one of this name."""
LEFT_OUT = frozenset({"new-accounts.txt", "web"})
"""Not copied from the folder of keys: passwords to hand out, and copies of the certificate."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up. `postgres`: the embedded one."""

    data: DataFolder
    config: Path
    database: Database
    keyring: Keyring
    postgres: Postgres


async def backup(
    source: Source, to: Place, keys: Sequence[str], progress: Progress = sealing.silent, *, begins: bool = True
) -> Place:
    """Gives the folder of the backup, once it is whole. `begins`: `to` may be the first of its disk. Raises `Stop`."""
    recipients = sealing.recipients(keys)
    if not begins and not await asyncio.to_thread(folders.whole, to) and await _backed_up(source.database):
        raise folders.away(to)
    to.make()
    async with _log_kept(source.postgres) as wal_from:
        async with source.database.read() as conn:
            moment, before = await SQL.moment(conn), await counts(conn)
            end = await audit_seal.newest(conn)
        with suppress(Stop):  # what stays hinders no backup; removing old ones says it
            await asyncio.to_thread(folders.remove_unfinished, to)
        target = to.below(folders.name_of(moment.at))
        target.make()
        try:
            parts = {
                folders.DATABASE: await _seal_database(source.postgres, target, recipients, progress),
                folders.CONFIGURATION: await asyncio.to_thread(
                    _seal_folder, source.config, target, folders.CONFIGURATION, recipients
                ),
            }
            async with source.database.read() as conn:
                after, ended = await counts(conn), await SQL.moment(conn)
            made = Manifest(
                made_at=moment.at, ended_at=ended.at, program=__version__, revision=moment.revision, postgres=moment.postgres,
                installation=str(moment.id), wal_from=wal_from, at_least=before, at_most=after,
                audit_end=end.line() if end else "", parts=parts,
            )  # fmt: skip
            await asyncio.to_thread(manifest.write, target, made, source.keyring)
        except BaseException:
            with suppress(Stop):
                target.clear()
            raise
    return target


async def _backed_up(database: Database) -> bool:
    with suppress(asyncpg.UndefinedTableError):  # before the migration that brings it
        async with database.read() as conn:
            return bool(await SQL.backed_up(conn))
    return False


def remove_old(to: Place, newest: Place, days: int) -> Sequence[Place]:
    """Backups that are older than so many days before the newest, and the log that only they needed; gives the backups."""
    try:
        return folders.remove_old(to, folders.moment_of(newest), days)
    finally:
        since = (manifest.read(one).manifest.wal_from for one in folders.whole(to))
        wal.remove_old(to, min(since, key=wal.place))


async def counts(conn: Connection) -> dict[str, int]:
    """Rows of tables that only grow, by their names."""
    return {row.name: row.rows async for row in SQL.counts(conn)}


async def keys(data: DataFolder, to: Path, keys: Sequence[str], *, begins: bool = False) -> Path:
    """Copies the keys in place of the copy before, which is destroyed: with an older one, suppressed people could still be read.
    `begins`: it may be the first of its disk, where one was copied there before. Raises `Stop`."""
    recipients = sealing.recipients(keys)
    if not Keyring.is_there(data.keys):
        raise Stop(
            _("There are no keys in %(folder)s; name the folder of the data in AUDIENCIA_DATA.", folder=data.keys)
        )
    target = to / folders.KEYS
    await asyncio.to_thread(_replace, data, target, recipients, begins)
    return target


def _replace(data: DataFolder, target: Path, recipients: Sequence[x25519.Recipient], begins: bool) -> None:
    """One process at a time: the service copies them too. Raises `Stop`."""
    place, noted = str(target.absolute()), data.keys_copied
    if not (begins or target.exists()) and noted.exists() and noted.read_text("utf-8") == place:
        raise folders.keys_away(target.parent)
    Folder(target.parent).make()
    data.run.mkdir(mode=0o711, exist_ok=True)
    with ExitStack() as stack:
        fcntl.flock(stack.enter_context((data.run / "keys-copy.lock").open("w")), fcntl.LOCK_EX)
        before = stack.enter_context(target.open("r+b")) if target.exists() else None
        _seal_folder(data.keys, Folder(target.parent), target.name, recipients, LEFT_OUT)
        if before is not None:
            keyfiles.write_over(before)
        noted.write_text(place, "utf-8")


def _seal_folder(
    folder: Path, to: Place, name: str, recipients: Sequence[x25519.Recipient], left_out: frozenset[str] = frozenset()
) -> Part:
    """Some files of at most some megabytes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for path in sorted(folder.iterdir()):
            if path.name not in left_out:
                tar.add(path, arcname=path.name)
    packed.seek(0)
    return sealing.seal(packed, to, name, recipients)


@asynccontextmanager
async def _log_kept(postgres: Postgres) -> AsyncIterator[str]:
    """Gives the name of the first file of the log that is kept. Raises `Stop` while another backup is taken."""
    connection = await asyncpg.connect(postgres.admin_url)
    try:
        await connection.execute("SELECT pg_create_physical_replication_slot($1, true, true)", SLOT)
        yield await connection.fetchval(
            "SELECT pg_walfile_name(restart_lsn) FROM pg_replication_slots WHERE slot_name = $1", SLOT
        )
    except asyncpg.DuplicateObjectError as error:
        raise Stop(_("Another backup is being taken; wait until it is done.")) from error
    finally:
        await connection.close()


async def _seal_database(
    postgres: Postgres, to: Place, recipients: Sequence[x25519.Recipient], progress: Progress
) -> Part:
    with _copying(postgres) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        sealed = asyncio.create_task(
            asyncio.to_thread(sealing.seal, process.stdout, to, folders.DATABASE, recipients, progress)
        )
        try:
            part = await asyncio.shield(sealed)
        except BaseException:
            process.kill()
            await asyncio.wait({sealed})  # what it still writes is removed after it
            raise
        said = process.stderr.read().decode("utf-8", "replace").strip().splitlines()
    if process.returncode:  # what it had given by then ends like a whole one
        raise Stop(_("The database cannot be copied: %(why)s", why=(said or [""])[-1]))
    return part


def _copying(postgres: Postgres) -> "subprocess.Popen[bytes]":
    command = [
        postgres.program("pg_basebackup"), "--pgdata=-", "--format=tar", "--wal-method=fetch", "--checkpoint=fast",
        "--compress=client-gzip:1", "--no-password", f"--host={postgres.place.socket}", f"--username={ADMIN}",
    ]  # fmt: skip
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/",
        env={**processes.inherited(), "PGPASSWORD": postgres.admin_password, "LC_ALL": "C"},
        preexec_fn=processes.end_with_parent(signal.SIGTERM),
    )  # fmt: skip
