"""Commands of a service that runs: its processes, its database, and what is played in it."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from audiencia.cli import backups
from audiencia.cli.common import EXIT_RED, in_context, plain, run, served_settings, settings_of
from audiencia.core import logs
from audiencia.core.cli_text import Stop, _
from audiencia.core.imports import without_collector
from audiencia.settings.config import Settings, load_municipality
from audiencia.staff.staff_list import load_staff

if TYPE_CHECKING:
    from audiencia.runtime.context import AppContext

Profile = Annotated[str | None, typer.Option(help="demo | production")]
PortOption = Annotated[int | None, typer.Option(help="Puerto de las páginas (TCP).")]
Lan = Annotated[bool | None, typer.Option("--lan", help="HTTPS para los teléfonos de la red local.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Escribe los registros en la terminal.")]


def serve(profile: Profile = None, port: PortOption = None, lan: Lan = None, verbose: Verbose = False) -> None:
    """Todo en esta máquina: base de datos, páginas y video. / Everything on this machine."""
    settings = settings_of(profile=profile, port=port, lan=lan)
    with without_collector():
        from audiencia.db import revisions
        from audiencia.operations import open_files, opening, report
        from audiencia.operations import serve as machine
        from audiencia.operations.announce import announce, announce_restart
        from audiencia.operations.checks import configuration
        from audiencia.operations.checks.result import State
        from audiencia.operations.checks.rules import machine as rules
        from audiencia.operations.second_installation import refuse_second
        from audiencia.operations.setup import prepare as preparation

    configuration.refuse_unfit(settings)
    load_staff(settings.config, load_municipality(settings.config))

    async def prepare(ready: Settings) -> preparation.Prepared:
        assert ready.database_url is not None
        await refuse_second(ready)
        if settings.redis_url is not None:
            await _tell_of_redis(settings.redis_url)
        if revisions.is_older(await opening.revision_of_tables(ready)):
            from audiencia.db.migrations import migrate as migrate_database

            await backups.before_migration(settings, ready)
            await migrate_database(ready.database_url)
        return await preparation.prepare(ready)

    console = Console()
    files = rules.open_files(open_files.raise_limit(), open_files.ENOUGH)
    if files.state is not State.GREEN:
        report.write_each([files], plain())
    parts = machine.Parts(
        prepare, machine.children, lambda ready, made: announce(console, ready, made.accounts, administered=made.administered),
        lambda process, why: announce_restart(console, process, why), lambda made: made.installation,
    )  # fmt: skip
    console.print(_("Starting…"))
    asyncio.run(machine.serve(settings, parts, verbose=verbose))
    console.print(_("Everything stopped."))


async def _tell_of_redis(url: str) -> None:
    """Says what keeps the server that somebody else runs from being used."""
    from audiencia.operations import report
    from audiencia.operations.checks import redis_use
    from audiencia.operations.checks.result import State

    found = await redis_use.look(url)
    if found.state is not State.GREEN:
        report.write_each([found], plain())


def web() -> None:
    """Un nodo de páginas y sockets. / A node of pages and sockets."""
    settings = settings_of()
    logs.configure(settings.process, settings.log_level)
    with without_collector():
        from audiencia.app import run_web
        from audiencia.operations import privileges

    privileges.leave_root(settings, ["net_bind_service"] if settings.port < privileges.FREE_PORTS else [])
    run(run_web(settings))


def media() -> None:
    """Un nodo de video. / A media node."""
    settings = settings_of()
    logs.configure("media", settings.log_level)
    with without_collector():
        from audiencia.media.worker.worker import WorkerSettings, run_worker
        from audiencia.operations import open_files, privileges

    low = min(settings.media_port, *settings.media_tcp_ports, privileges.FREE_PORTS) < privileges.FREE_PORTS
    privileges.leave_root(settings, ["net_admin", *(["net_bind_service"] if low else [])])
    open_files.raise_limit()
    if settings.media_secret is None:
        raise Stop(_("AUDIENCIA_MEDIA_SECRET is missing."))
    run(run_worker(WorkerSettings(
        host=settings.media_host, port=settings.media_port, announce=settings.announced,
        announce_port=settings.announced_port, control_host=settings.media_control_host, control_port=settings.media_control_port,
        secret=settings.media_secret.get_secret_value(), calls=settings.media_calls, installation=settings.installation,
        tcp_ports=(settings.media_port, *settings.media_tcp_ports),
    ), privileges.give_up))  # fmt: skip


def workers() -> None:
    """Cómo están los procesos de video. / How the media workers are."""
    settings = settings_of()
    from audiencia.operations import workers as media_workers

    console = plain()
    for one in asyncio.run(media_workers.report(settings)):
        console.print(media_workers.in_words(one))


def drain(
    worker: Annotated[str, typer.Argument(help="Número o dirección, como en `audiencia workers`.")],
    undo: Annotated[bool, typer.Option("--undo", help="Vuelve a recibir salas.")] = False,
    restart: Annotated[
        bool, typer.Option("--restart", help="Espera a que termine la última llamada y lo reinicia.")
    ] = False,
) -> None:
    """Un proceso de video no recibe más salas. / A media worker takes no further rooms."""
    settings = settings_of()
    from audiencia.operations import workers as media_workers

    console = plain()

    def tell(calls: int) -> None:
        console.print(_("Calls under way: %(calls)s", calls=calls))

    async def work() -> None:
        name = await media_workers.drain(settings, worker, not undo)
        console.print(
            _("«%(name)s» takes rooms again.", name=name)
            if undo
            else _("«%(name)s» takes no further rooms; the calls under way go on.", name=name)
        )
        if restart and not undo:
            await media_workers.until_empty(settings, name, tell)
            await media_workers.end(settings, name)
            console.print(_("«%(name)s» is started again.", name=name))

    asyncio.run(work())


def rehearse(
    people: Annotated[int, typer.Option(min=1, max=300, help="Personas en cada jornada.")] = 92,
    jornadas: Annotated[int, typer.Option(min=1, max=20, help="Cuántas jornadas.")] = 2,
    minutes: Annotated[float, typer.Option(min=0, max=240, help="Cuánto dura cada una; 0: lo más rápido.")] = 0.0,
    seed: Annotated[int, typer.Option(help="La misma semilla da el mismo guion.")] = 1,
    profile: Profile = None,
    port: PortOption = None,
) -> None:
    """Ensaya jornadas completas en una demostración que ya corre. / Plays whole sessions in a running demonstration."""
    from audiencia.cli import rehearse as rehearsals

    settings = rehearsals.with_database(settings_of(profile=profile, port=port))
    console = plain()

    def played(session_id: int, tally: Any) -> None:
        console.print(
            _(
                "Rehearsal %(session_id)s: %(attended)s of %(joined)s people attended, %(immediate)s with immediate answer. "
                "Report: %(address)s/informe?jornada=%(session_id)s",
                session_id=session_id,
                attended=tally.attended,
                joined=tally.joined,
                immediate=tally.immediate,
                address=settings.address,
            )
        )
        for trouble in tally.trouble:
            console.print(trouble)

    async def work() -> None:
        await rehearsals.rehearse(
            settings, jornadas=jornadas, people=people, seconds=minutes * 60, seed=seed, played=played
        )

    run(work())


def simulate(
    people: Annotated[int, typer.Option(min=12, max=400, help="Personas a la vez.")] = 60,
    rate: Annotated[float, typer.Option(min=0.1, max=50, help="Turnos por segundo al abrir.")] = 3.0,
    minutes: Annotated[float, typer.Option(min=0.2, max=600, help="Cuánto dura.")] = 5.0,
    seed: Annotated[int, typer.Option(help="La misma semilla da las mismas fallas.")] = 1,
    faults: Annotated[int, typer.Option(min=0, max=10_000, help="Cuántas fallas.")] = 0,
    fault_kinds: Annotated[
        str, typer.Option(help="Cuáles, con comas: kill, stop, cut, flush, restart.")
    ] = "kill,stop,cut,flush,restart",
    out: Annotated[Path, typer.Option(help="Carpeta del informe.")] = Path("var/simulation"),
) -> None:
    """Simula una jornada con fallas en una instalación propia. / Simulates a session with faults in an installation of its own."""
    from audiencia.cli import simulate as simulations
    from audiencia.cli.installation import installation
    from audiencia.simulation.faults import KINDS

    named = [one.strip() for one in fault_kinds.split(",")]
    kinds = [kind for kind in KINDS if kind in named]
    if not kinds or len(kinds) != len(named):
        raise Stop(_("Kinds of faults are: %(kinds)s.", kinds=", ".join(KINDS)))
    settings, console = settings_of(profile="demo"), plain()
    out.mkdir(parents=True, exist_ok=True)
    wanted = simulations.Wanted(people, rate, minutes, seed, faults, kinds)
    played: list[Any] = []

    def tell(now: Any) -> None:
        said = _(
            "%(seconds)s s: %(waiting)s of %(there)s people wait, %(acknowledged)s acknowledged, %(faults)s faults",
            seconds=round(now.seconds),
            waiting=now.waiting,
            there=now.there,
            acknowledged=now.acknowledged,
            faults=now.faults,
        )
        if console.is_terminal:
            console.print(said, end="\r")
        elif round(now.seconds) % 10 == 0:
            console.print(said)

    async def work() -> None:
        played.append(await simulations.simulate(place, wanted, out, tell))

    console.print(_("Starting…"))
    with installation(settings.config, settings.web_root) as place:
        run(work())
    for one in played:
        console.print(_("Report: %(file)s", file=out / "report.html"))
        for rule, found in one.findings.items():
            console.print(f"{rule}: {len(found)}. {found[0]}")
    if not played or played[0].findings:
        raise typer.Exit(EXIT_RED)


def migrate() -> None:
    """Pone la base de datos al día. / Brings the database up to date."""
    settings = settings_of()
    from audiencia.db.migrations import migrate as migrate_database
    from audiencia.operations.setup.prepare import fill

    url = settings.database_url
    if url is None:
        raise Stop(_("Set AUDIENCIA_DATABASE_URL; `audiencia serve` migrates by itself."))
    load_municipality(settings.config)  # a mistake in it leaves the database as it is

    async def bring() -> None:
        await migrate_database(url)
        await fill(settings)

    asyncio.run(bring())


def practice(
    people: Annotated[int, typer.Option(min=1, max=40, help="Personas simuladas a la vez.")] = 8,
    minutes: Annotated[int, typer.Option(min=5, max=180, help="Cuánto dura.")] = 30,
    stop: Annotated[bool, typer.Option("--stop", help="Termina la práctica en curso.")] = False,
) -> None:
    """Práctica con personas simuladas en el servicio que corre. / A practice with simulated people in the running service."""
    from audiencia.core.errors import Refused
    from audiencia.queue.sessions import practice as flow

    async def work(context: "AppContext") -> str:
        if stop:
            ended = await flow.stop(context, None)
            return _("The practice ends.") if ended else _("No practice goes on.")
        try:
            await flow.start(context, None, people, minutes)
        except Refused as error:
            raise Stop(_("Not now: a session for people goes on, or begins soon.")) from error
        return _("A practice with %(people)s simulated people for %(minutes)s min.", people=people, minutes=minutes)

    plain().print(in_context(served_settings(), work))
