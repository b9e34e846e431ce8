"""Commands of backups: take one, make the keys that they are sealed to, restore one."""

import asyncio
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from audiencia.cli.common import EXIT_RED, cancel_on, counting, plain, settings_of
from audiencia.cli.usage import unusable
from audiencia.core import logs
from audiencia.core.cli_text import Stop, _

if TYPE_CHECKING:
    from audiencia.operations.backup.place import Place
    from audiencia.operations.backup.sealing import Progress
    from audiencia.operations.backup.verify import Verified
    from audiencia.settings.config import Settings

FIRST_BACKED_UP = "0111"  # The first revision whose keys this program opens.
To = Annotated[
    str | None, typer.Option("--to", help="Carpeta de los respaldos, o s3://… / Folder of the backups, or s3://…")
]
KeysTo = Annotated[
    Path | None,
    typer.Option("--keys-to", help="Carpeta de las llaves, en otro disco. / Folder of the keys, elsewhere."),
]
Rest = Annotated[bool, typer.Option("--rest", hidden=True)]
"""Of the newest backup, whose data are there: what failed after them."""


def backup(context: typer.Context, to: To = None, keys_to: KeysTo = None, rest: Rest = False) -> None:
    """Respalda los datos, y aparte las llaves. / Backs up the data, and the keys elsewhere."""
    if context.invoked_subcommand is not None:
        return
    from audiencia.core.paths import DataFolder
    from audiencia.operations import running
    from audiencia.operations.backup import folders, make, places

    given = settings_of()
    begins, keys_begin = to is not None, keys_to is not None
    keys_to = _on_a_disk(keys_to or given.backup_keys_to)
    where = places.named(to) if to else given.backup_to
    data, keys = DataFolder(given.data.absolute()), given.backup_recipients
    if where is None and keys_to is None:
        raise Stop(_("Say where to: --to and --keys-to, or AUDIENCIA_BACKUP_TO and AUDIENCIA_BACKUP_KEYS_TO."))
    if where is not None and given.database_url is not None:
        raise Stop(
            _(
                "The database is another server's: back it up with that server's pg_dump, and the keys with --keys-to alone."
            )
        )
    folders.refuse_together(data.root, where if isinstance(where, Path) else None, keys_to)
    place = None if where is None else places.open_place(where, given)
    console = plain()

    async def work() -> None:
        if place is not None:
            settings = running.with_own_servers(given)
            with counting(
                _("Copying the database…"),
                lambda done: _("Copying the database… %(size)s MB", size=f"{done // 1_000_000:,}"),
            ) as progress:
                said = await _take(settings, place, keys_to, progress, begins=begins, keys_begin=keys_begin, rest=rest)
            console.print("\n".join(said))
        elif keys_to is not None:
            copied = await make.keys(data, keys_to, keys, begins=keys_begin)
            console.print(_("The keys are in %(file)s.", file=copied))
        if place is not None and keys_to is None:
            console.print(_("The keys were not copied: without them nobody can read the data (--keys-to)."))
        if place is not None and keys_to is not None and folders.on_one_disk(place, keys_to):
            console.print(_("Both lie on one disk: take the keys elsewhere."))

    asyncio.run(work())


def _on_a_disk(keys_to: Path | None) -> Path | None:
    """Raises `Stop` for an address: what was written over there may be read again in an earlier version of the bucket."""
    if keys_to is not None and str(keys_to).lower().startswith("s3:"):
        raise Stop(
            _("The copy of the keys goes to a folder on a disk of your own (--keys-to); only data go to a bucket.")
        )
    return keys_to


async def _take(
    settings: "Settings", to: "Place", keys_to: Path | None, progress: "Progress", *, begins: bool = False,
    keys_begin: bool = False, rest: bool = False,
) -> list[str]:  # fmt: skip
    """One of the database that `settings` name, the embedded one, and of the keys; says what was done.
    It counts as good only where all of it went well. Old ones are removed also where the keys could not be copied."""
    from audiencia.core.paths import DataFolder
    from audiencia.operations import opening
    from audiencia.operations.backup import make, manifest, runs
    from audiencia.operations.postgres import Postgres

    data = DataFolder(settings.data.absolute())
    made: Place | None = None
    async with opening.open_keys(settings) as (database, keyring), runs.noted(database, "backup") as run:
        if rest:
            made = await asyncio.to_thread(_newest, to)
            run.began_at = (await asyncio.to_thread(manifest.read, made)).manifest.made_at
        source = make.Source(data, settings.config, database, keyring, Postgres.open(data))
        recipients, days = settings.backup_recipients, settings.backup_keep_days
        made = made or await make.backup(source, to, recipients, progress, begins=begins)
        said = [_("The backup is in %(folder)s.", folder=made)]
        failed: Stop | OSError | None = None
        try:
            if keys_to is not None:
                copied = await make.keys(data, keys_to, recipients, begins=keys_begin)
                said.append(_("The keys are in %(file)s.", file=copied))
        except (Stop, OSError) as error:
            failed = error
        try:
            gone = await asyncio.to_thread(make.remove_old, to, made, days)
        finally:
            if failed is not None:  # of two failures this one is told: what could not be removed is tried each night
                raise failed
        said += [_("Removed, older than %(days)s days: %(folder)s", days=days, folder=old) for old in gone]
    return said


def _newest(to: "Place") -> "Place":
    """Raises `Stop` where there is none."""
    from audiencia.operations.backup import folders

    for one in folders.from_newest(to, datetime.now(UTC)):
        return one
    raise folders.away(to)


