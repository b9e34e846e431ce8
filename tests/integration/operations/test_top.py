"""`audiencia top`: once for programs, and on a terminal until `q`."""

import asyncio
import os
import pty
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audiencia.cli.main import app as commands
from audiencia.operations.context import open_context
from audiencia.operations.setup import seed
from audiencia.queue.sessions import sessions
from audiencia.settings.config import Settings
from tests.support.contexts import join

pytestmark = pytest.mark.usefixtures("english_terminal")


async def begin(settings: Settings) -> None:
    """A jornada in which two wait."""
    async with open_context(settings) as context:
        await seed.seed(context.database, context.municipality)
        await sessions.open_demo(context)
        for _ in range(2):
            await join(context)


def test_it_counts_who_waits_and_names_nobody(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(begin(settings))
    monkeypatch.setenv("AUDIENCIA_MEDIA_SECRET", "00")
    monkeypatch.setenv("AUDIENCIA_MEDIA_PROCESSES", "1")
    done = CliRunner().invoke(commands, ["top"])
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert "/salud: does not answer" in lines[0]
    assert next(line for line in lines if line.startswith("all")).split() == ["all", "2", "0", "min", "0", "0", "0"]
    assert lines[-1].endswith("does not answer")


def test_before_any_jornada_it_says_so(settings: Settings) -> None:
    done = CliRunner().invoke(commands, ["top", "--once"])
    assert "No jornada is held now." in done.output and done.exit_code == 0, done.output


async def test_on_a_terminal_it_ends_with_q(settings: Settings, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "audiencia", "top", stdin=theirs, stdout=theirs, stderr=theirs,
        env={**os.environ, "TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    seen = b""
    async with asyncio.timeout(90):
        while b"No jornada" not in seen:
            seen += await asyncio.to_thread(os.read, ours, 4096)
        os.write(ours, b"q")
        reading = asyncio.create_task(asyncio.to_thread(drain, ours))
        assert await process.wait() == 0
        await reading
    os.close(ours)


def drain(terminal: int) -> None:
    """What is still written, until nobody holds the other end."""
    try:
        while os.read(terminal, 4096):
            pass
    except OSError:  # how Linux says that it was closed
        return
