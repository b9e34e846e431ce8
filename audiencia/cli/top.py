"""How lines, rooms and media workers are, looked at again and again in the terminal."""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from audiencia.cli.common import plain, served_settings

if TYPE_CHECKING:
    from audiencia.settings.config import Settings


def top(
    once: Annotated[bool, typer.Option("--once", help="Una sola vez, para programas. / Once, for programs.")] = False,
    every: Annotated[float, typer.Option(min=0.5, help="Segundos entre dos miradas. / Seconds between looks.")] = 2.0,
) -> None:
    """Filas, salas y procesos de video ahora; «q» termina. / Lines, rooms and media workers now; "q" ends it."""
    on_screen = not once and sys.stdin.isatty() and sys.stdout.isatty()
    asyncio.run(_show(served_settings(), every if on_screen else None))


async def _show(settings: "Settings", every: float | None) -> None:
    """`every`: `None` for once."""
    from rich.live import Live
    from rich.text import Text

    from audiencia.operations import opening, overview

    async with opening.open_keys(settings) as (database, _):

        async def now() -> str:
            return overview.in_words(await overview.look(settings, database), datetime.now().astimezone())

        if every is None:
            plain().print(await now())
            return
        with _q_pressed() as ended, Live(Text(), screen=True, auto_refresh=False) as shown:
            while not ended.is_set():
                shown.update(Text(await now(), no_wrap=True), refresh=True)
                with suppress(TimeoutError):
                    async with asyncio.timeout(every):
                        await ended.wait()


@contextmanager
def _q_pressed() -> Iterator[asyncio.Event]:
    """Keys are heard without Enter; the terminal is as before afterwards."""
    import termios
    import tty

    terminal, loop, ended = sys.stdin.fileno(), asyncio.get_running_loop(), asyncio.Event()
    before = termios.tcgetattr(terminal)

    def hear() -> None:
        pressed = os.read(terminal, 64)
        if not pressed or b"q" in pressed.lower():
            ended.set()

    tty.setcbreak(terminal)
    loop.add_reader(terminal, hear)
    try:
        yield ended
    finally:
        loop.remove_reader(terminal)
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
