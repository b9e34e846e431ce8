"""The one composition root of a web node: everything is made here, handed to who needs it, and run under supervision."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from uuid import uuid4

import structlog
from aiohttp import web

from audiencia import web_app
from audiencia.cases.use_cases.tell import WHEN_OVER
from audiencia.core import metrics, systemd
from audiencia.core.cancellation import Loops
from audiencia.core.cli_text import Stop, _
from audiencia.core.garbage import Collector
from audiencia.http import i18n
from audiencia.http.cookies import LANGUAGE_COOKIE
from audiencia.http.front_end import FrontEnd
from audiencia.http.limits.shared_counts import SharedCounts
from audiencia.http.serving import listening
from audiencia.http.serving.connections import Connections
from audiencia.http.site import SITE, Probe
from audiencia.media.control.control import WorkerState
from audiencia.media.control.fleet import Fleet
from audiencia.notifications import wiring
from audiencia.operations import open_files, privileges, tls
from audiencia.operations.checks import readiness, redis_use, registry
from audiencia.operations.checks.pages import inner
from audiencia.operations.checks.result import Check, State, in_a_sentence
from audiencia.operations.checks.rules.machine import ENOUGH_DISK
from audiencia.operations.checks.watch import SECONDS as WATCH_SECONDS
from audiencia.operations.checks.watch import Watch
from audiencia.operations.context import open_context
from audiencia.operations.opening import needed
from audiencia.operations.practice import PracticeRunner
from audiencia.operations.second_installation import fleet_id, media_secret, refusal
from audiencia.privacy import audit_seal, installation
from audiencia.privacy.audit_compare import compare_when_due
from audiencia.privacy.retention.run import run_when_due
from audiencia.privacy.shredding import Shredder
from audiencia.queue.call import presence
from audiencia.queue.media_routes import routes, worker_assignment
from audiencia.queue.snapshot.estimate import Estimates
from audiencia.rights.use_cases import incident_alarms, incident_people
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Settings
from audiencia.signaling import leaving, server
from audiencia.signaling.ended_sessions import EndedSessions
from audiencia.signaling.fanout import Fanout
from audiencia.signaling.hints.hints import Hints
from audiencia.signaling.key_relay import KeyRelay
from audiencia.signaling.namespaces.socket import Live
from audiencia.signaling.words import Words

PRACTICE_SECONDS = 2.0
SEAL_SECONDS, COMPARE_SECONDS = 10.0, 600.0
SHRED_SECONDS = RETENTION_SECONDS = 60.0
INCIDENT_SECONDS = 5.0
READINESS_SECONDS = 60.0  # How often it is looked whether the list before a jornada is due.
log = structlog.get_logger()


async def run_web(settings: Settings) -> None:
    """Serves pages and sockets until cancelled."""
    async with AsyncExitStack() as stack:
        ready = await stack.enter_async_context(systemd.notified())
        context = await stack.enter_async_context(open_context(settings, node=True))
        its_id = str(await installation.identity(context.database))
        redis_url = needed(settings.redis_url, "AUDIENCIA_REDIS_URL")
        hints, counts = Hints(redis_url, its_id), SharedCounts(redis_url, its_id, context.keyring.keyed_hash)
        stack.push_async_callback(hints.close)
        stack.push_async_callback(counts.close)
        at_redis = await redis_use.look(redis_url)
        if at_redis.state is not State.GREEN:
            log.warning("redis_unusable", says=in_a_sentence(at_redis, _))
        estimates = Estimates(context)
        context = replace(context, forecaster=estimates, fleet=fleet_id(settings))
        fanout = Fanout(context, estimates)
        estimates.changed = fanout.tell_again
        fleet = await _fleet(stack, context, settings, its_id, fanout)
        ended = EndedSessions()
        context.database.after_commit = server.AfterCommit(fanout, hints, fleet, ended)
        node_id = uuid4()
        if not await presence.begin(context, node_id):
            raise Stop(refusal())

        async def examine() -> Sequence[Check]:
            return await registry.examine(settings, context.municipality)

        watch = Watch(lambda: registry.watch(settings, context.municipality, context.database))
        front_end = FrontEnd.load(settings.web_root, context.municipality.zone)
        front_end.warm()
        app = web_app.make_app(
            context, settings, front_end=front_end, probes=_probes(context, settings, hints, fleet), examine=examine,
            watched=lambda: watch.found, shared_counts=counts,
        )  # fmt: skip
        metrics.disk_free_bytes.set_function(lambda: free_bytes(settings))
        collector = Collector()
        collector.begin()
        words = Words(context.in_force, web_app.translator(app), web_app.teller(app))
        live = Live(
            context, fanout, estimates, words, fleet, node_id,
            lambda cookies, accept: i18n.choose(cookies.get(LANGUAGE_COOKIE), accept),
            KeyRelay(context, hints, node_id),
        )  # fmt: skip
        sockets = server.attach(app, live)
        doors = await _serve(stack, app, settings, context.municipality.limits.connections_per_address)
        await inner.serve(stack, app)
        stack.push_async_callback(sockets.server.shutdown)
        stack.push_async_callback(leaving.send_away, sockets, 0.0)
        delivery = await wiring.delivery(stack, context, settings, web_app.translator(app), WHEN_OVER)
        runner = PracticeRunner(context, node_id, settings.address)
        stack.push_async_callback(runner.close)
        async with Loops() as group:
            group.create_task(collector.run())
            group.create_task(delivery.run())
            group.create_task(server.every(WATCH_SECONDS, watch.turn))
            group.create_task(server.every(PRACTICE_SECONDS, runner.turn))
            for seconds, turn in _turns(context, settings, examine):
                group.create_task(server.every(seconds, turn))
            group.create_task(server.run(live, hints, sockets, ended))
            ready()
            await leaving.on_sigterm(doors, sockets)


async def _fleet(stack: AsyncExitStack, context: AppContext, settings: Settings, its_id: str, fanout: Fanout) -> Fleet:
    """The media workers, each told at once who may hear whom: whoever talks goes on while the rest of a restarted node is
    made ready (`LEASE_SECONDS` of the workers)."""

    async def on_boot(worker: str, boot: str) -> None:
        log.info("media_worker_boot_changed", worker=worker, boot=boot)
        fanout.refresh_all()

    async def on_state(worker: str, state: WorkerState) -> None:
        await worker_assignment.note(context, worker, state)

    desired = partial(routes.desired_everywhere, context)
    fleet = Fleet(settings.workers, media_secret(settings), desired, on_boot, on_state, installation=its_id)
    await stack.enter_async_context(fleet)
    await fleet.all_answer()
    return fleet


def _probes(context: AppContext, settings: Settings, hints: Hints, fleet: Fleet) -> Mapping[str, Probe]:
    """What `/salud` asks, each for one thing that the node cannot do without."""

    async def database_there() -> bool:
        async with context.database.read() as conn:
            return bool(await conn.fetchval("SELECT true"))

    async def disk_there() -> bool:
        return free_bytes(settings) >= ENOUGH_DISK

    return {"database": database_there, "redis": hints.answers, "media": fleet.all_answer, "disk": disk_there}


def _turns(
    context: AppContext, settings: Settings, examine: readiness.Examine
) -> Iterator[tuple[float, Callable[[], Awaitable[object]]]]:
    """What is done again and again besides the sockets, and after how many seconds each."""
    database, keyring = context.database, context.keyring
    audit_key = audit_seal.public_key(keyring)
    yield READINESS_SECONDS, lambda: readiness.tell(context, examine)
    yield READINESS_SECONDS, lambda: incident_alarms.warn(context)
    yield INCIDENT_SECONDS, lambda: incident_people.turn(context)
    yield SEAL_SECONDS, audit_seal.Sealer(database, keyring, settings.audit_checkpoints).turn
    yield SHRED_SECONDS, Shredder(database, keyring).turn
    yield RETENTION_SECONDS, lambda: _nightly(context)
    yield COMPARE_SECONDS, lambda: compare_when_due(database, audit_key)


async def _nightly(context: AppContext) -> None:
    """What is configured now: administrators change it while it runs."""
    municipality = context.municipality
    await run_when_due(context.database, context.keyring, municipality.retention, municipality.timezone)


def free_bytes(settings: Settings) -> int:
    """Where the data folder lies."""
    return shutil.disk_usage(settings.data).free


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
