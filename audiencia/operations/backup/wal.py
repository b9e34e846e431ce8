"""The log of the embedded PostgreSQL, put away while it is written: from a backup one goes on with it, to a chosen second.
PostgreSQL hands out each finished file, a minute old at most, into a folder beside the database; the supervisor seals it into
`wal/` of the backups. Each is signed as a backup is: the log could change anything."""

import asyncio
import gzip
import io
import json
import os
import re
import shutil
import threading
import time
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import structlog
from cryptography.exceptions import InvalidSignature
from pyrage import x25519

from audiencia.core.cli_text import Stop, _
from audiencia.operations.backup import folders, manifest, sealing, timelines
from audiencia.operations.backup.manifest import Manifest
from audiencia.operations.backup.place import Place
from audiencia.privacy import keyfiles
from audiencia.privacy.crypto import Keyring

FOLDER, ENDING = "wal", ".age"
SEGMENT, HISTORY = re.compile(r"[0-9A-F]{24}"), re.compile(r"[0-9A-F]{8}\.history")
TURN_SECONDS, MOST_OF_A_TURN = 2.0, 20
ROOM_SECONDS, WAIT_SECONDS = 10.0, 300.0
SIGNATURE_BYTES = 64
AWAY, AWAY_KEPT = ".away.json", 256
"""Hashes of the files put away last: after a crash PostgreSQL hands out the same again."""
BLOCK = 1 << 16
GAP = ".gap"  # Touched when files are given up: only a backup from after it is gone on from.
ROOM = 1_000_000_000
"""Bytes free; below, files that cannot be put away are given up rather than fill the disk of the database."""
Note = Callable[[str], Awaitable[None]]
log = structlog.get_logger()


async def _nothing(_: str) -> None:
    return None


async def put_away(spool: Path, to: Place, keys: Sequence[str], keyring: Keyring, note: Note = _nothing) -> None:
    """Until cancelled. While `to` is away, or hangs, the files wait. `note` is told after each turn what it failed with."""
    await asyncio.gather(_turns(spool, to, keys, keyring, note), _keep_room(spool))


async def _keep_room(spool: Path) -> None:
    while True:
        try:
            await asyncio.to_thread(make_room, spool)
        except OSError as error:
            log.error("wal_archive_failed", reason=str(error))
        await asyncio.sleep(ROOM_SECONDS)


async def _turns(spool: Path, to: Place, keys: Sequence[str], keyring: Keyring, note: Note) -> None:
    recipients, problem, ends = sealing.recipients(keys), "", threading.Event()
    try:
        while True:
            working = asyncio.create_task(asyncio.to_thread(turn, spool, to.below(FOLDER), recipients, keyring, ends))
            try:
                await _watched(working, spool, to, note)
                problem = ""
            except (Stop, OSError) as error:
                if not problem:
                    log.error("wal_archive_failed", reason=str(error))
                problem = str(error)
            await note(problem)
            await asyncio.sleep(TURN_SECONDS)
    finally:
        ends.set()  # a thread cannot be cancelled, and the process waits for it


async def _watched(working: asyncio.Task[None], spool: Path, to: Place, note: Note) -> None:
    """Tells when the oldest file goes on waiting."""
    oldest = _finished(spool)[:1]
    while not (await asyncio.wait({working}, timeout=WAIT_SECONDS))[0]:
        before, oldest = oldest, _finished(spool)[:1]
        if oldest == before:
            await note(_("%(folder)s does not answer.", folder=to))
    await working


def turn(
    spool: Path,
    to: Place,
    recipients: Sequence[x25519.Recipient],
    keyring: Keyring,
    ends: threading.Event | None = None,
) -> None:
    """Puts away what is finished, some files of it, until `ends` is set."""
    finished = _finished(spool)[:MOST_OF_A_TURN]
    if finished:
        _refuse_away(to.above, keyring)
        to.make()
    for file in finished:
        if ends is not None and ends.is_set():
            return
        content, target = file.read_bytes(), f"{file.name}{ENDING}"
        if _refuse_other(spool, content, to, file.name):
            packed = gzip.compress(content, 1)
            signature = keyring.signing_key(manifest.PURPOSE).sign(_signed(file.name, packed))
            sealing.seal(io.BytesIO(signature + packed), to, target, recipients)
        file.unlink(missing_ok=True)


def _refuse_away(to: Place, keyring: Keyring) -> None:
    """Raises `Stop` where no backup of this installation lies: the log would fill the disk under one that is not mounted."""
    for one in folders.from_newest(to):
        with suppress(manifest.Strange):
            return manifest.read(one).refuse_foreign(keyring, one)
    raise folders.away(to)


