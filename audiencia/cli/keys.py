"""Commands of the keys of persons: a next epoch, and destroying the earlier ones."""

from typing import TYPE_CHECKING, Annotated

import typer

from audiencia.cli.common import EXIT_RED, confirmed, counting, in_context, plain, served_settings
from audiencia.core.cli_text import Stop, _

if TYPE_CHECKING:
    from audiencia.runtime.context import AppContext


def rotate(
    only_make: Annotated[
        bool,
        typer.Option(
            "--only-make", help="Solo hace la llave, para copiarla a otras máquinas. / Only makes the key, to copy it."
        ),
    ] = False,
) -> None:
    """Cambia a una época nueva de llaves mientras todo sigue. / Changes to a next epoch of keys while all goes on."""
    from audiencia.privacy import rotation

    async def work(context: "AppContext") -> rotation.Rotated | int:
        if only_make:
            return rotation.make(context.keyring, await rotation.in_force(context.database))
        with counting(
            _("Wrapping again…"), lambda done: _("Wrapping again… %(count)s persons", count=f"{done:,}")
        ) as progress:
            return await rotation.rotate(context.database, context.keyring, progress)

    made, console = in_context(served_settings(), work), plain()
    if isinstance(made, int):
        console.print(
            _("The key of epoch %(epoch)s is in `keys/`. Copy the folder to every machine, then run `audiencia keys rotate`.", epoch=made)
        )  # fmt: skip
        return
    console.print(
        _("Epoch %(epoch)s counts; %(count)s persons were wrapped again.", epoch=made.epoch, count=f"{made.wrapped:,}")
    )
    if made.broken:
        console.print(_("%(count)s keys do not open and stay as they are: restore their rows.", count=made.broken))
        raise typer.Exit(EXIT_RED)
    console.print(_("Make a copy of the folder `keys/` now; `audiencia keys retire` destroys the earlier epochs."))


def retire(yes: Annotated[bool, typer.Option("--yes", help="Sin preguntar. / Without asking.")] = False) -> None:
    """Destruye las llaves de épocas que ya nadie usa. / Destroys the keys of epochs that nobody is under."""
    from audiencia.privacy import rotation

    settings = served_settings()
    if not (yes or confirmed(_("Backups from their time can never be read again. Go on?"))):
        raise Stop(_("Nothing was destroyed."))

    gone = in_context(settings, lambda context: rotation.retire(context.database, context.keyring))
    if gone:
        said = _("Destroyed: epochs %(epochs)s. Destroy their copies too.", epochs=", ".join(map(str, gone)))
    else:
        said = _("There is no earlier epoch that nobody is under; `audiencia keys rotate` makes a next one.")
    plain().print(said)
