"""What this version would change in the database, told before it does."""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from audiencia.cli.common import EXIT_RED, plain, settings_of
from audiencia.core.cli_text import Stop, _

if TYPE_CHECKING:
    from audiencia.operations.checks.result import Check
    from audiencia.settings.config import Settings


def upgrade(
    check: Annotated[
        bool, typer.Option("--check", help="Solo dice qué cambiaría. / Only says what would change.")
    ] = False,
) -> None:
    """Dice qué cambiaría esta versión en la base de datos. / Says what this version would change in the database."""
    from audiencia import __version__
    from audiencia.db import address, revisions
    from audiencia.operations import opening, report, running
    from audiencia.operations.checks.result import reds

    if not check:
        raise Stop(_("`audiencia serve` and `audiencia migrate` upgrade the tables; this command only looks: --check."))
    given, console = settings_of(), plain()
    here = asyncio.run(opening.revision_of_tables(running.with_own_servers(given)))
    if here is None:
        address.check_revision(here, older=True)
    runs = revisions.after(here) if here in revisions.known() else []
    console.print(
        _("Version %(version)s changes the tables from revision %(here)s; it runs:", version=__version__, here=here)
        if runs
        else _("Version %(version)s changes no tables.", version=__version__)
    )
    for name in runs:
        console.print(f"  {name}")
    found = list(_safe(given))
    report.write_each(found, console)
    if reds(found):
        raise typer.Exit(EXIT_RED)


def _safe(given: "Settings") -> "Iterator[Check]":
    """What one wants to know before tables change: how old the last backup is, and how much disk is free."""
    from audiencia.operations.backup import folders, places
    from audiencia.operations.checks.rules import backups, machine

    if given.backup_to is None or given.database_url is not None:
        yield backups.not_set_up()
    else:
        try:
            newest = next(folders.from_newest(places.open_place(given.backup_to, given)), None)
        except (Stop, OSError) as error:
            yield backups.away(str(error))
        else:
            last = folders.moment_of(newest) if newest else None
            yield backups.taken(backups.Backups(last, None, ""), datetime.now(UTC))
    disk = shutil.disk_usage(given.data)
    yield machine.disk(disk.free, disk.total, str(given.data))
