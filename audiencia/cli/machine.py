"""Commands that put the service on a machine, and take it away again."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from audiencia.cli.common import ask, confirmed, plain
from audiencia.core.cli_text import Stop, _

Root = Annotated[
    Path, typer.Option(help="Carpeta en lugar de /, solo para escribir los archivos. / A folder that stands for /.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Solo dice qué haría. / Only says what it would do.")]


def setup(
    answers: Annotated[
        Path | None, typer.Option(help="Archivo TOML con las respuestas. / TOML file with the answers.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="No pregunta nada. / Asks nothing.")] = False,
    dry_run: DryRun = False,
    root: Root = Path("/"),
) -> None:
    """Pone el servicio en esta máquina: cuenta, unidades, proxy. / Puts the service on this machine."""
    from audiencia.operations.install import answers as asking
    from audiencia.operations.install import plan, write
    from audiencia.operations.install import run as machine

    console, tree = plain(), write.Tree(root)
    given = asking.read(answers, tree.at(asking.FILE))
    chosen = asking.checked(given) if yes else asking.ask_rest(given, ask, console.print)
    program, here = machine.program(), root == Path("/")
    if here and not dry_run:
        machine.refuse_unfit(chosen, program)
    answered = plan.File(asking.FILE, asking.as_toml(chosen), 0o600, partial(asking.says, chosen))
    files = [*plan.files(chosen, program), answered]
    wanted = write.lacking(tree, files)
    found = write.steps(tree, wanted)
    for step in found:
        console.print(f"{step.path}: {_(step.what)}")
    if not found:
        console.print(_("All files are as they should be."))
    if dry_run:
        console.print(_("Nothing was written."))
        return
    if here:
        machine.install(tree, chosen, wanted, found, yes=yes, tell=console.print)
    else:
        write.write(tree, wanted, found)


def uninstall(
    yes: Annotated[bool, typer.Option("--yes", help="No pregunta nada. / Asks nothing.")] = False,
    dry_run: DryRun = False,
    root: Root = Path("/"),
) -> None:
    """Quita lo que puso `setup`; los datos y las llaves se quedan. / Takes away what `setup` put; data and keys stay."""
    from audiencia.operations.install import answers as asking
    from audiencia.operations.install import run as machine
    from audiencia.operations.install import write

    console, tree = plain(), write.Tree(root)
    found = write.removal(tree)
    if not found:
        raise Stop(_("`audiencia setup` wrote nothing here."))
    chosen = asking.checked(asking.read(None, tree.at(asking.FILE)))
    for step in found:
        console.print(f"{step.path}: {_(step.what)}")
    if dry_run or not (yes or confirmed(_("Remove these?"))):
        console.print(_("Nothing was removed."))
        return
    if root == Path("/"):
        machine.take_down(chosen, console.print)
    write.remove(tree, found)
    if root == Path("/"):
        machine.forget(found, console.print)
    console.print(_("Removed. The data and the keys stay in %(folder)s.", folder=chosen.data))
