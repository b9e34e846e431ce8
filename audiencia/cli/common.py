"""What the commands share: the settings they run with, how long-lived ones run, and how they write."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import SecretStr, ValidationError
from rich.console import Console

from audiencia.core.cli_text import Stop, _
from audiencia.settings.config import Settings

if TYPE_CHECKING:
    from audiencia.runtime.context import AppContext

T = TypeVar("T")
YES = ("yes", "y", "sí", "si", "s")
PASSWORD = re.compile(r":[^@\s]*@")
EXIT_MISTAKE = 2  # Something that whoever runs it can mend; the sentence on stderr says what.
EXIT_NOT_YET = 75  # EX_TEMPFAIL of sysexits.h(3head): the unit starts it again.
EXIT_RED = 1  # `doctor`: something would keep people from being attended.


def settings_of(**changed: object) -> Settings:
    """Those of the environment, with what the command line says instead. Raises `Stop`."""
    try:
        return Settings(**{name: value for name, value in changed.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        if not wrong["loc"]:  # several together do not fit; what was given are all settings, secrets among them
            raise Stop(wrong["msg"].removeprefix("Value error, ")) from None
        field, why = str(wrong["loc"][0]), wrong["msg"].removeprefix("Value error, ")
        name, given = f"AUDIENCIA_{field.upper()}", str(wrong["input"])
        if _may_hold_secret(field, given):
            raise Stop(_("%(name)s: the value is not valid (%(why)s).", name=name, why=why)) from None
        raise Stop(
            _("%(name)s: the value «%(input)s» is not valid (%(why)s).", name=name, input=given, why=why)
        ) from error


def _may_hold_secret(field: str, given: str) -> bool:
    """Such as an address with a password in it."""
    known = Settings.model_fields.get(field)
    secret = known is not None and SecretStr in _types(known.annotation)
    return secret or field in ("backup_s3_endpoint", "redis_url") or PASSWORD.search(given) is not None


def _types(annotation: object) -> Iterator[object]:
    yield annotation
    for part in get_args(annotation):
        yield from _types(part)


def served_settings() -> Settings:
    """Those of the environment, with the servers that `audiencia serve` runs here where no others are named. Raises `Stop`."""
    from audiencia.operations import running

    return running.with_own_servers(settings_of())


def in_context(settings: Settings, work: "Callable[[AppContext], Awaitable[T]]") -> T:
    """What `work` gives, with the database and keys that these settings name."""
    from audiencia.operations.context import open_context

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


@contextmanager
def counting(begins: str, so_far: Callable[[int], str]) -> Iterator[Callable[[int], None]]:
    """Shows on a terminal how far something is; gives what is told each count."""
    with Console(stderr=True).status(begins) as shown:
        yield lambda count: shown.update(so_far(count))


def ask(question: str, usual: str) -> str:
    """At the terminal."""
    return input(f"{question}{f' [{usual}]' if usual else ''}: ")


def confirmed(question: str) -> bool:
    """Whether it was answered by yes at the terminal, in either language. No answer is a no."""
    answers = _("yes or no")
    try:
        answer = ask(f"{question} {answers}", _("no"))
    except EOFError:
        return False
    return answer.strip().lower() in YES


def plain(*, stderr: bool = False) -> Console:
    """A console that writes lines as they are."""
    return Console(highlight=False, soft_wrap=True, markup=False, stderr=stderr)
