"""What the terminal shows once everything is up: the addresses of each role, and new accounts, once."""

from collections.abc import Sequence
from typing import Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from audiencia.config import Settings
from audiencia.say import say


class Account(Protocol):
    """A new account with the password that nobody will see again."""

    @property
    def role(self) -> str: ...
    @property
    def department(self) -> str: ...
    @property
    def login(self) -> str: ...
    @property
    def password(self) -> str: ...


def announce(console: Console, settings: Settings, accounts: Sequence[Account]) -> None:
    """Prints the addresses; the accounts too when there are new ones."""
    address = settings.address
    console.print()
    console.print(
        Text(
            say(f"La audiencia está en {address}", f"The audience is at {address}"),
            style="bold",
        ),
        soft_wrap=True,
    )
    for what, path in (
        (say("Ciudadanía", "Citizens"), "/"),
        (say("Entrada del personal", "Staff sign-in"), "/entrar"),
        (say("Dirección de área", "Director"), "/direccion"),
        (say("Moderación", "Moderator"), "/moderacion"),
    ):
        console.print(f"  {what:<22}{address}{path}", soft_wrap=True, highlight=False)
    if settings.demo:
        console.print(say("  Demostración: la jornada está abierta ahora, aunque no sea su día.",
                          "  Demonstration: the session is open now, although it may not be its day."))  # fmt: skip
    if accounts:
        console.print(_table(accounts))
    elif settings.demo:
        console.print(say("  Las cuentas de demostración se mostraron en el primer inicio (para otras: borre la carpeta de datos con todo detenido).",
                          "  The demo accounts were shown at the first start (for new ones: remove the data folder while stopped)."))  # fmt: skip
    console.print(say("  Ctrl-C detiene todo.", "  Ctrl-C stops everything."))


def _table(accounts: Sequence[Account]) -> Table:
    table = Table(title=say("Cuentas de demostración: se muestran solo esta vez",
                            "Demo accounts: shown this one time"), title_justify="left")  # fmt: skip
    for heading in (
        say("Papel", "Role"),
        say("Área", "Department"),
        say("Usuario", "User"),
        say("Contraseña", "Password"),
    ):
        table.add_column(heading, no_wrap=True)
    for one in accounts:
        table.add_row(one.role, one.department, one.login, one.password)
    return table
