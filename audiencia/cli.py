"""The command line. Each command imports what it needs when it runs, so that a process carries nothing it does not use."""

import asyncio
import errno
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console

from audiencia import logs
from audiencia.config import ConfigError, Settings, load_municipality
from audiencia.privacy.keyfiles import KeyFileError
from audiencia.say import Stop, say
from audiencia.staff_list import load_staff

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False,
                  help="Audiencia pública en línea.")  # fmt: skip
EXIT_MISTAKE = 2
"""Something that whoever runs it can mend; the sentence on stderr says what."""
EXIT_RED = 1
"""`doctor`: something would keep people from being attended."""
PlainErrors = (Stop, ConfigError, KeyFileError)

Profile = Annotated[str | None, typer.Option(help="demo | production")]
PortOption = Annotated[int | None, typer.Option(help="Puerto de las páginas (TCP).")]
Lan = Annotated[bool | None, typer.Option("--lan", help="HTTPS para los teléfonos de la red local.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Escribe los registros en la terminal.")]


def main() -> None:
    """Runs a command; mistakes end in one sentence and exit code 2, never in a traceback."""
    try:
        app()
    except PlainErrors as error:
        _end(error)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        _end(
            Stop(
                say(f"Un puerto ya está en uso ({error}); elija otro.", f"A port is in use ({error}); choose another.")
            )
        )
    except ExceptionGroup as group:
        plain, rest = group.split(PlainErrors)
        if rest is not None or plain is None:
            raise
        _end(_first(plain))


def _first(group: BaseExceptionGroup[Any]) -> BaseException:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


def _end(error: BaseException) -> None:
    Console(stderr=True).print(str(error), style="bold red", soft_wrap=True, highlight=False, markup=False)
    sys.exit(EXIT_MISTAKE)


