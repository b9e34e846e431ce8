"""Finds out whether a session can begin: the registry of checks. Each asks what this machine can ask, and its rule (`rules`) judges.
It changes nothing, contacts nobody but the servers of this installation, and no question keeps the others waiting for long."""

import asyncio
import ssl
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cryptography import x509

from audiencia.core.errors import DomainError, Unavailable
from audiencia.db import revisions
from audiencia.db.database import Database
from audiencia.http.papers.paper import Press
from audiencia.operations.checks import going_live, media, notice_ways, reaching, readiness, redis_use, this_machine
from audiencia.operations.checks.notice_ways import Way
from audiencia.operations.checks.readiness import DatabaseNow
from audiencia.operations.checks.result import Check
from audiencia.operations.checks.rules import backups, directors, machine, servers
from audiencia.operations.workers import Report
from audiencia.settings.config import Municipality, Settings

if TYPE_CHECKING:
    from audiencia.operations.checks import readiness_sql as rows

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
        async with asyncio.timeout(2 * reaching.ANSWER_SECONDS):
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
        servers.clock(offset, this_machine.synchronised(), itself.shifted and not asked.settings.demo),
    ]


def _newer(found: "rows.DatabaseNow") -> servers.Newer:
    if found.revision is None or found.revision in revisions.known():
        return "no"
    return "runs" if found.oldest_program in revisions.known() else "outlived"


async def _pages(asked: Asked) -> list[Check]:
    settings = asked.settings
    own = reaching.own_address(settings)
    found = [servers.pages(own, await reaching.status(own, check_name=False), own=True)]
    if settings.public_url:
        found.append(servers.pages(settings.address, await reaching.status(settings.address), own=False))
    return found


async def _certificate(asked: Asked) -> list[Check]:
    settings, parts = asked.settings, urlsplit(asked.settings.address)
    days, problem = None, ""
    https = parts.scheme == "https" or settings.tls_certificate is not None
    try:
        if settings.tls_certificate is not None:
            days = reaching.days_left(x509.load_pem_x509_certificates(settings.tls_certificate.read_bytes())[0])
        elif https:
            days = await reaching.days_of_server(parts.hostname or "", parts.port or 443)
    except (OSError, ValueError, IndexError, TimeoutError, ssl.SSLError) as error:
        problem = type(error).__name__
    return [machine.certificate(days, https, settings.demo, problem)]


async def _ways(asked: Asked) -> list[Check]:
    now = await asked.now
    settings, sms = asked.settings, asked.municipality.sms
    gateway = None if sms is None else urlsplit(sms.url)

    async def one(way: Way) -> Check:
        reachable = None
        if way.code == "mail" and way.on:
            reachable = await reaching.connects(settings.smtp_host, settings.smtp_port)
        elif way.code == "sms" and gateway is not None:
            reachable = await reaching.connects(
                gateway.hostname, gateway.port or (443 if gateway.scheme == "https" else 80)
            )
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


async def _paper(asked: Asked) -> list[Check]:
    try:
        made = await Press().pdf(SAMPLE)
    except Unavailable:
        return [machine.paper(False)]
    return [machine.paper(made.startswith(b"%PDF"))]


async def _valkey(asked: Asked) -> list[Check]:
    return [await redis_use.look(asked.settings.redis_url)]


async def _here(asked: Asked) -> list[Check]:
    return await asyncio.to_thread(this_machine.found, asked.settings, asked.municipality)


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
