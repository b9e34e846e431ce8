"""Commands of retention: what the next run would do, and doing it now."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from audiencia.cli.common import EXIT_RED, confirmed, in_context, plain, served_settings
from audiencia.core.cli_text import Stop, _

if TYPE_CHECKING:
    from audiencia.privacy.retention.run import Done, Preview, Report
    from audiencia.runtime.context import AppContext


def preview(
    days: Annotated[
        int, typer.Option(min=0, max=3650, help="Para dentro de tantos días. / For so many days from now.")
    ] = 0,
) -> None:
    """Dice qué se bloquearía, suprimiría y borraría; no cambia nada. / Says what a run would do; changes nothing."""
    from audiencia.db.connection import now_of
    from audiencia.privacy.retention import run as runs

    async def work(context: "AppContext") -> "Preview":
        async with context.database.read() as conn:
            at = await now_of(conn) + timedelta(days=days)
        town = context.municipality
        return await runs.preview(context.database, context.keyring, town.retention, town.timezone, at)

    found = in_context(served_settings(), work)
    _print(found.due, _("Nothing is due."))
    if not found.rotated:
        plain().print(_("Nobody was suppressed: run `audiencia keys rotate` once."))
        raise typer.Exit(EXIT_RED)


def run(yes: Annotated[bool, typer.Option("--yes", help="Sin preguntar. / Without asking.")] = False) -> None:
    """Bloquea, suprime y borra ahora lo que venció. / Blocks, suppresses and deletes now what is due."""
    from audiencia.privacy.retention.run import Run

    settings = served_settings()
    if not (yes or confirmed(_("What is suppressed can never be read again, from no backup either. Go on?"))):
        raise Stop(_("Nothing was changed."))

    async def work(context: "AppContext") -> "Report | None":
        town = context.municipality
        return await Run(context.database, context.keyring, town.retention, town.timezone).work()

    report = in_context(settings, work)
    if report is None:
        plain().print(_("Another process does it now."))
        return
    _print(report.done, _("Nothing was due."))
    if report.failed or report.problem:
        from audiencia.privacy.retention.words import PROBLEMS

        failed = _("%(count)s people could not be done; the next run tries again.", count=report.failed)
        plain().print(_(PROBLEMS[report.problem]) if report.problem else failed)
        raise typer.Exit(EXIT_RED)


def _print(done: "Done", nothing: str) -> None:
    from audiencia.privacy.retention.words import name

    if not done:
        plain().print(nothing)
        return
    table = Table(_("Kind"), _("Block"), _("Suppress"), _("Delete"), box=None)
    for kind, acts in done.items():
        table.add_row(
            _(name(kind)), *(f"{acts[act]:,}" if act in acts else "" for act in ("block", "suppress", "delete"))
        )
    plain().print(table)
