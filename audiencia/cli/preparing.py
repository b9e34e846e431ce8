"""Commands before a service runs, or a jornada begins: configuration, papers, and whether all is ready."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from audiencia.cli.common import EXIT_MISTAKE, EXIT_RED, ask, plain, settings_of
from audiencia.core.cli_text import Stop, _
from audiencia.settings.config import Municipality, Settings, load_municipality
from audiencia.staff.staff_list import load_staff


def apply(dry_run: Annotated[bool, typer.Option("--dry-run", help="Solo dice qué cambiaría.")] = False) -> None:
    """Vuelve a poner lo que dicen los archivos. / Puts in again what the files say."""
    settings = settings_of()
    from audiencia.core.errors import Refused, Unavailable
    from audiencia.http.error_words import ERRORS
    from audiencia.operations import apply as applying

    console = plain()
    try:
        found = asyncio.run(applying.compare(settings) if dry_run else applying.apply(settings))
    except Unavailable as error:
        raise Stop(_("The database does not answer; start the service first.")) from error
    except Refused as error:
        why = error.params.get("why") or _(ERRORS[error.code][0], **error.params)
        raise Stop(_("Nothing was changed: %(why)s", why=why)) from error
    for one in found:
        console.print(applying.in_words(one))
    if not found:
        console.print(_("The pages say the same as the files."))
    elif dry_run:
        console.print(_("Nothing has been changed yet."))


def check(
    folder: Annotated[Path | None, typer.Argument(help="Carpeta de configuración.")] = None,
    profile: Annotated[str | None, typer.Option(help="demo | production")] = None,
    production: Annotated[
        bool,
        typer.Option("--production", help="También lo que no debe abrirse al público. / Also what must not go live."),
    ] = False,
) -> None:
    """Dice qué está mal en la configuración y dónde. / Says what is wrong in the configuration and where."""
    from audiencia.operations import apply as applying
    from audiencia.operations import report
    from audiencia.operations.checks import configuration, notice_ways
    from audiencia.operations.setup import beginning

    console = plain()
    settings = settings_of(config=folder, profile=profile)
    if beginning.is_left_open(settings.config):
        raise Stop(_("There are questions left: go on with `audiencia init %(config)s`.", config=settings.config))
    municipality = load_municipality(settings.config)
    load_staff(settings.config, municipality)
    found = [*configuration.lint(municipality, demo=settings.demo), *configuration.surroundings(settings, municipality)]
    told = [*notice_ways.explain(settings, municipality), *configuration.kept(municipality)]
    report.write_each([*found, *told], console)
    seen = asyncio.run(applying.look(settings))
    for line in seen.lines if seen else []:
        console.print(line)
    if seen and seen.unfit:
        raise typer.Exit(EXIT_MISTAKE)
    if production:
        _refuse_unlivable(settings, municipality)
    if not configuration.unfit(settings, municipality):
        console.print(_("The configuration can be used."))
        return
    if configuration.unfit(settings.model_copy(update={"profile": "demo"}), municipality):
        console.print(_("The configuration cannot be used."))
    else:
        console.print(_("The configuration serves a demonstration alone (--profile demo): complete what is to do."))
    raise typer.Exit(EXIT_MISTAKE)


def _refuse_unlivable(settings: Settings, municipality: Municipality) -> None:
    """Says what must not go live; ends the command where something is so."""
    from audiencia.operations import report, running
    from audiencia.operations.checks import going_live, redis_use
    from audiencia.operations.checks.result import reds

    console = plain()
    found = asyncio.run(going_live.examine(running.with_own_servers(settings), municipality))
    if settings.redis_url is not None:
        found.append(asyncio.run(redis_use.look(settings.redis_url)))
    report.write_each(found, console)
    if reds(found):
        console.print(_("It must not be opened to people."))
        raise typer.Exit(EXIT_MISTAKE)


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Para programas. / For programs.")] = False) -> None:
    """Si todo está listo para la jornada, y qué hacer con lo que no. / Whether all is ready for the jornada."""
    settings = settings_of()
    from audiencia.operations import report, running
    from audiencia.operations.checks import registry
    from audiencia.operations.checks.result import reds

    ready = running.with_own_servers(settings)
    found = asyncio.run(registry.examine(ready, load_municipality(settings.config)))
    report.write(found, as_json=as_json)
    if reds(found):
        raise typer.Exit(EXIT_RED)


def notice_test(
    mail: Annotated[str | None, typer.Option(help="Una dirección suya. / An address of yours.")] = None,
    sms: Annotated[str | None, typer.Option(help="Un teléfono suyo, con +52. / A telephone of yours.")] = None,
) -> None:
    """Le manda ahora un correo o un SMS de prueba. / Sends you a letter or an SMS now, to see that they go."""
    settings = settings_of()
    from audiencia.notifications import trial
    from audiencia.runtime.channels import ChannelName

    given: dict[ChannelName, str | None] = {"mail": mail, "sms": sms}
    wanted = {way: address for way, address in given.items() if address}
    if not wanted:
        raise Stop(_("Say to whom: --mail or --sms. A push is sent by a button of /administracion."))
    municipality, console, failed = load_municipality(settings.config), plain(), False
    for way, address in wanted.items():
        try:
            refused = asyncio.run(trial.send(settings, municipality, way, address))
        except KeyError as error:
            raise Stop(_("%(way)s: it is not set up; `audiencia check` says what is missing.", way=way)) from error
        failed = failed or refused is not None
        if refused is None:
            console.print(_("%(way)s: taken; look whether it arrives.", way=way))
        else:
            console.print(_("%(way)s: not taken (%(why)s).", way=way, why=_(refused.failure.says)))
    if failed:
        raise typer.Exit(EXIT_RED)


def posters(
    folder: Annotated[Path, typer.Argument(help="Carpeta para los PDF. / Folder for the PDFs.")],
    english: Annotated[bool, typer.Option("--english", help="En inglés. / In English.")] = False,
) -> None:
    """El cartel para la ciudadanía (A3 y A4) y la tarjeta de dirección. / The citizens' poster and the director's card."""
    settings = settings_of()
    from audiencia.operations import posters as sheets

    for file in asyncio.run(sheets.write(settings, folder, "en" if english else "es-MX")):
        plain().print(str(file))


def init(folder: Annotated[Path | None, typer.Argument(help="Carpeta nueva de configuración.")] = None) -> None:
    """Hace la configuración de un municipio con preguntas. / Makes a municipality's configuration by questions."""
    from audiencia.operations.setup import beginning

    console = plain()
    target = settings_of(config=folder).config

    beginning.run(target, ask, lambda text: console.print(text))
    console.print(
        _(
            "Done: %(target)s; the privacy notice lies in %(folder)s. `audiencia check %(target)s` says",
            target=target,
            folder=target / "notices",
        ),
        _("what is missing. Staff, more departments and holidays: `audiencia import --template template.xlsx`."),
    )


def import_sheets(
    files: Annotated[list[Path] | None, typer.Argument(help="Hojas de cálculo: un XLSX, o un CSV por hoja.")] = None,
    config: Annotated[Path | None, typer.Option(help="Carpeta de configuración que se hace o se cambia.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Solo dice qué está mal y qué cambiaría.")] = False,
    template: Annotated[
        Path | None, typer.Option(help="Escribe aquí una plantilla: un .xlsx, o una carpeta para CSV.")
    ] = None,
) -> None:
    """Hace la configuración con hojas de cálculo. / Makes the configuration from spreadsheets."""
    from audiencia.operations.setup import files as spreadsheets
    from audiencia.operations.setup import folder, importing

    console = plain()
    if template is not None:
        for written in spreadsheets.write_template(template):
            console.print(str(written))
        return
    if not files:
        raise Stop(_("Say which spreadsheets, or --template."))
    target = settings_of(config=config).config
    plan = importing.plan(files, target)
    for problem in plan.problems:
        console.print(str(problem))
    if plan.problems:
        console.print(_("Nothing was written."))
        raise typer.Exit(EXIT_MISTAKE)
    if plan.changes and not folder.is_begun(target):
        console.print(
            _("%(target)s is not there yet: it is made from a copy of the example, and in it:", target=target)
        )
    for name, text in plan.changes.items():
        file = target / name
        console.print(_("Removes %(file)s", file=file) if text is None else _("Changes %(file)s", file=file))
    if dry_run or not plan.changes:
        console.print(_("All is well; nothing was written."))
        return
    importing.write(plan, target)
    console.print(
        _("Done. It counts from the first start; for a service that has data, from `audiencia config apply`.")
    )
