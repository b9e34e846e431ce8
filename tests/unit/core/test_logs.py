"""Logs carry nothing personal, whoever logs it by mistake."""

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from audiencia.core import logs

ROOT = Path(__file__).parents[3]
WARNED = re.compile(r'log\.(?:warning|error|exception)\(\s*"(\w+)"')


def test_values_of_personal_keys_are_removed() -> None:
    stream = io.StringIO()
    try:
        logs.configure("web", stream=stream)
        structlog.get_logger().info("joined", name="Rosa", matter="mi calle", department="agua")
    finally:
        structlog.reset_defaults()
    line = json.loads(stream.getvalue())
    assert line["name"] == line["matter"] == "(removed)"
    assert (line["department"], line["process"], line["event"]) == ("agua", "web", "joined")
    assert "Rosa" not in stream.getvalue()


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is written; afterwards records go where they went before."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    opened = io.StringIO()
    logs.configure("web", stream=opened)
    try:
        yield opened
    finally:
        structlog.reset_defaults()
        root.handlers[:], root.level = before


def written(stream: io.StringIO) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(stream.getvalue())
    assert "Rosa" not in stream.getvalue()
    return line


def refuse() -> None:
    raise ValueError("Key (name)=(Rosa) already exists")


def test_a_failure_says_its_kind_and_place_and_nothing_of_its_text(stream: io.StringIO) -> None:
    try:
        refuse()
    except ValueError as error:
        logs.failure(structlog.get_logger(), "join failed", error, department="agua")
    line = written(stream)
    assert (line["event"], line["kind"], line["department"], line["level"]) == (
        "join failed", "ValueError", "agua", "error",
    )  # fmt: skip
    assert line["at"][-1].startswith("test_logs.py:")
    assert line["at"][-1].endswith(" refuse")


@pytest.mark.parametrize("log", [structlog.get_logger(), logging.getLogger("asyncio")])
def test_whatever_is_logged_is_one_line_that_programs_read(stream: io.StringIO, log: Any) -> None:
    forged = 'x\n{"event": "signed_in"}\r\n\u2028\x85\x1b[2J"'
    log.warning(forged)
    assert stream.getvalue().splitlines() == [stream.getvalue().removesuffix("\n")]
    assert json.loads(stream.getvalue())["event"] == forged


@pytest.mark.parametrize("log", [structlog.get_logger(), logging.getLogger("asyncio")])
def test_tracebacks_of_whoever_writes_them_have_no_text(stream: io.StringIO, log: Any) -> None:
    try:
        refuse()
    except ValueError:
        log.exception("failed")
    line = written(stream)
    assert (line["kind"], line["event"]) == ("ValueError", "failed")
    assert "exception" not in line


def test_the_server_of_pages_writes_no_addresses(stream: io.StringIO) -> None:
    try:
        refuse()
    except ValueError as error:
        logging.getLogger("aiohttp.server").error("Error handling request from %s", "203.0.113.7", exc_info=error)
    assert written(stream)["kind"] == "ValueError"
    assert "203.0.113.7" not in stream.getvalue()


def test_a_flood_of_one_sentence_is_one_line_a_minute_that_says_how_many(stream: io.StringIO) -> None:
    now = 100.0
    library = logging.getLogger("tests.flood")
    library.addFilter(logs.OnceInAWhile(logs.Throttle(clock=lambda: now)))
    for _ in range(500):
        library.error("Unknown receive error of %s", "Rosa")
    library.error("another sentence")
    now += 60
    library.error("Unknown receive error of %s", "ana")
    lines = [json.loads(line)["event"] for line in stream.getvalue().splitlines()]
    assert lines[0].startswith("Unknown receive error") and lines[1] == "another sentence"
    assert lines[2].endswith("(and 499 times before, since this was written last)") and len(lines) == 3


def test_the_same_warning_is_written_once_a_minute_and_other_ones_each_time() -> None:
    now, written = 100.0, structlog.testing.LogCapture()
    log = structlog.wrap_logger(None, processors=[logs.throttled(logs.Throttle(clock=lambda: now)), written])
    for _ in range(500):
        log.warning("database_away", kind="OSError")
    log.warning("database_away", kind="TimeoutError")
    log.info("listening")
    log.info("listening")
    now += 60
    log.warning("database_away", kind="OSError")
    told = [(one.get("kind", one["event"]), one.get("held_back")) for one in written.entries]
    assert told == [
        ("OSError", None), ("TimeoutError", None), ("listening", None), ("listening", None), ("OSError", 499),
    ]  # fmt: skip


def test_a_flood_of_our_own_warnings_is_one_line(stream: io.StringIO) -> None:
    for number in range(500):
        with structlog.contextvars.bound_contextvars(request_id=f"request-{number}"):
            structlog.get_logger().warning("database_away", kind="OSError")
    assert written(stream)["kind"] == "OSError"


def test_of_many_different_records_the_oldest_are_forgotten() -> None:
    throttle = logs.Throttle(clock=lambda: 0.0)
    for number in range(logs.REMEMBERED + 1):
        assert throttle.ask(number) == 0
    assert (throttle.ask(logs.REMEMBERED), throttle.ask(0)) == (None, 0)


def test_what_a_library_logs_goes_through_our_handlers_alone() -> None:
    made = logs.of_library("tests.library")
    assert logs.of_library("tests.library") is made
    assert (len(made.filters), made.handlers, made.propagate) == (1, [], True)


def test_each_warning_and_error_is_explained_to_whoever_runs_it() -> None:
    pages = "".join(one.read_text("utf-8") for one in (ROOT / "docs/operation").glob("*.md"))
    sources = [one.read_text("utf-8") for one in (ROOT / "audiencia").rglob("*.py")]
    events = {event for text in sources for event in WARNED.findall(text)}
    assert len(events) > 30
    assert {event for event in events if f"`{event}`" not in pages} == set()
