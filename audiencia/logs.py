"""Logs: one JSON object a line, nothing personal in them."""

import logging
import os
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import structlog

PERSONAL = frozenset({
    "name", "matter", "contact", "adjustments", "note", "note_citizen", "token", "pin", "password", "cookie", "cookies",
    "address", "sdp", "body", "form", "display_name",
})  # fmt: skip
"""Keys whose values are never written, whoever logs them by mistake."""


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
    stream = stream or sys.stderr
    number = logging.getLevelName(level)
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _adding(process),
        _without_personal,
        structlog.processors.format_exc_info,
    ]
    last: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    ))  # fmt: skip
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)


def _adding(process: str) -> structlog.types.Processor:
    def add(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["process"] = event.get("process", process)
        return event

    return add


def _without_personal(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in PERSONAL & event.keys():
        event[key] = "(removed)"
    return event
