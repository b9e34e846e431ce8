"""Finds out whether a session can begin: the registry of checks. Each asks what this machine can ask, and its rule (`rules`) judges.
It changes nothing, contacts nobody but the servers of this installation, and no question keeps the others waiting for long."""

import asyncio
import ctypes
import shutil
import ssl
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp
from cryptography import x509
from pydantic import SecretStr

from audiencia.core.errors import DomainError, Unavailable
from audiencia.core.gettext_mark import Sentence
from audiencia.core.paths import DataFolder
from audiencia.db import revisions
from audiencia.db.database import Database
from audiencia.http.papers.paper import Press
from audiencia.operations import open_files, processes
from audiencia.operations.checks import configuration, going_live, media, notice_ways, readiness
from audiencia.operations.checks.health import reachable
from audiencia.operations.checks.notice_ways import Way
from audiencia.operations.checks.readiness import DatabaseNow
from audiencia.operations.checks.result import Check, State
from audiencia.operations.checks.rules import backups, directors, machine, servers
from audiencia.operations.workers import Report
from audiencia.privacy import keyfiles
from audiencia.settings.config import ConfigError, Municipality, Settings
from audiencia.signaling.hints.hints import Hints

if TYPE_CHECKING:
    from audiencia.operations.checks import readiness_sql as rows

ANSWER_SECONDS = 5.0
TIME_ERROR = 5  # What adjtimex(2) answers while the kernel's clock follows nobody.
SAMPLE = "<!doctype html><html lang='es'><head><title>Ñ</title></head><body><p>Ñandú</p></body></html>"


@dataclass(frozen=True, slots=True)
class Asked:
    """What checks are about, and what several of them need, asked once for all. `now`: `None` while the database is away."""

    settings: Settings
    municipality: Municipality
    now: asyncio.Task[DatabaseNow | None]
    workers: asyncio.Task[Sequence[Report]]


async def examine(settings: Settings, municipality: Municipality) -> list[Check]:
    """All of `CHECKS`, in the order in which people read them."""
    async with asyncio.TaskGroup() as group:
        now, workers = (
            group.create_task(readiness.once(settings, readiness.ask)),
            group.create_task(media.reports(settings)),
        )
        asked = Asked(settings, municipality, now, workers)
        looking = [group.create_task(look(asked)) for look in CHECKS]
    return [one for task in looking for one in task.result()]


async def watch(settings: Settings, municipality: Municipality, database: Database) -> list[Check]:
    """All of `WATCHED`, as a web node asks for them with its own connections."""
    async with asyncio.TaskGroup() as group:
        now = group.create_task(_asked(database))
        asked = Asked(settings, municipality, now, group.create_task(_nobody()))
        looking = [group.create_task(look(asked)) for look in WATCHED]
    return [one for task in looking for one in task.result()]


async def _nobody() -> Sequence[Report]:
    return ()


async def _asked(database: Database) -> DatabaseNow | None:
    try:
        async with asyncio.timeout(2 * ANSWER_SECONDS):
            return await readiness.ask(database)
    except (DomainError, TimeoutError, OSError):
        return None


async def _database(asked: Asked) -> list[Check]:
    found = await asked.now
    if found is None:
        return [servers.database(None, False, None)]
    itself = found.itself
    offset = (datetime.now(UTC) - itself.clock).total_seconds()
    return [
        servers.database(itself.version, itself.replica, itself.behind),
        servers.migrations(itself.revision, revisions.newest(), _newer(itself)),
        servers.clock(offset, synchronised(), itself.shifted and not asked.settings.demo),
    ]


def _newer(found: "rows.DatabaseNow") -> servers.Newer:
    if found.revision is None or found.revision in revisions.known():
        return "no"
    return "runs" if found.oldest_program in revisions.known() else "outlived"


def synchronised() -> bool | None:
    """Whether the kernel's clock follows a time server; `None` where it does not say."""
    try:
        # Room enough for the struct of any platform; modes = 0 only reads.
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))
    except (AttributeError, OSError):
        return None
    return None if state < 0 else state != TIME_ERROR


async def _pages(asked: Asked) -> list[Check]:
    settings = asked.settings
    own = own_address(settings)
    found = [servers.pages(own, await _status(own, check_name=False), own=True)]
    if settings.public_url:
        found.append(servers.pages(settings.address, await _status(settings.address), own=False))
    return found


def own_address(settings: Settings) -> str:
    """The address of the pages on this machine."""
    scheme = "https" if settings.tls_certificate else "http"
    return f"{scheme}://{reachable(settings.host)}:{settings.port}"


async def _status(address: str, *, check_name: bool = True) -> str | None:
    found = await health_at(address, check_name=check_name)
    return None if found is None else str(found.get("status"))


async def health_at(
    address: str, *, check_name: bool = True, token: SecretStr | None = None
) -> Mapping[str, Any] | None:
    """What `/salud` answers there; `None`: nothing. `token`: of the metrics, where another machine may be asked."""
    headers = {} if token is None else {"Authorization": f"Bearer {token.get_secret_value()}"}
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS)) as session,
            session.get(f"{address}/salud", ssl=check_name, headers=headers) as response,
        ):
            found: Any = await response.json(content_type=None)
            return found if isinstance(found, dict) else None
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return None


async def _certificate(asked: Asked) -> list[Check]:
    settings, parts = asked.settings, urlsplit(asked.settings.address)
    days, problem = None, ""
    https = parts.scheme == "https" or settings.tls_certificate is not None
    try:
        if settings.tls_certificate is not None:
            days = _days(x509.load_pem_x509_certificates(settings.tls_certificate.read_bytes())[0])
        elif https:
            days = await _days_of_server(parts.hostname or "", parts.port or 443)
    except (OSError, ValueError, IndexError, TimeoutError, ssl.SSLError) as error:
        problem = type(error).__name__
    return [machine.certificate(days, https, settings.demo, problem)]


def _days(certificate: x509.Certificate) -> float:
    return (certificate.not_valid_after_utc - datetime.now(UTC)).total_seconds() / 86_400


async def _days_of_server(host: str, port: int) -> float:
    """Also of one that holds no more: that is what is asked about, and nothing is sent over this connection."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    async with asyncio.timeout(ANSWER_SECONDS):
        _, writer = await asyncio.open_connection(host, port, ssl=context, server_hostname=host)
        try:
            found = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        finally:
            writer.close()
    return _days(x509.load_der_x509_certificate(found))


async def _ways(asked: Asked) -> list[Check]:
    now = await asked.now
    settings, sms = asked.settings, asked.municipality.sms
    gateway = None if sms is None else urlsplit(sms.url)

    async def one(way: Way) -> Check:
        reachable = None
        if way.code == "mail" and way.on:
            reachable = await _connects(settings.smtp_host, settings.smtp_port)
        elif way.code == "sms" and gateway is not None:
            reachable = await _connects(gateway.hostname, gateway.port or (443 if gateway.scheme == "https" else 80))
        return machine.way(
            way.code, way.name, way.on, reachable, *(now.notices.get(way.code, (0, 0)) if now else (0, 0))
        )

    return await asyncio.gather(*(one(way) for way in notice_ways.ways(settings, asked.municipality)))


async def _queues(asked: Asked) -> list[Check]:
    """Whether notices wait too long. No server is asked."""
    now = await asked.now
    on = [way for way in notice_ways.ways(asked.settings, asked.municipality) if way.on]
    late = {way.code: now.notices.get(way.code, (0, 0))[0] for way in on} if now else {}
    return [machine.way(way.code, way.name, True, None, late[way.code], 0) for way in on if way.code in late]


async def _connects(host: str | None, port: int) -> bool:
    """Whether the server takes a connection; nothing is said to it."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
    except (OSError, TimeoutError):
        return False
    return True


async def _paper(asked: Asked) -> list[Check]:
    try:
        made = await Press().pdf(SAMPLE)
    except Unavailable:
        return [machine.paper(False)]
    return [machine.paper(made.startswith(b"%PDF"))]


async def _valkey(asked: Asked) -> list[Check]:
    if asked.settings.redis_url is None:
        return [servers.valkey(False)]
    hints = Hints(asked.settings.redis_url, "")
    try:
        return [servers.valkey(await hints.answers())]
    finally:
        await hints.close()


async def _here(asked: Asked) -> list[Check]:
    return await asyncio.to_thread(_files, asked.settings, asked.municipality)


def _files(settings: Settings, municipality: Municipality) -> list[Check]:
    """Disk, keys and configuration: files of this machine."""
    data = settings.data.absolute()
    folder = data if data.is_dir() else Path("/")
    usage = shutil.disk_usage(folder)
    return [
        machine.disk(usage.free, usage.total, str(folder)),
        machine.open_files(_open_files(DataFolder(data)), open_files.ENOUGH),
        machine.keys(_open_keys(DataFolder(data).keys)),
        machine.configuration(_wrong(settings, municipality)),
    ]


def _open_files(data: DataFolder) -> int:
    """The limit of open files of the web node that runs here; without one, what a process that we start could have."""
    web = processes.read_pid_file(data.run / "web.pid")
    try:
        return open_files.limit_of(None if web is None else web.pid)
    except OSError:
        return open_files.limit_of(None)


def _open_keys(folder: Path) -> list[str]:
    """What others may read or enter, below the folder of keys too."""
    problems: list[str] = []
    for path in [folder, *sorted(folder.rglob("*"))] if folder.is_dir() else []:
        try:
            keyfiles.refuse_if_open_to_others(path)
        except keyfiles.KeyFileError as error:
            problems.append(str(error))
    return problems


def _wrong(settings: Settings, municipality: Municipality) -> Sentence | None:
    """The first thing that is wrong with the files, or with what is in force."""
    try:
        configuration.refuse_unfit(settings)
    except ConfigError as error:
        return Sentence(str(error).splitlines()[0])
    found = [one for one in configuration.lint(municipality) if one.state is State.RED]
    return Sentence("%(where)s: %(what)s", where=found[0].name, what=found[0].sentence) if found else None


async def _directors(asked: Asked) -> list[Check]:
    now = await asked.now
    if now is None:
        return []
    opens_at = None if now.coming is None else now.coming.opens_at
    return [directors.directors(now.directors, opens_at, now.itself.now)]


async def _retention(asked: Asked) -> list[Check]:
    now = await asked.now
    if now is None:
        return []
    since, last = (now.kept.since, now.kept.last) if now.kept else (None, None)
    return [servers.retention(since, last, now.itself.now)]


async def _backups(asked: Asked) -> list[Check]:
    now = await asked.now
    if now is None or now.backups is None or asked.settings.demo:
        return []
    settings, found, clock = asked.settings, now.backups, now.itself.clock
    there = settings.backup_to or found.backup or found.problem
    said = [backups.taken(found, clock) if there else backups.not_set_up(), backups.drilled(found, clock)]
    if settings.backup_to:
        said.append(backups.keys_copied(settings.backup_keys_to is not None, found.keys_problem))
    if settings.backup_to or found.archiver_fails:
        said.append(backups.logged(found))
    return said


async def _incidents(asked: Asked) -> list[Check]:
    now, rules = await asked.now, asked.municipality.incidents
    return [] if now is None else [servers.incidents(now.incident_due, now.itself.now, rules.warn_hours)]


async def _installation(asked: Asked) -> list[Check]:
    now = await asked.now
    return (
        [] if now is None else [await media.installation(asked.settings, now.itself.installation, await asked.workers)]
    )


async def _live(asked: Asked) -> list[Check]:
    return [] if asked.settings.demo else await going_live.examine(asked.settings, asked.municipality)


async def _media(asked: Asked) -> list[Check]:
    now = await asked.now
    return [media.capacity(asked.settings, await asked.workers, len(now.directors) if now else 0)]


async def _udp(asked: Asked) -> list[Check]:
    return [await asyncio.to_thread(media.udp, asked.settings)]


async def _turn(asked: Asked) -> list[Check]:
    # Loading aioice takes a quarter of a second: a web node starts without it.
    from audiencia.operations.checks import relays

    return await relays.found(asked.settings)


Look = Callable[[Asked], Coroutine[Any, Any, Sequence[Check]]]
CHECKS: tuple[Look, ...] = (
    _database, _valkey, _pages, _installation, _media, _udp, _turn, _certificate, _here, _paper, _ways, _live,
    _directors, _retention, _backups, _incidents,
)  # fmt: skip
"""The registry: whoever adds a check adds it here, and the terminal, administration and the mail before a session show it."""
WATCHED: tuple[Look, ...] = (_database, _certificate, _backups, _queues)
"""What a web node looks at all the time: nothing of it is mended by a restart."""
