"""What the terminal shows once everything is up: the addresses of each role, and new accounts, once."""

import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import segno
from rich.console import Console
from rich.text import Text

from audiencia.core.cli_text import _
from audiencia.core.paths import DataFolder
from audiencia.settings.config import Settings

if TYPE_CHECKING:
    from audiencia.operations.setup.seed import Credential


def announce(
    console: Console, settings: Settings, accounts: "Sequence[Credential]", *, administered: bool = True
) -> None:
    """Prints the addresses; the accounts too when there are new ones. `administered`: an administrator can sign in."""
    address = settings.address
    console.print()
    _line(console, _("The audience is at %(address)s", address=address), "bold")
    for what, path in (
        (_("Citizens"), "/"),
        (_("Staff sign-in"), "/entrar"),
        (_("Directors"), "/direccion"),
        (_("Moderator"), "/moderacion"),
    ):
        _line(console, f"  {what:<22}{address}{path}")
    if settings.demo:
        console.print(_("  Demonstration: the session is open now, although it may not be its day."))
    if accounts and not settings.demo and not console.is_terminal:
        _write_accounts(console, DataFolder(settings.data).new_accounts, accounts)
    elif accounts:
        _print_accounts(console, accounts, demo=settings.demo)
    elif settings.demo:
        console.print(_("  The demo accounts were shown at the first start."))
    if not administered:
        _line(console, _("  Nobody administers this yet: make the first account by `audiencia account add`."), "bold")
    if settings.lan:
        _print_for_phones(console, settings)
    console.print(_("  Ctrl-C stops everything."))


def _write_accounts(console: Console, file: Path, accounts: "Sequence[Credential]") -> None:
    """Where nobody looks at a terminal, what is printed lies in a log for ever: passwords go into a file of the owner's alone."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as opened:
        opened.writelines(f"{one.login}  {one.password}\n" for one in accounts)
    where = _("  The passwords of %(count)s new accounts are in %(file)s: hand them out and remove the file.",
              count=len(accounts), file=file)  # fmt: skip
    _line(console, where)


def _print_accounts(console: Console, accounts: "Sequence[Credential]", *, demo: bool) -> None:
    """One line each, never wrapped or cut: somebody copies the passwords from here."""
    kind = _("Demo accounts") if demo else _("New accounts")
    title = _("%(kind)s; the passwords are shown this one time:", kind=kind)
    _line(console, f"\n{title}", "bold")
    width = max(len(one.login) for one in accounts) + 2
    for one in accounts:
        _line(console, f"  {one.login:<{width}}{one.password}")
    console.print()


def _print_for_phones(console: Console, settings: Settings) -> None:
    """The address as a code, and how a phone comes to trust this machine."""
    address = settings.address
    drawing = io.StringIO()
    segno.make(address, error="m", micro=False).terminal(drawing, border=2, compact=True)
    console.print(Text.from_ansi(drawing.getvalue()), soft_wrap=True, highlight=False)
    for line in (
        _("Phones on this network: open the address by the code above. The first time they warn that they do not know"),
        _("this machine; to have them trust it, open on the phone, accepting the warning:"),
        f"  {address}/autoridad.crt",
        _("Android: Settings › Security › Encryption & credentials › Install a certificate › CA certificate."),
        _(
            "iPhone: Settings › Profile Downloaded › Install; then General › About › Certificate Trust Settings › turn on."
        ),
        _("When the trial is over, remove it from the phone the same way."),
    ):
        _line(console, f"  {line}")


def announce_restart(console: Console, process: str, why: str = "") -> None:
    """One line when a process died and is started again; `why` it does not come up, while it is tried again and again."""
    text = _("«%(process)s» ended and is started again; nobody loses a place.", process=process)
    again = _("It is tried again; everything else goes on.")
    _line(console, f"{why} {again}" if why else text, "yellow")


def _line(console: Console, text: str, style: str = "") -> None:
    """As it is: never wrapped or cut, and nothing in it means anything to the console."""
    console.print(text, style=style, soft_wrap=True, highlight=False, markup=False, emoji=False)
