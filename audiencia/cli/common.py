"""What the commands share: the settings they run with, how long-lived ones run, and how they write."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError
from rich.console import Console

from audiencia.core.cli_text import Stop, _
from audiencia.settings.config import Settings

if TYPE_CHECKING:
    from audiencia.runtime.context import AppContext

T = TypeVar("T")

EXIT_MISTAKE = 2
"""Something that whoever runs it can mend; the sentence on stderr says what."""
EXIT_RED = 1
"""`doctor`: something would keep people from being attended."""


def settings_of(**changed: object) -> Settings:
    """Those of the environment, with what the command line says instead. Raises `Stop`."""
    try:
        return Settings(**{name: value for name, value in changed.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        if not wrong["loc"]:  # several together do not fit; what was given are all settings, secrets among them
            raise Stop(wrong["msg"].removeprefix("Value error, ")) from None
        name = f"AUDIENCIA_{'_'.join(map(str, wrong['loc'][:1])).upper()}"
        raise Stop(
            _(
                "%(name)s: the value «%(input)s» is not valid (%(why)s).",
                name=name,
                input=wrong["input"],
                why=wrong["msg"].removeprefix("Value error, "),
            )
        ) from error


def served_settings() -> Settings:
    """Those of the environment, with the servers that `audiencia serve` runs here where no others are named. Raises `Stop`."""
    from audiencia.operations import running

    return running.with_own_servers(settings_of())


def in_context(settings: Settings, work: "Callable[[AppContext], Awaitable[T]]") -> T:
    """What `work` gives, with the database and keys that these settings name."""
    from audiencia.app import open_context

    async def opened() -> T:
        async with open_context(settings) as context:
            return await work(context)

    return asyncio.run(opened())


def run(work: Coroutine[Any, Any, None]) -> None:
    """Runs on uvloop; SIGTERM and Ctrl-C cancel the work, which then cleans up."""
    import signal

    import uvloop

    async def cancellable() -> None:
        cancel_on(signal.SIGINT, signal.SIGTERM)
        await work

    try:
        uvloop.run(cancellable())
    except asyncio.CancelledError:
        return


def cancel_on(*signals: int) -> None:
    """These signals cancel the task that calls, which then cleans up."""
    task = asyncio.current_task()
    assert task is not None
    for number in signals:
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)


def plain() -> Console:
    """A console that writes lines as they are."""
    return Console(highlight=False, soft_wrap=True, markup=False)
