"""A server's own wall clock is set at once for all of its processes, as a machine's is."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.own_clock import LIBRARIES, OwnClock

ASKED = "import sys, time\nfor _ in sys.stdin: print(time.time(), flush=True)"
pytestmark = pytest.mark.skipif(not LIBRARIES, reason="needs Debian's faketime")


@contextmanager
def process(clock: OwnClock) -> "Iterator[subprocess.Popen[str]]":
    """Tells the time for each line that it reads."""
    command = [*clock.command, sys.executable, "-c", ASKED]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        yield running
        running.communicate()


def ahead(running: "subprocess.Popen[str]") -> timedelta:
    """Of this machine's clock, to the minute."""
    assert running.stdin is not None and running.stdout is not None
    print(file=running.stdin, flush=True)
    return timedelta(minutes=round((float(running.stdout.readline()) - time.time()) / 60))


@pytest.mark.parametrize("by", [timedelta(minutes=40), timedelta(minutes=-40)])
def test_whoever_asks_right_after_it_was_set_is_told_so(tmp_path: Path, by: timedelta) -> None:
    clock = OwnClock(tmp_path / "clock")
    clock.set_ahead(timedelta())
    with process(clock) as one, process(clock) as other:
        assert (ahead(one), ahead(other)) == (timedelta(), timedelta())
        clock.set_ahead(by)
        assert (ahead(one), ahead(other)) == (by, by)
