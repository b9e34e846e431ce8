"""Restores a backup into a new place, where it counts only once it was verified.
The database gets its name as the last step. What is left of a restoring that was cut off are keys without their database, with
which the service does not start."""

import asyncio
import os
import secrets
import shlex
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pyrage import x25519

from audiencia.core.cli_text import Stop, _
from audiencia.core.paths import DataFolder
from audiencia.db import address, revisions
from audiencia.operations import processes
from audiencia.operations.accounts import Account, give
from audiencia.operations.backup import folders, manifest, sealing, timelines, wal
from audiencia.operations.backup.folder import Folder
from audiencia.operations.backup.manifest import Manifest
from audiencia.operations.backup.place import Place
from audiencia.operations.backup.sealing import Part
from audiencia.operations.backup.verify import Verified, verify
from audiencia.operations.checks import preflight
from audiencia.operations.postgres import VERSION, Postgres
from audiencia.operations.supervisor import Supervisor
from audiencia.privacy import keyfiles
from audiencia.privacy.crypto import Keyring

SHORT = "recovery ended before configured recovery target was reached"
"""What PostgreSQL says of a log that ends too early."""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """`backup`: a backup, or the place of them. `keys`: the copy of the keys, or the folder that it is in. `identity`: the file of
    the private key. `into`: a data folder that is not there yet. `until`: the last moment that counts; else all that was kept."""

    backup: Place
    keys: Path
    identity: Path
    into: Path
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Way:
    """From the backup on, along the log. `along`: whether there is one."""

    backup: Place
    along: bool
    made: Manifest
    key: x25519.Identity
    keyring: Keyring
    until: datetime | None

    def prepare(self, draft: Path) -> Mapping[str, str]:
        """Unseals the log and gives the settings with which PostgreSQL reads it. Raises `Stop`.
        Without a log it recovers too: only so it begins a timeline of its own, and never hands out the same names again."""
        if not self.along:
            if self.until is not None:
                raise Stop(_beyond(self.until))
            (draft / "cluster" / "recovery.signal").touch(mode=0o600)
            return {"restore_command": "false", "hot_standby": "off"}
        log = wal.Log(self.backup.above.below(wal.FOLDER), self.key, self.keyring)
        log.fetch(self.made, draft / "cluster" / "pg_wal", draft / wal.FOLDER, self.until)
        (draft / "cluster" / "recovery.signal").touch(mode=0o600)
        folder = shlex.quote(str(draft / wal.FOLDER)).replace("%", "%%")
        settings = {"restore_command": f"cp {folder}/%f '%p'", "hot_standby": "off"}
        if self.until is None:
            return settings
        return settings | {"recovery_target_time": self.until.isoformat(), "recovery_target_action": "promote"}


def _beyond(until: datetime) -> str:
    return _("The log that was kept ends before %(until)s; choose an earlier moment.", until=until)


def _silent(_step: str) -> None:
    """Reports no progress."""


async def restore(wanted: Wanted, tell: Tell = _silent) -> Verified:
    """Raises `Stop`; nothing is left in `into` then."""
    data = DataFolder(wanted.into.absolute())
    _refuse_used(data)
    backup = await asyncio.to_thread(folders.choose, wanted.backup, wanted.until)
    signed, key = await asyncio.to_thread(manifest.read, backup), sealing.identity(wanted.identity)
    _refuse_unfit(signed.manifest)
    preflight.make_folders(data)
    with preflight.only_one(data):
        _refuse_used(data, but={data.logs, data.run})
        try:
            await asyncio.to_thread(_unpack_keys, wanted.keys, key, data)
            keyring = Keyring.open(data.keys)
            signed.refuse_foreign(keyring, backup)
            postgres = _nowhere_yet(data)
            tell(_("Reading the parts…"))
            part = signed.manifest.parts[folders.CONFIGURATION]
            await asyncio.to_thread(_unpack_configuration, backup, key, part, data.root / "config")
            along = await asyncio.to_thread(lambda: bool(backup.above.below(wal.FOLDER).files()))
            way = _Way(backup, along, signed.manifest, key, keyring, wanted.until)
            return await _database(postgres, way, data, tell)
        except BaseException:
            keyfiles.destroy_below(data.keys)
            shutil.rmtree(data.root, ignore_errors=True)
            raise


def _refuse_used(data: DataFolder, but: Collection[Path] = ()) -> None:
    """Raises `Stop` for a folder with anything in it but those."""
    if data.root.exists() and (not data.root.is_dir() or set(data.root.iterdir()) - set(but)):
        raise Stop(_("%(folder)s is not empty; name a folder that is not there yet.", folder=data.root))


def _refuse_unfit(made: Manifest) -> None:
    """Raises `Stop` for a backup of a newer program, or of another PostgreSQL."""
    address.refuse_revisions({made.revision} - revisions.known())
    if str(made.postgres) != VERSION:
        raise Stop(
            _(
                "The backup is of PostgreSQL %(other)s and this program brings %(version)s; restore it with version "
                "%(program)s of Audiencia.",
                other=made.postgres,
                version=VERSION,
                program=made.program,
            )
        )


