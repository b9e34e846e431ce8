"""What the terminal shows once everything is up: the addresses of each role, and new accounts, once."""

import io
from collections.abc import Sequence
from typing import Protocol

import segno
from rich.console import Console
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
        _print_accounts(console, accounts)
    elif settings.demo:
        console.print(say("  Las cuentas de demostración se mostraron en el primer inicio.",
                          "  The demo accounts were shown at the first start."))  # fmt: skip
    if settings.lan:
        _print_for_phones(console, settings)
    console.print(say("  Ctrl-C detiene todo.", "  Ctrl-C stops everything."))


def _print_accounts(console: Console, accounts: Sequence[Account]) -> None:
    """One line each, never wrapped or cut: somebody copies the passwords from here."""
    title = say("Cuentas de demostración; las contraseñas se muestran solo esta vez:",
                "Demo accounts; the passwords are shown this one time:")  # fmt: skip
    console.print(f"\n{title}", style="bold", soft_wrap=True, highlight=False)
    width = max(len(one.login) for one in accounts) + 2
    for one in accounts:
        console.print(
            f"  {one.login:<{width}}{one.password}", soft_wrap=True, highlight=False, markup=False, emoji=False
        )
    console.print()


def _print_for_phones(console: Console, settings: Settings) -> None:
    """The address as a code, and how a phone comes to trust this machine."""
    address = settings.address
    drawing = io.StringIO()
    segno.make(address, error="m", micro=False).terminal(drawing, border=2, compact=True)
    console.print(Text.from_ansi(drawing.getvalue()), soft_wrap=True, highlight=False)
    for line in (
        say("Teléfonos de esta red: abran la dirección con el código de arriba. La primera vez avisan que no conocen",
            "Phones on this network: open the address by the code above. The first time they warn that they do not know"),
        say("esta máquina; para que confíen en ella, abra en el teléfono y acepte el aviso:",
            "this machine; to have them trust it, open on the phone, accepting the warning:"),
        f"  {address}/autoridad.crt",
        say("Android: Ajustes › Seguridad › Cifrado y credenciales › Instalar un certificado › Certificado de CA.",
            "Android: Settings › Security › Encryption & credentials › Install a certificate › CA certificate."),
        say("iPhone: Ajustes › Perfil descargado › Instalar; luego General › Información › Configuración de certificados › activar.",
            "iPhone: Settings › Profile Downloaded › Install; then General › About › Certificate Trust Settings › turn on."),
        say("Al terminar la prueba, quítelo del teléfono por el mismo camino.",
            "When the trial is over, remove it from the phone the same way."),
    ):  # fmt: skip
        console.print(f"  {line}", soft_wrap=True, highlight=False, markup=False, emoji=False)


def announce_restart(console: Console, process: str) -> None:
    """One line when a process died and is started again."""
    text = say(f"«{process}» se detuvo y se inicia de nuevo; nadie pierde su lugar.",
               f"«{process}» ended and is started again; nobody loses a place.")  # fmt: skip
    console.print(text, style="yellow", soft_wrap=True, highlight=False)
