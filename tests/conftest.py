"""Fixtures for all tests, whose servers start when the first test asks for them, and how tests are spread over processes."""

import asyncio
import gc
import os
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import settings

from audiencia.operations.free_ports import FIRST, LAST, OF_THIS_PROCESS
from tests.support.kept_loops import Policy
from tests.support.parsed import parse_once
from tests.support.soaking import SOAK, try_the_same

# How long an example takes says how busy the machine is, and nothing of what the test checks. Every run tries the same examples, so
# that a change is not refused for what was there before it; `make soak-...` tries new ones.
settings.register_profile("any machine", deadline=None, derandomize=not SOAK)
settings.load_profile("any machine")
if not SOAK:
    try_the_same()

THRESHOLDS = (5000, 20, 20)
"""Of the garbage collector: with Python's own it took a ninth of the processor time of tests."""
pytest_plugins = [
    "tests.support.services",
    "tests.support.page_fixtures",
    "tests.support.scene_fixtures",
    "tests.support.case_fixtures",
]


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Names each failed test when it fails: a whole run tells why only at its end.

    Gives each process ports of its own, and event loops and a parsed configuration that it uses again.
    """
    asyncio.set_event_loop_policy(Policy())
    parse_once()
    if getattr(config.option, "numprocesses", None):
        config.pluginmanager.register(Failures(config), "failures")
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        number, processes = int(worker.removeprefix("gw")), int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
        share = (LAST - FIRST) // processes
        first = FIRST + share * number
        os.environ[OF_THIS_PROCESS] = f"{first}-{first + share}"


class Failures:
    """Writes a line for each failed test, in the process that hands them out."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called for each part of each test; `when` is one of setup, call and teardown."""
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        if report.failed and terminal is not None:
            crash = getattr(report.longrepr, "reprcrash", None)
            terminal.write_line(f"\n{report.nodeid} failed ({report.when}): {crash and crash.message}")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """All that is imported and collected stays until the end: no collector looks at it, now or later, and seldom at what tests make."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(*THRESHOLDS)
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that no process is busy with it when all others are done."""
    from tests.support.spreading import place

    items.sort(key=lambda item: place(item.nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests that share a server run in one process (`pytest -n`)."""
    from tests.support.spreading import Spreading

    return Spreading(config, log)
