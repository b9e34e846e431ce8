"""`audiencia serve`: everything on this one machine, in order, until it is told to stop."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import SecretStr

from audiencia.core import logs, systemd
from audiencia.core.paths import DataFolder
from audiencia.operations import addresses, lan, places, privileges, running, sockets, tls
from audiencia.operations.accounts import Account
from audiencia.operations.backup import nightly
from audiencia.operations.checks import preflight
from audiencia.operations.checks.health import Address, answers, is_alive, reachable
from audiencia.operations.postgres import Postgres
from audiencia.operations.service import OnRestart, Spec
from audiencia.operations.supervisor import Supervisor, on_signals
from audiencia.operations.valkey import Valkey
from audiencia.privacy import keyfiles
from audiencia.settings.config import Settings

PROGRAM = (sys.executable, "-m", "audiencia")
PASSED_ON = (
    "profile", "data", "config", "web_root", "web_processes", "host", "port", "public_url", "trusted_proxies", "tls_certificate",
    "tls_authority", "database_url", "redis_url", "media_host", "media_port", "media_control_host", "media_control_port",
    "media_tcp_ports", "media_processes", "media_controls", "media_calls", "media_secret", "installation", "log_level",
)  # fmt: skip
"""Settings that child processes are told; all others they read as we did."""
Environment = Mapping[str, str]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Parts(Generic[Result]):
    """What is run above the servers. `prepare` gets the settings with the addresses of the database and of Valkey."""

    prepare: Callable[[Settings], Awaitable[Result]]
    children: Callable[[Settings, Environment], Sequence[Spec]]
    started: Callable[[Settings, Result], None]
    restarted: OnRestart = lambda _name, _why: None
    installation: Callable[[Result], str | None] = lambda _: None  # Whom the media workers of this machine serve.


async def serve(settings: Settings, parts: Parts[Result], *, verbose: bool = False) -> None:
    """Returns after a signal, with everything stopped. Raises `say.Stop`, alone or in an exception group."""
    stopped = asyncio.Event()
    on_signals(stopped.set)
    data = DataFolder(settings.data.absolute())
    preflight.make_folders(data)
    records = logs.into_file(data.logs / "serve.log", settings.log_level, pretty=verbose)
    with preflight.only_one(data), records, ExitStack() as opened:
        preflight.refuse(preflight.space(data))
        supervised = Supervisor(data.run, data.logs, verbose=verbose, on_restart=parts.restarted)
        async with systemd.notified() as ready, supervised as supervisor:
            start = asyncio.create_task(_start(settings, data, supervisor, parts, opened, ready))
            stop = asyncio.create_task(stopped.wait())
            try:
                await asyncio.wait({start, stop}, return_when=asyncio.FIRST_COMPLETED)
                if start.done():
                    start.result()
                    await stop
            finally:
                for task in (start, stop):
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await asyncio.wait({task})


async def _start(
    settings: Settings, data: DataFolder, supervisor: Supervisor, parts: Parts[Result], opened: ExitStack,
    serves: Callable[[], None],
) -> None:  # fmt: skip
    """`opened` keeps the sockets of the pages for as long as anything runs. `serves` is called once all do."""
    for service in parts.children(settings, {}):
        await supervisor.end_orphan(service)
    settings = lan.on_network(settings, data)
    preflight.refuse(preflight.ports(settings))
    backups = nightly.Backups.of(settings, data)
    settings, servers = _with_servers(addresses.for_own_browsers(settings), data)
    who = privileges.service_account(settings)
    await supervisor.start(servers)
    result = await parts.prepare(settings)
    settings = settings.model_copy(update={"installation": parts.installation(result)})
    privileges.let_read(data, who)
    shared = tls.shared(settings, data, who)
    descriptors = opened.enter_context(sockets.listening(settings.host, settings.port))
    inner = places.folder_of_sockets("web", who, data.root)
    ready = shared.model_copy(update={"listening": descriptors, "inner": inner})
    await supervisor.start([under(who, one) for one in parts.children(ready, environment(ready))])
    running.note(settings, data)
    parts.started(settings, result)
    serves()
    await asyncio.gather(lan.keep_current(settings, data), tls.keep_shared(settings, data, who),
                         *([backups.keep()] if backups else []))  # fmt: skip


def under(who: Account, spec: Spec) -> Spec:
    """The process under this account, which has no folder of its own."""
    if who.is_us:
        return spec
    return replace(spec, account=who, cwd=Path("/"), environment={**spec.environment, "HOME": who.home})


def _with_servers(settings: Settings, data: DataFolder) -> tuple[Settings, list[Spec]]:
    """The servers that nobody else provides, and the settings with their addresses and a secret for the media worker."""
    found: dict[str, object] = {}
    specs: list[Spec] = []
    if settings.database_url is None:
        postgres = Postgres.open(data)
        archiving = postgres.archiving() if settings.backup_to else {}
        found["database_url"], specs = postgres.url, [*specs, postgres.spec(settings.web_processes, archiving)]
    if settings.redis_url is None:
        valkey = Valkey.open(data)
        found["redis_url"], specs = valkey.url, [*specs, valkey.spec()]
    if settings.media_secret is None:
        keyfiles.open_folder(data.keys)
        keyfiles.open_folder(data.service_keys)
        found["media_secret"] = keyfiles.read_or_make(data.service_keys / "media.key").hex()
    return Settings.model_validate({**settings.model_dump(), **found}), specs


def environment(settings: Settings) -> dict[str, str]:
    """The settings as `AUDIENCIA_...` variables, for the child processes."""
    values: dict[str, object] = {name: getattr(settings, name) for name in PASSED_ON}
    values |= {"media_announce": settings.announced, "media_announce_port": settings.announced_port}
    return {f"AUDIENCIA_{name.upper()}": _typed(value) for name, value in values.items() if value is not None}


def _typed(value: object) -> str:
    match value:
        case Path():
            return str(value.absolute())
        case SecretStr():
            return value.get_secret_value()
        case tuple():
            return ",".join(map(str, value))
    return str(value)


def children(settings: Settings, variables: Environment) -> list[Spec]:
    """The media workers and the web nodes as processes of their own."""
    workers = [_worker(settings, variables, place) for place in range(len(settings.own_workers))]
    nodes = [_web(settings, variables, place) for place in range(settings.web_processes)]
    return [*workers, *nodes]


def _web(settings: Settings, variables: Environment, place: int) -> Spec:
    """The first is `web`, the others `web-2` and so on. Told to end they do so at once; who stops one alone sends SIGTERM."""
    name = "web" if place == 0 else f"web-{place + 1}"
    pages = Address(reachable(settings.host), settings.port, "/salud", settings.tls_certificate)
    own = {"AUDIENCIA_PROCESS": name, "AUDIENCIA_LISTENING": ",".join(map(str, settings.listening))}
    if settings.inner is not None:
        pages = replace(pages, unix=settings.inner / f"{name}.sock")
        own["AUDIENCIA_INNER"] = str(settings.inner)
    live = replace(pages, path="/salud/vivo")
    return Spec(name, [*PROGRAM, "web"], lambda: answers(pages), alive=lambda: is_alive(live),
                silent_for=settings.silent_seconds, environment={**variables, **own}, patience=20.0,
                descriptors=settings.listening, together="web", stop_signal=signal.SIGINT, orphan_signal=signal.SIGINT,
                capabilities=() if settings.listening or settings.port >= privileges.FREE_PORTS else ("net_bind_service",))  # fmt: skip


def _worker(settings: Settings, variables: Environment, place: int) -> Spec:
    """The first is `media`, the others `media-2` and so on."""
    port, control_port = settings.own_workers[place]
    control = Address(reachable(settings.media_control_host), control_port, "/health")
    own = {"AUDIENCIA_MEDIA_PORT": str(port), "AUDIENCIA_MEDIA_CONTROL_PORT": str(control_port),
           "AUDIENCIA_MEDIA_ANNOUNCE_PORT": str(settings.announced_port + place),
           "AUDIENCIA_MEDIA_TCP_PORTS": ",".join(map(str, settings.media_tcp_ports[place : place + 1]))}  # fmt: skip
    low = any(one < privileges.FREE_PORTS for one in settings.media_tcp_ports[place : place + 1])
    return Spec("media" if place == 0 else f"media-{place + 1}", [*PROGRAM, "media"], lambda: answers(control),
                alive=lambda: is_alive(control), silent_for=settings.silent_seconds,
                environment={**variables, **own}, patience=5.0,
                capabilities=("net_admin", "net_bind_service") if low else ("net_admin",))  # fmt: skip


@asynccontextmanager
async def embedded(data: DataFolder, *, fsync: bool = True) -> AsyncIterator[tuple[Postgres, Valkey, Supervisor]]:
    """The two servers alone, ready, for tests and tools."""
    preflight.make_folders(data)
    with preflight.only_one(data):
        postgres, valkey = Postgres.open(data, fsync=fsync), Valkey.open(data)
        async with Supervisor(data.run, data.logs) as supervisor:
            await supervisor.start([postgres.spec(), valkey.spec()])
            yield postgres, valkey, supervisor