def _settings(**changed: object) -> Settings:
    try:
        return Settings(**{name: value for name, value in changed.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        name = f"AUDIENCIA_{'_'.join(map(str, wrong['loc'][:1])).upper()}"
        raise Stop(say(f"{name}: el valor «{wrong['input']}» no es válido ({wrong['msg']}).",
                       f"{name}: the value «{wrong['input']}» is not valid ({wrong['msg']}).")) from error  # fmt: skip


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Runs on uvloop; SIGTERM and Ctrl-C cancel the work, which then cleans up."""
    import signal

    import uvloop

    async def cancellable() -> None:
        task = asyncio.current_task()
        assert task is not None
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        await work

    try:
        uvloop.run(cancellable())
    except asyncio.CancelledError:
        return


@app.command()
def serve(profile: Profile = None, port: PortOption = None, lan: Lan = None, verbose: Verbose = False) -> None:
    """Todo en esta máquina: base de datos, páginas y video. / Everything on this machine."""
    settings = _settings(profile=profile, port=port, lan=lan)
    from audiencia import app as nodes
    from audiencia.db.migrations import migrate as migrate_database
    from audiencia.flows.seed import Credential
    from audiencia.ops import check as checks
    from audiencia.ops import serve as machine
    from audiencia.ops.announce import announce, announce_restart

    checks.refuse_unfit(settings)

    async def prepare(ready: Settings) -> list[Credential]:
        assert ready.database_url is not None
        await migrate_database(ready.database_url)
        return await nodes.prepare(ready)

    console = Console()
    parts = machine.Parts(
        prepare, machine.children, lambda ready, made: announce(console, ready, made),
        lambda process: announce_restart(console, process),
    )  # fmt: skip
    console.print(say("Iniciando…", "Starting…"))
    asyncio.run(machine.serve(settings, parts, verbose=verbose))
    console.print(say("Todo detenido.", "Everything stopped."))


@app.command()
def web() -> None:
    """Un nodo de páginas y sockets. / A node of pages and sockets."""
    settings = _settings()
    logs.configure("web", settings.log_level)
    from audiencia.app import run_web

    _run(run_web(settings))


@app.command()
def media() -> None:
    """Un nodo de video. / A media node."""
    settings = _settings()
    logs.configure("media", settings.log_level)
    from audiencia.media.worker import WorkerSettings, run_worker

    if settings.media_secret is None:
        raise Stop(say("Falta AUDIENCIA_MEDIA_SECRET.", "AUDIENCIA_MEDIA_SECRET is missing."))
    _run(run_worker(WorkerSettings(
        host=settings.media_host, port=settings.media_port, announce=settings.announced,
        announce_port=settings.announced_port, control_host=settings.media_control_host, control_port=settings.media_control_port,
        secret=settings.media_secret.get_secret_value(), calls=settings.media_calls,
    )))  # fmt: skip


@app.command()
def workers() -> None:
    """Cómo están los procesos de video. / How the media workers are."""
    settings = _settings()
    from audiencia.ops import workers as media_workers

    console = Console(highlight=False, soft_wrap=True, markup=False)
    for one in asyncio.run(media_workers.report(settings)):
        console.print(media_workers.in_words(one))


@app.command()
def drain(
    worker: Annotated[str, typer.Argument(help="Número o dirección, como en `audiencia workers`.")],
    undo: Annotated[bool, typer.Option("--undo", help="Vuelve a recibir salas.")] = False,
    restart: Annotated[
        bool, typer.Option("--restart", help="Espera a que termine la última llamada y lo reinicia.")
    ] = False,
) -> None:
    """Un proceso de video no recibe más salas. / A media worker takes no further rooms."""
    settings = _settings()
    from audiencia.ops import workers as media_workers

    console = Console(highlight=False, soft_wrap=True, markup=False)

    def tell(calls: int) -> None:
        console.print(say(f"Llamadas en curso: {calls}", f"Calls under way: {calls}"))

    async def work() -> None:
        name = await media_workers.drain(settings, worker, not undo)
        console.print(say(f"«{name}» vuelve a recibir salas.", f"«{name}» takes rooms again.") if undo else
                      say(f"«{name}» no recibe más salas; las llamadas en curso siguen.",
                          f"«{name}» takes no further rooms; the calls under way go on."))  # fmt: skip
        if restart and not undo:
            await media_workers.until_empty(settings, name, tell)
            await media_workers.end(settings, name)
            console.print(say(f"«{name}» se reinicia.", f"«{name}» is started again."))

    asyncio.run(work())


@app.command()
def rehearse(
    people: Annotated[int, typer.Option(min=1, max=300, help="Personas en cada jornada.")] = 92,
    jornadas: Annotated[int, typer.Option(min=1, max=20, help="Cuántas jornadas.")] = 2,
    minutes: Annotated[float, typer.Option(min=0, max=240, help="Cuánto dura cada una; 0: lo más rápido.")] = 0.0,
    seed: Annotated[int, typer.Option(help="La misma semilla da el mismo guion.")] = 1,
    profile: Profile = None,
    port: PortOption = None,
) -> None:
    """Ensaya jornadas completas en una demostración que ya corre. / Plays whole sessions in a running demonstration."""
    from audiencia import rehearse as rehearsals

    settings = rehearsals.with_database(_settings(profile=profile, port=port))
    console = Console(highlight=False, soft_wrap=True, markup=False)

    def played(session_id: int, tally: Any) -> None:
        console.print(say(
            f"Jornada de ensayo {session_id}: {tally.attended} de {tally.joined} personas atendidas, "
            f"{tally.immediate} con respuesta inmediata. Informe: {settings.address}/informe?jornada={session_id}",
            f"Rehearsal {session_id}: {tally.attended} of {tally.joined} people attended, "
            f"{tally.immediate} with immediate answer. Report: {settings.address}/informe?jornada={session_id}"))  # fmt: skip
        for trouble in tally.trouble:
            console.print(trouble)

    async def work() -> None:
        await rehearsals.rehearse(
            settings, jornadas=jornadas, people=people, seconds=minutes * 60, seed=seed, played=played
        )

    _run(work())


@app.command()
def migrate() -> None:
    """Pone la base de datos al día. / Brings the database up to date."""
    settings = _settings()
    from audiencia import app as nodes
    from audiencia.db.migrations import migrate as migrate_database

    url = settings.database_url
    if url is None:
        raise Stop(say("Indique AUDIENCIA_DATABASE_URL; `audiencia serve` migra por sí mismo.",
                       "Set AUDIENCIA_DATABASE_URL; `audiencia serve` migrates by itself."))  # fmt: skip

    async def bring() -> None:
        await migrate_database(url)
        await nodes.fill(settings)

    asyncio.run(bring())


config = typer.Typer(no_args_is_help=True, help="Los archivos de configuración. / The files of the configuration.")
app.add_typer(config, name="config")


@config.command()
def apply(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Solo dice qué cambiaría.")] = False,
) -> None:
    """Vuelve a poner lo que dicen los archivos. / Puts in again what the files say."""
    settings = _settings()
    from audiencia.errors import Refused, Unavailable
    from audiencia.ops import apply as applying

    console = Console(highlight=False, soft_wrap=True, markup=False)
    try:
        found = asyncio.run(applying.compare(settings) if dry_run else applying.apply(settings))
    except Unavailable as error:
        raise Stop(say("La base de datos no contesta; inicie primero el servicio.",
                       "The database does not answer; start the service first.")) from error  # fmt: skip
    except Refused as error:
        why = error.params.get("why", error.code.value)
        raise Stop(say(f"No se cambió nada: {why}", f"Nothing was changed: {why}")) from error
    for one in found:
        console.print(applying.in_words(one))
    if not found:
        console.print(say("Las páginas dicen lo mismo que los archivos.", "The pages say the same as the files."))
    elif dry_run:
        console.print(say("Nada se ha cambiado todavía.", "Nothing has been changed yet."))


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="Carpeta de configuración.")] = None,
) -> None:
    """Dice qué está mal en la configuración y dónde. / Says what is wrong in the configuration and where."""
    from audiencia.ops import apply as applying
    from audiencia.ops import check as checks
    from audiencia.ops import notice_ways

    console = Console(highlight=False, soft_wrap=True, markup=False)
    settings = _settings(config=folder)
    municipality = load_municipality(settings.config)
    load_staff(settings.config, municipality)
    findings = checks.lint(municipality)
    wrong = list(notice_ways.problems(settings, municipality))
    for finding in [*findings, *wrong, *notice_ways.explain(settings, municipality)]:
        console.print(str(finding))
    seen = asyncio.run(applying.look(settings))
    for line in seen.lines if seen else []:
        console.print(line)
    if wrong or any(finding.serious for finding in findings) or (seen and seen.unfit):
        raise typer.Exit(EXIT_MISTAKE)
    console.print(say("La configuración se puede usar.", "The configuration can be used."))


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Para programas. / For programs.")] = False) -> None:
    """Si todo está listo para la jornada, y qué hacer con lo que no. / Whether all is ready for the jornada."""
    settings = _settings()
    from audiencia.ops import doctor as doctors
    from audiencia.ops import report

    ready = doctors.with_own_servers(settings)
    rows = asyncio.run(doctors.examine(ready, load_municipality(settings.config)))
    report.write(rows, as_json=as_json)
    if report.any_red(rows):
        raise typer.Exit(EXIT_RED)


@app.command()
def posters(
    folder: Annotated[Path, typer.Argument(help="Carpeta para los PDF. / Folder for the PDFs.")],
    english: Annotated[bool, typer.Option("--english", help="En inglés. / In English.")] = False,
) -> None:
    """El cartel para la ciudadanía (A3 y A4) y la tarjeta de dirección. / The citizens' poster and the director's card."""
    settings = _settings()
    from audiencia.ops import posters as sheets

    for file in asyncio.run(sheets.write(settings, folder, "en" if english else "es-MX")):
        Console(highlight=False, soft_wrap=True, markup=False).print(str(file))


@app.command()
def init(folder: Annotated[Path | None, typer.Argument(help="Carpeta nueva de configuración.")] = None) -> None:
    """Hace la configuración de un municipio con preguntas. / Makes a municipality's configuration by questions."""
    from audiencia.setup import beginning

    console = Console(highlight=False, soft_wrap=True, markup=False)
    target = _settings(config=folder).config

    def ask(question: str, usual: str) -> str:
        return input(f"{question}{f' [{usual}]' if usual else ''}: ")

    beginning.run(target, ask, lambda text: console.print(text))
    console.print(say(f"Listo: {target}. Complete el aviso de privacidad en {target / 'notices'}; `audiencia check {target}` dice",
                      f"Done: {target}. Complete the privacy notice in {target / 'notices'}; `audiencia check {target}` says"),
                  say("qué falta. Personal, más áreas y días inhábiles: `audiencia import --template plantilla.xlsx`.",
                      "what is missing. Staff, more departments and holidays: `audiencia import --template template.xlsx`."))  # fmt: skip


@app.command(name="import")
def import_sheets(
    files: Annotated[list[Path] | None, typer.Argument(help="Hojas de cálculo: un XLSX, o un CSV por hoja.")] = None,
    config: Annotated[Path | None, typer.Option(help="Carpeta de configuración que se hace o se cambia.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Solo dice qué está mal y qué cambiaría.")] = False,
    template: Annotated[
        Path | None, typer.Option(help="Escribe aquí una plantilla: un .xlsx, o una carpeta para CSV.")
    ] = None,
) -> None:
    """Hace la configuración con hojas de cálculo. / Makes the configuration from spreadsheets."""
    from audiencia.setup import files as spreadsheets
    from audiencia.setup import importing

    console = Console(highlight=False, soft_wrap=True, markup=False)
    if template is not None:
        for written in spreadsheets.write_template(template):
            console.print(str(written))
        return
    if not files:
        raise Stop(say("Indique las hojas de cálculo, o --template.", "Say which spreadsheets, or --template."))
    target = _settings(config=config).config
    plan = importing.plan(files, target)
    for problem in plan.problems:
        console.print(str(problem))
    if plan.problems:
        console.print(say("No se escribió nada.", "Nothing was written."))
        raise typer.Exit(EXIT_MISTAKE)
    for name in plan.changes:
        console.print(say(f"Cambia {target / name}", f"Changes {target / name}"))
    if dry_run or not plan.changes:
        console.print(say("Todo está bien; no se escribió nada.", "All is well; nothing was written."))
        return
    importing.carry_out(plan, target)
    console.print(say("Listo. Vale desde el primer inicio; en un servicio que ya tiene datos, desde `audiencia config apply`.",
                      "Done. It counts from the first start; for a service that has data, from `audiencia config apply`."))  # fmt: skip


@app.command()
def practice(
    people: Annotated[int, typer.Option(min=1, max=40, help="Personas simuladas a la vez.")] = 8,
    minutes: Annotated[int, typer.Option(min=5, max=180, help="Cuánto dura.")] = 30,
    stop: Annotated[bool, typer.Option("--stop", help="Termina la práctica en curso.")] = False,
) -> None:
    """Práctica con personas simuladas en el servicio que corre. / A practice with simulated people in the running service."""
    settings = _settings()
    from audiencia import app as nodes
    from audiencia.errors import Refused
    from audiencia.flows import practice as flow
    from audiencia.ops import doctor as doctors

    async def work() -> str:
        async with nodes.open_house(doctors.with_own_servers(settings)) as house:
            if stop:
                ended = await flow.stop(house, None)
                return say("La práctica termina." if ended else "No hay ninguna práctica en curso.",
                           "The practice ends." if ended else "No practice goes on.")  # fmt: skip
            try:
                await flow.start(house, None, people, minutes)
            except Refused as error:
                raise Stop(say("Ahora no: hay una jornada para personas, o empieza pronto.",
                               "Not now: a session for people goes on, or begins soon.")) from error  # fmt: skip
            return say(f"Práctica con {people} personas simuladas durante {minutes} min.",
                       f"A practice with {people} simulated people for {minutes} min.")  # fmt: skip

    Console(highlight=False, soft_wrap=True, markup=False).print(asyncio.run(work()))
