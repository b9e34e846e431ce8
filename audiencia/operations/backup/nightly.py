"""Backups of the embedded database under the supervisor: one each night, by a process of its own, and its log all the time."""

import asyncio
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from audiencia.core.cli_text import Stop
from audiencia.core.paths import DataFolder
from audiencia.operations import processes
from audiencia.operations.backup import folders, manifest, places, runs, sealing, timelines, wal
from audiencia.operations.backup.key_copy import KeyCopy
from audiencia.operations.backup.place import Place
from audiencia.operations.postgres import Postgres
from audiencia.privacy.crypto import Keyring
from audiencia.settings.config import Settings, load_municipality

LOOK_SECONDS, MOST_SECONDS = 60.0, 6 * 3600.0
AGAIN = timedelta(hours=1)  # After one that failed.
log = structlog.get_logger()


def due(now: datetime, last: datetime | None, tried: datetime | None, at: time, zone: ZoneInfo) -> bool:
    """Whether none was taken since the hour `at` last came, nor tried within the last hour."""
    here = now.astimezone(zone)
    came = datetime.combine(here.date(), at, zone)
    if came > here:
        came = datetime.combine(here.date() - timedelta(days=1), at, zone)
    return (last is None or last < came) and (tried is None or now - tried >= AGAIN)


def last_of(to: Place, postgres: Postgres, now: datetime) -> datetime | None:
    """When the newest backup was taken from which the log leads to this database; none since it was restored itself, or since
    a part of the log was given up."""
    newest, gap = next(folders.from_newest(to, now), None), postgres.archive / wal.GAP
    if newest is None:
        return None
    last = folders.moment_of(newest)
    if gap.exists() and gap.stat().st_mtime >= last.timestamp():
        return None
    with suppress(manifest.Strange):
        if manifest.read(newest).manifest.wal_from[:8] == timelines.newest(postgres.cluster / "pg_wal"):
            return last
    return None


@dataclass(frozen=True, slots=True)
class Backups:
    """What is done for those settings; nothing without a folder, or where the database is another server's."""

    settings: Settings
    data: DataFolder
    to: Place

    @classmethod
    def of(cls, settings: Settings, data: DataFolder) -> "Backups | None":
        """As they were given, before the address of the embedded server is among them. Raises `Stop` for keys that are none."""
        if settings.backup_to is None or settings.database_url is not None:
            return None
        sealing.recipients(settings.backup_recipients)
        own_disk = settings.backup_to if isinstance(settings.backup_to, Path) else None
        folders.refuse_together(data.root, own_disk, settings.backup_keys_to)
        return cls(settings, data, places.open_place(settings.backup_to, settings))

    async def keep(self) -> None:
        """Until cancelled. Once the keys are there."""
        to, keys_to, recipients = self.to, self.settings.backup_keys_to, self.settings.backup_recipients
        keyring, postgres = Keyring.open(self.data.keys), Postgres.open(self.data)
        log_kept, keys_kept = runs.Standing(postgres.url, "log"), runs.Standing(postgres.url, "keys")
        await asyncio.gather(
            wal.put_away(postgres.archive, to, recipients, keyring, log_kept.note), self._nightly(to, postgres),
            *([KeyCopy(self.data, keys_to, recipients).keep(keys_kept.note)] if keys_to else []),
        )  # fmt: skip

    async def _nightly(self, to: Place, postgres: Postgres) -> None:
        """At once where the last night's is missing."""
        at, zone = self.settings.backup_at, load_municipality(self.settings.config).zone
        last: datetime | None = None
        tried: datetime | None = None
        failed = False
        while True:
            now = datetime.now(UTC)
            try:
                with suppress(Stop):  # an address that is away: what was known of it holds, and the next backup fails
                    last = await asyncio.to_thread(last_of, to, postgres, now)
                if due(now, None if failed else last, tried, at, zone):
                    whole = failed and not due(now, last, None, at, zone)
                    tried, failed = now, True
                    failed = not await _take(self.data, whole)
            except OSError as error:  # a disk that is away ends nothing else
                log.error("backup_failed", reason=error.strerror)
            await asyncio.sleep(LOOK_SECONDS)


async def _take(data: DataFolder, whole: bool) -> bool:
    """Whether all of it went well. `whole`: the data are there, only what failed after them is done again. Its sentences stand in
    `logs/backup.log`."""
    words = ["backup", "--rest"] if whole else ["backup"]
    with (data.logs / "backup.log").open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "audiencia", *words, stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True, preexec_fn=processes.end_with_parent(signal.SIGTERM),
        )  # fmt: skip
        try:
            async with asyncio.timeout(MOST_SECONDS):
                code = await process.wait()
        except TimeoutError:  # at a disk that hangs it may not even end so, and is not waited for
            process.kill()
            code = -signal.SIGKILL
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise
    if code:
        log.error("backup_failed", code=code)
    else:
        log.info("backup_taken")
    return not code
