"""The first start of a production: nobody can sign in, the terminal says how that is mended, and the command's link mends it."""

import asyncio
import io
import re

from rich.console import Console
from typer.testing import CliRunner

from audiencia.administration import invitations
from audiencia.cli.main import app as commands
from audiencia.core.cli_text import Stop
from audiencia.operations.announce import announce
from audiencia.operations.context import open_context
from audiencia.operations.setup.prepare import prepare
from audiencia.settings.config import Settings

PASSWORD = "una frase que nadie adivina"


def said_at_start(settings: Settings) -> str:
    found, written = asyncio.run(prepare(settings)), io.StringIO()
    announce(Console(file=written), settings, found.accounts, administered=found.administered)
    return written.getvalue()


async def accept(settings: Settings, code: str) -> None:
    async with open_context(settings) as context:
        await invitations.accept(context, code, PASSWORD, PASSWORD)


def test_the_start_says_so_until_somebody_can_administer_and_the_link_counts_once(settings: Settings) -> None:
    assert "audiencia account add" in said_at_start(settings)
    told = CliRunner().invoke(commands, ["account", "add"])
    link = re.search(r"/invitacion#(\S+)", told.output)
    assert told.exit_code == 0 and link is not None, told.output
    assert "audiencia account add" in said_at_start(settings), "an invitation that nobody used is nobody"
    link = re.search(r"/invitacion#(\S+)", CliRunner().invoke(commands, ["account", "add", "--first"]).output)
    assert link is not None, "`audiencia setup` runs it each time"
    asyncio.run(accept(settings, link[1]))
    assert "audiencia account add" not in said_at_start(settings)
    done = CliRunner().invoke(commands, ["account", "add", "--first"])
    assert (done.exit_code, done.output) == (0, "")
    again = CliRunner().invoke(commands, ["account", "reset", "administracion"])  # the password was lost
    second = re.search(r"/invitacion#(\S+)", again.output)
    assert second is not None and second[1] != link[1]
    asyncio.run(accept(settings, second[1]))


def test_accounts_are_made_once_and_listed(settings: Settings) -> None:
    asyncio.run(prepare(settings))
    made = CliRunner().invoke(commands, ["account", "add", "ventanilla2", "--name", "Itzel", "--role", "front_desk"])
    assert made.exit_code == 0 and "/invitacion#" in made.output, made.output
    listed = CliRunner().invoke(commands, ["account", "list"]).output
    assert re.search(r"ventanilla2 +front_desk .* Itzel", listed), listed
    for words in (["add", "ventanilla2"], ["add", "x"], ["add", "nadie", "--role", "king"], ["reset", "nadie"]):
        told = CliRunner().invoke(commands, ["account", *words])
        assert isinstance(told.exception, Stop) and "\n" not in str(told.exception)
    for words, why in (
        (["ventanilla2"], "Ya hay una cuenta con este nombre"),
        (["nuevo", "--role", "director"], "Elija el área"),
    ):
        told = CliRunner().invoke(commands, ["account", "add", *words])
        assert isinstance(told.exception, Stop) and why in str(told.exception), told.exception
