"""What the terminal shows can be copied whole, also from a pipe or a file."""

import io

from rich.console import Console

from audiencia.operations.announce import announce
from audiencia.operations.setup.seed import Credential
from audiencia.settings.config import Settings


def test_without_a_terminal_logins_and_passwords_are_not_cut() -> None:
    made = Credential("director", "agua", "direccion." + "a" * 60, "[b]" + "palabra-" * 12 + ":smile:9")
    for width in (None, 40):
        console = Console(file=io.StringIO(), width=width)
        announce(console, Settings(profile="demo"), [made])
        assert isinstance(console.file, io.StringIO)
        line = next(line for line in console.file.getvalue().splitlines() if made.login in line)
        assert line.split() == [made.login, made.password]
