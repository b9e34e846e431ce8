"""The one composition root of a web node: everything is made here, handed to who needs it, and run under supervision."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from uuid import uuid4

import structlog
from aiohttp import web

from audiencia import web_app
from audiencia.administration import catalogue
from audiencia.cases.use_cases.tell import AFTER_SENDING
from audiencia.core import metrics
from audiencia.core.cancellation import Loops
from audiencia.core.cli_text import Stop, _
from audiencia.core.errors import Unavailable
from audiencia.core.garbage import Collector
from audiencia.db import address, revisions
from audiencia.db.database import Database
from audiencia.http import i18n
from audiencia.http.cookies import LANGUAGE_COOKIE
from audiencia.http.front_end import FrontEnd
from audiencia.http.limits.shared_counts import SharedCounts
from audiencia.http.serving import listening
from audiencia.http.serving.connections import Connections
from audiencia.http.site import SITE
from audiencia.media.control import identity
from audiencia.media.control.control import WorkerState
from audiencia.media.control.fleet import Fleet
from audiencia.notifications import wiring
from audiencia.operations import open_files, privileges, tls
from audiencia.operations.checks import readiness, registry
from audiencia.operations.checks.pages import inner
from audiencia.operations.checks.result import Check
from audiencia.operations.checks.rules.machine import ENOUGH_DISK
from audiencia.operations.checks.watch import SECONDS as WATCH_SECONDS
from audiencia.operations.checks.watch import Watch
from audiencia.operations.practice import PracticeRunner
from audiencia.operations.setup import seed
from audiencia.operations.setup.seed import Credential
from audiencia.privacy import audit_seal, installation
from audiencia.privacy.audit_compare import compare_when_due
from audiencia.privacy.crypto import Keyring
from audiencia.privacy.retention.run import run_when_due
from audiencia.privacy.shredding import Shredder
from audiencia.queue.call import presence
from audiencia.queue.media_routes import routes, worker_assignment
from audiencia.queue.sessions import sessions
from audiencia.queue.snapshot.estimate import Estimates
from audiencia.rights.use_cases import incident_alarms, incident_people
from audiencia.runtime.context import AppContext, CallBatcher
from audiencia.settings.config import Settings, load_municipality
from audiencia.signaling import leaving, server
from audiencia.signaling.ended_sessions import EndedSessions
from audiencia.signaling.fanout import Fanout
from audiencia.signaling.hints.hints import Hints
from audiencia.signaling.key_relay import KeyRelay
from audiencia.signaling.namespaces.socket import Live
from audiencia.signaling.words import Words
from audiencia.staff import store as staff
from audiencia.staff.staff_list import load_staff

__all__ = ["Prepared", "fill", "prepare", "refuse_second", "run_web"]

NODE_TRIES, COMMAND_TRIES = 60, 5
"""Seconds in which the database may begin to answer: a node starts beside it, and before a command somebody waits."""
PRACTICE_SECONDS = 2.0
SEAL_SECONDS, COMPARE_SECONDS = 10.0, 600.0
SHRED_SECONDS = RETENTION_SECONDS = 60.0
INCIDENT_SECONDS = 5.0
READINESS_SECONDS = 60.0
"""How often it is looked whether the list before a jornada is due."""

log = structlog.get_logger()


@asynccontextmanager
async def open_context(settings: Settings, *, node: bool = False) -> AsyncIterator[AppContext]:
    """Database, keys and configuration. Waits for a database that is just starting: a node longer than a command."""
    municipality = load_municipality(settings.config)
    async with open_keys(settings, node=node, older=False) as (database, keyring):
        in_force = await catalogue.at_start(database, municipality)
        channels = wiring.channels(settings, municipality)
        yield AppContext(
            database,
            keyring,
            in_force,
            settings.origin,
            channels=channels,
            call_batcher=CallBatcher(),
            demo=settings.demo,
        )


@asynccontextmanager
async def open_keys(
    settings: Settings, *, node: bool = False, older: bool = True
) -> AsyncIterator[tuple[Database, Keyring]]:
    """The database and its keys alone. `older`: with the tables of an earlier version too. Raises `Stop` for any others."""
    async with _opened(settings, node=node) as database:
        async with database.read() as conn:
            address.check_revision(await revisions.of(conn), older=older, oldest=await revisions.oldest_program(conn))
        yield database, await installation.open_keyring(database, settings.data / "keys")


async def revision_of_tables(settings: Settings) -> str | None:
    """`None`: there are none. Raises `Stop` when the database does not answer, and for tables that this program does not run with."""
    async with _opened(settings) as database, database.read() as conn:
        here = await revisions.of(conn)
        if here is not None:
            address.check_revision(here, older=True, oldest=await revisions.oldest_program(conn))
        return here


@asynccontextmanager
async def _opened(settings: Settings, *, node: bool = False) -> AsyncIterator[Database]:
    database = Database(_needed(settings.database_url, "AUDIENCIA_DATABASE_URL"))
    await _open_database(database, node=node)
    try:
        yield database
    finally:
        await database.close()


def _needed(value: str | None, name: str) -> str:
    if not value:
        raise Stop(_("%(name)s is missing; `audiencia serve` sets it by itself.", name=name))
    return value


def _secret(settings: Settings) -> str:
    secret = settings.media_secret.get_secret_value() if settings.media_secret else None
    return _needed(secret, "AUDIENCIA_MEDIA_SECRET")


async def _open_database(database: Database, *, node: bool = False) -> None:
    for _try in range(NODE_TRIES if node else COMMAND_TRIES):
        try:
            await database.open()
        except Unavailable:
            await asyncio.sleep(1)
        else:
            return
    try:
        await database.open()
    except Unavailable as error:
        raise Stop(_("The database does not answer; start PostgreSQL, or check AUDIENCIA_DATABASE_URL.")) from error


@dataclass(frozen=True, slots=True)
class Prepared:
    """The accounts that were made just now, with their passwords, whether an administrator can sign in, and the name of the
    installation."""

    accounts: Sequence[Credential]
    administered: bool
    installation: str


async def refuse_second(settings: Settings) -> None:
    """Before anything is written there: raises `Stop` when another installation lives in this database."""
    async with _opened(settings, node=True) as database:
        if await presence.others_stay(database, _fleet_id(settings)):
            raise Stop(_other_installation())


def _fleet_id(settings: Settings) -> str:
    return identity.fleet(_secret(settings), settings.workers, socket.gethostname())


async def prepare(settings: Settings) -> Prepared:
    """What must be there before the first page: departments, the accounts of `accounts/staff.toml`, and in the demo an open
    jornada and accounts of its own; the jornada of the calendar in both."""
    async with open_context(settings, node=True) as context:
        await seed.seed(context.database, context.municipality)
        listed = await seed.listed_accounts(context, load_staff(settings.config, context.municipality))
        if settings.demo:
            await sessions.open_demo(context)
            # Before the plan: they are on the roster of the day that people book.
            listed = [*listed, *await seed.demo_accounts(context)]
        await sessions.plan_next(context)
        async with context.database.read() as conn:
            administered = await staff.has_administrator(conn)
        return Prepared(listed, administered, str(await installation.identity(context.database)))


async def fill(settings: Settings) -> None:
    """What the configuration has and the database lacks. Needs no keys."""
    async with _opened(settings) as database:
        await seed.seed(database, load_municipality(settings.config))


async def run_web(settings: Settings) -> None:
    """Serves pages and sockets until cancelled."""
    async with AsyncExitStack() as stack:
        context = await stack.enter_async_context(open_context(settings, node=True))
        secret = _secret(settings)
        its_id = str(await installation.identity(context.database))
        redis_url = _needed(settings.redis_url, "AUDIENCIA_REDIS_URL")
        hints, counts = Hints(redis_url, its_id), SharedCounts(redis_url, its_id, context.keyring.keyed_hash)
        stack.push_async_callback(hints.close)
        stack.push_async_callback(counts.close)
        estimates = Estimates(context)
        context = replace(context, forecaster=estimates, fleet=_fleet_id(settings))
        fanout = Fanout(context, estimates)
        estimates.changed = fanout.refresh

        async def on_boot(worker: str, boot: str) -> None:
            log.info("media_worker_boot_changed", worker=worker, boot=boot)
            fanout.refresh_all()

        async def on_state(worker: str, state: WorkerState) -> None:
            await worker_assignment.note(context, worker, state)

        desired = partial(routes.desired_everywhere, context)
        fleet = Fleet(settings.workers, secret, desired, on_boot, on_state, installation=its_id)
        await stack.enter_async_context(fleet)
        # At once: whoever talks goes on while the rest of a restarted node is made ready (`LEASE_SECONDS` of the workers).
        await fleet.all_answer()
        ended = EndedSessions()
        context.database.after_commit = server.AfterCommit(fanout, hints, fleet, ended)
        node_id = uuid4()
        if not await presence.begin(context, node_id):
            raise Stop(_other_installation())

        async def database_there() -> bool:
            async with context.database.read() as conn:
                return bool(await conn.fetchval("SELECT true"))

        async def disk_there() -> bool:
            return free_bytes(settings) >= ENOUGH_DISK

        probes = {
            "database": database_there,
            "redis": hints.answers,
            "media": fleet.all_answer,
            "disk": disk_there,
        }

        async def examine() -> Sequence[Check]:
            return await registry.examine(settings, context.municipality)

        watch = Watch(lambda: registry.watch(settings, context.municipality, context.database))
        front_end = FrontEnd.load(settings.web_root, context.municipality.zone)
        front_end.warm()
        app = web_app.make_app(
            context, settings, front_end=front_end, probes=probes, examine=examine, watched=lambda: watch.found,
            shared_counts=counts,
        )  # fmt: skip
        metrics.disk_free_bytes.set_function(lambda: free_bytes(settings))
        collector = Collector()
        collector.begin()
        words = Words(context.in_force, web_app.translator(app), web_app.teller(app))
        live = Live(
            context,
            fanout,
            estimates,
            words,
            fleet,
            node_id,
            lambda cookies, accept: i18n.choose(cookies.get(LANGUAGE_COOKIE), accept),
            KeyRelay(context, hints, node_id),
        )
        sockets = server.attach(app, live)
        doors = await _serve(stack, app, settings, context.municipality.limits.connections_per_address)
        await inner.serve(stack, app)
        stack.push_async_callback(sockets.server.shutdown)
        stack.push_async_callback(leaving.send_away, sockets, 0.0)
        delivery = await wiring.delivery(stack, context, settings, web_app.translator(app), AFTER_SENDING)
        runner = PracticeRunner(context, node_id, settings.address)
        stack.push_async_callback(runner.close)
        audit_key = audit_seal.public_key(context.keyring)
        sealer = audit_seal.Sealer(context.database, context.keyring, settings.audit_checkpoints)
        async with Loops() as group:
            group.create_task(collector.run())
            group.create_task(delivery.run())
            group.create_task(server.every(WATCH_SECONDS, watch.turn))
            group.create_task(server.every(PRACTICE_SECONDS, runner.turn))
            group.create_task(server.every(READINESS_SECONDS, lambda: readiness.tell(context, examine)))
            group.create_task(server.every(READINESS_SECONDS, lambda: incident_alarms.warn(context)))
            group.create_task(server.every(INCIDENT_SECONDS, lambda: incident_people.turn(context)))
            group.create_task(server.every(SEAL_SECONDS, sealer.turn))
            group.create_task(server.every(SHRED_SECONDS, Shredder(context.database, context.keyring).turn))
            group.create_task(server.every(RETENTION_SECONDS, lambda: _nightly(context)))
            group.create_task(server.every(COMPARE_SECONDS, lambda: compare_when_due(context.database, audit_key)))
            group.create_task(server.run(live, hints, sockets, ended))
            await leaving.on_sigterm(doors, sockets)


async def _nightly(context: AppContext) -> None:
    """What is configured now: administrators change it while it runs."""
    municipality = context.municipality
    await run_when_due(context.database, context.keyring, municipality.retention, municipality.timezone)


def free_bytes(settings: Settings) -> int:
    """Where the data folder lies."""
    return shutil.disk_usage(settings.data).free


def _other_installation() -> str:
    return _(
        "Another installation, with other media workers, uses this database; give each its own, or all nodes the same "
        "AUDIENCIA_MEDIA_CONTROLS and AUDIENCIA_MEDIA_SECRET."
    )


async def _serve(
    stack: AsyncExitStack, app: web.Application, settings: Settings, per_address: int
) -> list[asyncio.Server]:
    by_address = Connections(per_address, app[SITE].proxies)
    tls_context = None
    if settings.tls_certificate is not None:
        tls_context = tls.context(settings.tls_certificate)
        following = asyncio.create_task(tls.follow(tls_context, settings.tls_certificate))
        stack.callback(following.cancel)
    doors = await listening.serve(
        stack, app, settings.host, settings.port, tls=tls_context, secure=app[SITE].secure,
        connections=open_files.for_connections(open_files.raise_limit()), by_address=by_address,
        descriptors=settings.listening,
    )  # fmt: skip
    privileges.give_up()
    log.info("web_node_serving", host=settings.host, port=settings.port)
    return doors
