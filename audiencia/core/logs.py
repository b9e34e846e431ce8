"""Logs: one JSON object a line, nothing personal in them.
The text of an exception is never written: PostgreSQL names the values of the row, pydantic the input, a parser the request."""

import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable, Hashable, Iterator, MutableMapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from typing import Any, Protocol, TextIO, cast

import structlog

PERSONAL = frozenset({
    "name", "matter", "contact", "adjustments", "note", "note_citizen", "token", "pin", "password", "cookie", "cookies",
    "address", "sdp", "body", "form", "display_name", "guardian",
})  # fmt: skip
"""Keys whose values are never written, whoever logs them by mistake."""
FRAMES = 8  # So many of the innermost places are written of an exception.
THROTTLED = ("warning", "error", "critical", "exception")
ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}
"""Characters that JSON lets stand, but that some programs take for the end of a line, and terminals for a command."""
REMEMBERED = 1000  # So many different records are known to have been written.


class Log(Protocol):
    """What `failure` needs of a logger."""

    def error(self, event: str, **fields: Any) -> Any: ...


def failure(log: Log, event: str, error: BaseException, **fields: object) -> None:
    """Writes at ERROR what kind of exception came and where from (`file:line function`), and nothing of what it says."""
    log.error(event, **_facts(error), **fields)


def _facts(error: BaseException) -> dict[str, object]:
    # Not traceback.extract_tb: it reads source files, and kept the loop for a tenth of a second over one damaged message.
    codes = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)][-FRAMES:]
    at = [f"{PurePath(code.co_filename).name}:{line} {code.co_name}" for code, line in codes]
    return {"kind": type(error).__name__, "at": at}


class Throttle:
    """Lets the same thing be written once in so many seconds. `clock` gives seconds.
    What strangers send, or a database that is away, can bring some of them at any rate: a flood is to fill no disk."""

    def __init__(self, seconds: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._written: dict[Hashable, tuple[float, int]] = {}

    def ask(self, what: Hashable) -> int | None:
        """How often it was held back since it was written last; `None`: it is held back now."""
        now = self._clock()
        at, held_back = self._written.get(what, (None, 0))
        if at is not None and now - at < self._seconds:
            self._written[what] = (at, held_back + 1)
            return None
        self._written.pop(what, None)  # to the end: what was not written for longest is forgotten first
        self._written[what] = (now, 0)
        if len(self._written) > REMEMBERED:
            del self._written[next(iter(self._written))]
        return held_back


class OnceInAWhile(logging.Filter):
    """Throttles a library's sentences, whatever their values: there are as many as the library has."""

    def __init__(self, throttle: Throttle | None = None) -> None:
        super().__init__()
        self._throttle = throttle or Throttle()

    def filter(self, record: logging.LogRecord) -> bool:
        """Says of a sentence that is written how often it was held back."""
        sentence = str(record.msg)
        held_back = self._throttle.ask(sentence)
        if held_back:
            record.msg = f"{sentence} (and {held_back} times before, since this was written last)"
        return held_back is not None


def throttled(throttle: Throttle) -> structlog.types.Processor:
    """Throttles warnings and errors that are the same in every field but the request's number; the next one says how many were
    `held_back`."""

    def ask(_: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if method not in THROTTLED:
            return event
        held_back = throttle.ask(
            tuple(sorted((key, str(value)) for key, value in event.items() if key != "request_id"))
        )
        if held_back is None:
            raise structlog.DropEvent
        if held_back:
            event["held_back"] = held_back
        return event

    return ask


def of_library(name: str) -> logging.Logger:
    """A logger to be handed to a library that would otherwise write to stderr by itself, text of exceptions included."""
    made = logging.getLogger(name)
    if not made.filters:
        made.addFilter(OnceInAWhile())
    return made


class Droppable:
    """A stream to write records to. One that cannot be written, as on a full disk, is dropped: no work stops over it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Never raises `OSError`."""
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Never raises `OSError`."""
        with suppress(OSError):
            self._stream.flush()


@contextmanager
def into_file(file: Path, level: str, *, pretty: bool) -> Iterator[None]:
    """The supervisor's own records: in `file`, or readable on stderr when `pretty`."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8", buffering=1) as opened:
        configure("serve", level, pretty=pretty, stream=sys.stderr if pretty else opened)
        try:
            yield
        finally:
            configure("serve", level, pretty=pretty)


def configure(process: str, level: str = "INFO", *, pretty: bool = False, stream: TextIO | None = None) -> None:
    """Sends structlog's and the standard library's records to `stream`: stderr, which the supervisor writes to a file."""
    written = cast(TextIO, Droppable(stream or sys.stderr))
    number = logging.getLevelName(level)
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        throttled(Throttle()),
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _adding(process),
        _without_personal,
        _without_text_of_exceptions,
    ]
    last: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer(_line)
    )
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(written),
    )
    handler = logging.StreamHandler(written)
    handler.addFilter(_without_addresses)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    ))  # fmt: skip
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)


def _line(event: MutableMapping[str, Any], **options: Any) -> str:
    return json.dumps(event, ensure_ascii=False, **options).translate(ESCAPED)


def _adding(process: str) -> structlog.types.Processor:
    def add(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["process"] = event.get("process", process)
        return event

    return add


def _without_personal(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in PERSONAL & event.keys():
        event[key] = "(removed)"
    return event


def _without_text_of_exceptions(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Also for what libraries write, and for `log.exception`."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event.update(_facts(error))
    return event


def _without_addresses(record: logging.LogRecord) -> bool:
    """What aiohttp puts into its sentences are addresses and pieces of requests; the sentence alone is enough."""
    if record.name.partition(".")[0] == "aiohttp":
        record.args = ()
    return True