async def before_migration(given: "Settings", ready: "Settings") -> None:
    """A backup of tables that are about to change, where backups are set up; else says that there is none. Raises `Stop`.
    `ready`: as `given`, with the addresses of the servers that nobody else provides."""
    from audiencia.db import revisions
    from audiencia.operations import opening
    from audiencia.operations.backup import places, sealing

    here, wanted = await opening.revision_of_tables(ready), revisions.newest()
    if here is None or here == wanted or here not in revisions.known():
        return
    changes = _("The tables change from revision %(here)s to %(wanted)s.", here=here, wanted=wanted)
    if given.backup_to is None or given.database_url is not None or here < FIRST_BACKED_UP:
        plain().print(changes, _("No backup is taken before: none is set up here, or the tables are too old for one."))
        return
    plain().print(changes, _("A backup is taken before…"))
    to = places.open_place(given.backup_to, given)
    plain().print("\n".join(await _take(ready, to, given.backup_keys_to, sealing.silent)))


def key() -> None:
    """Hace el par de llaves de los respaldos y lo muestra una vez. / Makes the keys of backups and shows them once."""
    # The private key alone is on standard output: sent to a file, that is what `restore` and `drill` read.
    from audiencia.operations.backup import sealing

    public, private = sealing.new_pair()
    words = plain(stderr=True)
    words.print(_("Public key, for AUDIENCIA_BACKUP_RECIPIENTS:"))
    words.print(public)
    words.print(
        _(
            "Private key, shown this once and kept nowhere: write it on paper or a USB stick, twice, and keep it off this machine."
        )
    )
    plain().print(private)


def restore(
    folder: Annotated[str, typer.Argument(help="El respaldo, o el lugar de todos. / The backup, or the place of all.")],
    keys: Annotated[Path, typer.Option("--keys", help="La copia de las llaves. / The copy of the keys.")],
    identity: Annotated[
        Path, typer.Option("--identity", help="Archivo con la llave privada. / File with the private key.")
    ],
    into: Annotated[Path, typer.Option("--into", help="Carpeta de datos nueva. / A new data folder.")],
    until: Annotated[
        datetime | None,
        typer.Option("--until", help="Hasta este momento, hora de esta máquina. / Up to this moment, local time."),
    ] = None,
) -> None:
    """Restaura un respaldo en una carpeta nueva y lo comprueba. / Restores a backup into a new folder and verifies it."""
    from audiencia.operations.backup import places
    from audiencia.operations.backup.restore import Wanted
    from audiencia.operations.backup.restore import restore as restored

    logs.configure("restore", "WARNING")
    place = places.open_place(places.named(folder), settings_of())
    wanted = Wanted(place, keys, identity, into, until and _on_our_clock(until))
    with Console(stderr=True).status(_("Reading the parts…")) as shown:
        found = asyncio.run(restored(wanted, shown.update))
    _tell(found)
    plain().print(
        _("To go on with it: AUDIENCIA_DATA=%(data)s AUDIENCIA_CONFIG=%(data)s/config audiencia serve", data=into)
    )


def _on_our_clock(until: datetime) -> datetime:
    """With the offset of local time. Raises `Stop` at the ends of the calendar, where the offset leads beyond it."""
    try:
        return until.astimezone()
    except (OverflowError, ValueError):
        raise unusable("--until", "restore") from None


def drill(
    identity: Annotated[
        Path, typer.Option("--identity", help="Archivo con la llave privada. / File with the private key.")
    ],
    keys: Annotated[
        Path | None,
        typer.Option("--keys", help="La copia de las llaves, si está en otro lugar. / The copy of the keys."),
    ] = None,
) -> None:
    """Restaura el último respaldo en un lugar pasajero y lo comprueba. / Restores the last backup for trial and verifies it."""
    from audiencia.core.paths import DataFolder
    from audiencia.operations import opening, running
    from audiencia.operations.backup import drill as drills
    from audiencia.operations.backup import places, runs
    from audiencia.operations.backup.restore import Wanted
    from audiencia.operations.backup.restore import restore as restored

    logs.configure("drill", "WARNING")
    given = settings_of()
    to, keys = given.backup_to, keys or given.backup_keys_to
    if to is None or keys is None:
        raise Stop(_("Say where to: --to and --keys-to, or AUDIENCIA_BACKUP_TO and AUDIENCIA_BACKUP_KEYS_TO."))

    place = places.open_place(to, given)

    async def work(into: Path) -> "Verified":
        cancel_on(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        with Console(stderr=True).status("") as shown:
            async with (
                opening.open_keys(running.with_own_servers(given)) as (database, _keyring),
                runs.noted(database, "drill"),
            ):
                return await restored(Wanted(place, keys, identity, into), shown.update)

    with drills.place(DataFolder(given.data.absolute())) as into:
        try:
            found = asyncio.run(work(into))  # which waits for its threads, also where it was cancelled
        except asyncio.CancelledError:
            raise typer.Exit(EXIT_RED) from None
    _tell(found)


def _tell(found: "Verified") -> None:
    console = plain()
    console.print(
        _(
            "Restored and verified: all up to %(moment)s, %(visits)s visits; %(opened)s folios were opened.",
            moment=f"{found.made_at.astimezone():%Y-%m-%d %H:%M:%S %z}",
            visits=f"{found.visits:,}",
            opened=found.opened,
        )
    )
    console.print(_("%(count)s entries are as they were written, and in their order.", count=f"{found.entries:,}"))
    if found.suppressed:
        console.print(_("The keys of %(count)s suppressed people were destroyed again.", count=found.suppressed))