def _refuse_other(spool: Path, content: bytes, to: Place, name: str) -> bool:
    """Whether it is still to be sealed. Raises `Stop` where another database put away a file of this name."""
    away, digest = _away(spool), sha256(content).hexdigest()
    if not to.has(f"{name}{ENDING}"):
        _note_away(spool, {**{other: away[other] for other in away if other != name}, name: digest})
        return True
    if away.get(name) != digest:
        file = to.at(f"{name}{ENDING}")
        raise Stop(_("%(file)s is of another database; name a folder of its own in AUDIENCIA_BACKUP_TO.", file=file))
    return False


def _away(spool: Path) -> Mapping[str, str]:
    try:
        found: Mapping[str, str] = json.loads((spool / AWAY).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _note_away(spool: Path, away: Mapping[str, str]) -> None:
    draft = spool / f"{AWAY}.part"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(dict(list(away.items())[-AWAY_KEPT:]), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(spool / AWAY)
    keyfiles.sync_folder(spool)


def _finished(spool: Path) -> list[Path]:
    return sorted(file for file in spool.iterdir() if not file.name.startswith(".")) if spool.is_dir() else []


def make_room(spool: Path) -> None:
    """Gives up what waits long, where the disk is full."""
    long_ago = time.time() - WAIT_SECONDS
    left = [file for file in _finished(spool) if file.stat().st_mtime < long_ago]
    if left and shutil.disk_usage(spool).free < ROOM:
        (spool / GAP).touch()
        for file in left:
            file.unlink(missing_ok=True)
        log.error("wal_archive_gap", files=len(left), first=left[0].name)


def _signed(name: str, packed: bytes) -> bytes:
    return b"wal:" + name.encode() + b"\0" + packed


@dataclass(frozen=True, slots=True)
class Log:
    """What was put away in `place`. `key`: the private one it was sealed to. `keyring`: of the installation that signed it."""

    place: Place
    key: x25519.Identity
    keyring: Keyring

    def fetch(self, made: Manifest, copied: Path, target: Path, until: datetime | None) -> None:
        """Unseals what goes on from that backup; `copied`: the log that came with it. Raises `Stop` for a file that this
        installation did not put away, and where one lacks; with `until` it then ends before that one."""
        target.mkdir(mode=0o700)
        names = [name.removesuffix(ENDING) for name in self.place.files() if name.endswith(ENDING)]
        histories = [name for name in names if HISTORY.fullmatch(name)]
        self._unseal(histories, target)
        own = sorted(path.name for path in copied.iterdir() if SEGMENT.fullmatch(path.name))
        since = own[0] if own else made.wal_from
        segments = [name for name in names if SEGMENT.fullmatch(name) and name[8:] >= made.wal_from[8:]]
        texts = {name[:8]: (target / name).read_text("ascii") for name in histories}
        lacks = timelines.missing([*own, *segments], texts, since)
        if lacks is not None:
            segments = [name for name in segments if name[8:] < lacks[8:]]
            if until is None:
                raise Stop(self._lacking(lacks, segments, made.ended_at))
        self._unseal(segments, target)

    def _lacking(self, lacks: str, before: Sequence[str], taken: datetime) -> str:
        times = [self.place.modified(f"{name}{ENDING}") for name in before[-1:]]
        moment = max([taken.timestamp(), *times])
        return _(
            "The log lacks %(file)s, and later files are there: name a newer backup, or with --until a moment before "
            "%(moment)s.",
            file=lacks,
            moment=f"{datetime.fromtimestamp(moment, UTC).astimezone():%Y-%m-%d %H:%M:%S}",
        )

    def _unseal(self, names: Sequence[str], target: Path) -> None:
        for name in names:
            file = self.place.at(f"{name}{ENDING}")
            with sealing.opened(self.place, f"{name}{ENDING}", self.key) as stream:
                signature, packed = stream.read(SIGNATURE_BYTES), stream.read()
            try:
                self.keyring.signing_key(manifest.PURPOSE).public_key().verify(signature, _signed(name, packed))
                _write(target / name, gzip.decompress(packed))
            except (InvalidSignature, zlib.error, EOFError) as error:
                raise Stop(_("%(file)s was not made with these keys, or was changed; remove it.", file=file)) from error


def _write(target: Path, content: bytes) -> None:
    """Most of a file that ended early is empty, and takes no room on the disk."""
    with target.open("wb") as file:
        for begin in range(0, len(content), BLOCK):
            block = content[begin : begin + BLOCK]
            if block.count(0) == len(block):
                file.seek(len(block), 1)
            else:
                file.write(block)
        file.truncate(len(content))


def place(name: str) -> str:
    """The position of a file in the log, whatever its timeline."""
    return name[8:24]


def remove_old(to: Place, since: str) -> None:
    """Removes what the oldest backup, which begins at `since`, does not need."""
    log = to.below(FOLDER)
    for name in log.files():
        if SEGMENT.fullmatch(name.removesuffix(ENDING)) and place(name) < place(since):
            log.remove(name)