def _nowhere_yet(data: DataFolder) -> Postgres:
    """Raises `Stop` where a database of the same data folder was left elsewhere (`audiencia.operations.places`)."""
    postgres = Postgres.open(data)
    if postgres.cluster.exists():
        raise Stop(
            _(
                "A database of that folder is already in %(cluster)s; move it away, or name another folder.",
                cluster=postgres.cluster,
            )
        )
    return postgres


def _unpack_keys(source: Path, key: x25519.Identity, data: DataFolder) -> None:
    file = source / folders.KEYS if source.is_dir() else source
    if not file.is_file():
        raise Stop(
            _(
                "There is no copy of the keys in %(folder)s; without it nobody can read the data. Name it with --keys.",
                folder=source,
            )
        )
    _unpack(Folder(file.parent), file.name, key, data.keys)
    if not Keyring.is_there(data.keys):
        raise Stop(_("%(file)s holds no keys of Audiencia.", file=file))


def _unpack_configuration(backup: Place, key: x25519.Identity, part: Part, target: Path) -> None:
    """Pages and media read it under an account of their own, but for new accounts (`audiencia.operations.privileges`)."""
    _unpack(backup, folders.CONFIGURATION, key, target, part)
    for path in (target, *target.rglob("*")):
        if not path.is_symlink() and "accounts" not in path.relative_to(target).parts:
            path.chmod(0o755 if path.is_dir() else 0o644)


def _unpack(place: Place, name: str, key: x25519.Identity, target: Path, part: Part | None = None) -> None:
    target.mkdir(mode=0o700)
    try:
        with sealing.opened(place, name, key, part) as stream, tarfile.open(fileobj=stream, mode="r|gz") as tar:
            tar.extractall(target, filter=_closed)  # noqa: S202 -- the filter keeps all of it within
    except OSError as error:
        raise Stop(_("%(file)s cannot be written: %(why)s.", file=target, why=error.strerror or error)) from error


def _closed(member: tarfile.TarInfo, target: str) -> tarfile.TarInfo:
    """Nothing outside of the folder, no link that leads out, folders for the owner alone."""
    safe = tarfile.data_filter(member, target)
    return safe.replace(mode=0o700, deep=False) if safe.isdir() else safe


async def _database(postgres: Postgres, way: _Way, data: DataFolder, tell: Tell) -> Verified:
    draft = postgres.place.data / f"new-{secrets.token_hex(4)}"
    give(draft, postgres.owner)
    try:
        tell(_("Unpacking the database…"))
        part = way.made.parts[folders.DATABASE]
        await asyncio.to_thread(_unpack, way.backup, folders.DATABASE, way.key, draft / "cluster", part)
        await asyncio.to_thread(_refuse_torn, postgres, draft / "cluster", way.backup.at(folders.DATABASE))
        more = await asyncio.to_thread(way.prepare, draft)
        await asyncio.to_thread(_hand_over, draft, postgres.owner)
        tell(_("Starting and comparing…"))
        found = await _verified(replace(postgres, folder=f"{draft.name}/cluster"), way, data, more)
        await asyncio.to_thread(_hand_out_history, draft / "cluster" / "pg_wal", postgres)
        (draft / "cluster").rename(postgres.cluster)
        keyfiles.sync_folder(postgres.place.data)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return found


def _refuse_torn(postgres: Postgres, cluster: Path, file: str) -> None:
    """Compares each file with the list that PostgreSQL made of them, and looks whether the log is all there."""
    done = subprocess.run(
        [postgres.program("pg_verifybackup"), "--quiet", "--exit-on-error", str(cluster)],
        check=False, capture_output=True, text=True, cwd="/", env={**processes.inherited(), "LC_ALL": "C"},
    )  # fmt: skip
    if done.returncode:
        raise Stop(_("%(file)s is not whole: %(why)s", file=file, why=(done.stderr.strip().splitlines() or [""])[0]))


def _hand_over(folder: Path, owner: Account) -> None:
    (folder / "cluster").chmod(0o700)
    if owner.is_us:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner.uid, owner.gid, follow_symlinks=False)


def _hand_out_history(log: Path, postgres: Postgres) -> None:
    """PostgreSQL does so only where the log is archived already. Without it the next restore would follow the past that was left."""
    history = f"{timelines.newest(log)}{timelines.HISTORY}"
    give(postgres.archive, postgres.owner)
    shutil.copyfile(log / history, postgres.archive / history)
    keyfiles.sync_folder(postgres.archive)


async def _verified(postgres: Postgres, way: _Way, data: DataFolder, more: Mapping[str, str]) -> Verified:
    spec = postgres.spec(more=more)
    try:
        async with Supervisor(data.run, data.logs) as supervisor:
            await supervisor.start([spec])
            return await verify(postgres.url, data.keys, way.made, went_on=way.along)
    except ExceptionGroup as group:
        mistakes, others = group.split(Stop)
        if mistakes is None or others is not None:
            raise
        if way.until is not None and SHORT in (data.logs / f"{spec.name}.log").read_text("utf-8", errors="replace"):
            raise Stop(_beyond(way.until)) from group
        raise _first(mistakes) from group


def _first(group: BaseExceptionGroup[Stop]) -> Stop:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner
