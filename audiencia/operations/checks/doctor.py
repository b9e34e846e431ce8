"""Finds out whether a jornada can begin: asks everything that this machine can ask, and hands it to the rules (`readiness`).

It changes nothing, contacts nobody but the servers of this installation, and no question keeps the others waiting for long.
"""

import asyncio
import ctypes
import shutil
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from cryptography import x509

from audiencia.core.errors import DomainError, Unavailable
from audiencia.core.paths import DataFolder
from audiencia.db import revisions
from audiencia.db.database import Database
from audiencia.http.papers.paper import Press
from audiencia.operations import open_files, processes, running
from audiencia.operations.checks import check, doctor_media, relays
from audiencia.operations.checks import readiness as flow
from audiencia.operations.checks.health import reachable
from audiencia.operations.checks.rules import machine, readiness, servers
from audiencia.operations.checks.rules.readiness import Row
from audiencia.operations.postgres import Postgres
from audiencia.operations.valkey import Valkey
from audiencia.privacy import keyfiles
from audiencia.runtime.channels import ChannelName
from audiencia.settings.config import ConfigError, Municipality, Settings, Text
from audiencia.signaling.hints.hints import Hints

ANSWER_SECONDS = 5.0
TIME_ERROR = 5
"""What adjtimex(2) answers while the kernel's clock follows nobody."""
SAMPLE = "<!doctype html><html lang='es'><head><title>Ñ</title></head><body><p>Ñandú</p></body></html>"
MAIL = Text(es="Avisos por correo", en="Notices by e-mail")
SMS = Text(es="Avisos por SMS", en="Notices by SMS")
PUSH = Text(es="Avisos en el navegador", en="Notices in the browser")


def with_own_servers(settings: Settings) -> Settings:
    """For a command beside a running `audiencia serve`: its addresses and those of its own servers, where nobody named others."""
    settings = running.like_it(settings)
    data = DataFolder(settings.data.absolute())
    if not data.service_keys.is_dir():
        return settings
    found: dict[str, object] = {}
    if settings.database_url is None:
        found["database_url"] = Postgres.open(data).url
    if settings.redis_url is None:
        found["redis_url"] = Valkey.open(data).url
    return settings.model_copy(update=found)


async def examine(settings: Settings, municipality: Municipality) -> list[Row]:
    """Every row, in the order in which people read them."""
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(_database(settings))
        pages = group.create_task(_pages(settings))
        media = group.create_task(doctor_media.reports(settings))
        turn = group.create_task(relays.rows(settings))
        certificate = group.create_task(_certificate(settings))
        paper = group.create_task(_paper())
        valkey = group.create_task(_valkey(settings))
        here = group.create_task(asyncio.to_thread(_here, settings, municipality))
    base, now = asked.result()
    ways = await _ways(settings, municipality, now)
    directors = 0 if now is None else len(now.directors)
    tests = [] if now is None else [readiness.directors(now.directors, now.opens_at, now.now)]
    whose = [] if now is None else [await doctor_media.installation(settings, now.installation, media.result())]
    return [
        *base, valkey.result(), *pages.result(), *whose, doctor_media.capacity(settings, media.result(), directors),
        doctor_media.udp(settings), *turn.result(), certificate.result(), *here.result(), paper.result(), *ways, *tests,
    ]  # fmt: skip


async def _database(settings: Settings) -> tuple[list[Row], flow.DatabaseNow | None]:
    if settings.database_url is None:
        return [servers.database(None, False, None)], None
    database = Database(settings.database_url, size=2)
    try:
        async with asyncio.timeout(2 * ANSWER_SECONDS):
            await database.open()
            found = await flow.ask(database)
    except (DomainError, TimeoutError, OSError):
        return [servers.database(None, False, None)], None
    finally:
        await database.close()
    offset = (datetime.now(UTC) - found.clock).total_seconds()
    rows = [
        servers.database(found.version, found.replica, found.behind),
        servers.migrations(found.revision, revisions.newest()),
        servers.clock(offset, synchronised(), found.shifted and not settings.demo),
    ]
    return rows, found


def synchronised() -> bool | None:
    """Whether the kernel's clock follows a time server; `None` where it does not say."""
    try:
        # Room enough for the struct of any platform; modes = 0 only reads.
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))
    except (AttributeError, OSError):
        return None
    return None if state < 0 else state != TIME_ERROR


async def _pages(settings: Settings) -> list[Row]:
    scheme = "https" if settings.tls_certificate else "http"
    own = f"{scheme}://{reachable(settings.host)}:{settings.port}"
    rows = [servers.pages(own, await _status(own, check_name=False), own=True)]
    if settings.public_url:
        address = settings.address
        rows.append(servers.pages(address, await _status(address), own=False))
    return rows


async def _status(address: str, *, check_name: bool = True) -> str | None:
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS)) as session,
            session.get(f"{address}/salud", ssl=check_name) as response,
        ):
            found: Any = (await response.json(content_type=None)).get("status")
            return str(found)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError):
        return None


async def _certificate(settings: Settings) -> Row:
    parts = urlsplit(settings.address)
    https = parts.scheme == "https" or settings.tls_certificate is not None
    if not https:
        return machine.certificate(None, False, settings.demo)
    try:
        if settings.tls_certificate is not None:
            loaded = x509.load_pem_x509_certificates(settings.tls_certificate.read_bytes())
            days = _days(loaded[0])
        else:
            days = await _days_of_server(parts.hostname or "", parts.port or 443)
    except (OSError, ValueError, IndexError, TimeoutError, ssl.SSLError) as error:
        return machine.certificate(None, True, settings.demo, type(error).__name__)
    return machine.certificate(days, True, settings.demo)


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


async def _ways(settings: Settings, municipality: Municipality, now: flow.DatabaseNow | None) -> list[Row]:
    def counted(channel: ChannelName) -> tuple[int, int]:
        return (0, 0) if now is None else now.notices.get(channel, (0, 0))

    mail_on = settings.smtp_host is not None and settings.mail_from is not None
    mail = await _connects(settings.smtp_host, settings.smtp_port) if mail_on else None
    gateway = urlsplit(municipality.sms.url) if municipality.sms is not None else None
    sms = (
        None
        if gateway is None
        else await _connects(gateway.hostname, gateway.port or (443 if gateway.scheme == "https" else 80))
    )
    return [
        machine.way("mail", MAIL, mail_on, mail, *counted("mail")),
        machine.way("sms", SMS, gateway is not None, sms, *counted("sms")),
        machine.way("push", PUSH, settings.push_subject is not None, None, *counted("push")),
    ]


async def _connects(host: str | None, port: int) -> bool:
    """Whether the server takes a connection; nothing is said to it."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
    except (OSError, TimeoutError):
        return False
    return True


async def _paper() -> Row:
    try:
        made = await Press().pdf(SAMPLE)
    except Unavailable:
        return machine.paper(False)
    return machine.paper(made.startswith(b"%PDF"))


async def _valkey(settings: Settings) -> Row:
    if settings.redis_url is None:
        return servers.valkey(False)
    hints = Hints(settings.redis_url, "")
    try:
        return servers.valkey(await hints.answers())
    finally:
        await hints.close()


def _here(settings: Settings, municipality: Municipality) -> list[Row]:
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
    """Of the web node that runs here, else of one that would."""
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


def _wrong(settings: Settings, municipality: Municipality) -> Sequence[str]:
    try:
        check.refuse_unfit(settings)
    except ConfigError as error:
        return [str(error).splitlines()[0]]
    return [str(one) for one in check.lint(municipality) if one.serious]
