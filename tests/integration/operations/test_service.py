"""One process of the supervisor until it is ready: what recovers is given its time, what never comes up ends the start."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audiencia.core.cli_text import Stop
from audiencia.operations import backoff, processes
from audiencia.operations.service import Service, Spec
from tests.support.audience import until

ASKED = 12
"""Times that it is asked before it is ready: several of its terms."""


def says(value: bool) -> Callable[[], Awaitable[bool]]:
    async def answer() -> bool:
        return value

    return answer


def service(folder: Path, ready: Callable[[], Awaitable[bool]], *, alive: bool) -> Service:
    for name in ("run", "logs"):
        (folder / name).mkdir()
    spec = Spec("sleeper", ["sleep", "600"], ready, ready_within=0.2, alive=says(alive), silent_for=0.1, recovers=True)
    return Service(spec, folder / "run", folder / "logs")


async def test_what_recovers_is_not_killed_while_it_answers(tmp_path: Path) -> None:
    asked = 0

    async def ready() -> bool:
        nonlocal asked
        asked += 1
        return asked > ASKED

    one = service(tmp_path, ready, alive=True)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(one.run())
        await one.ready.wait()
        await one.stop()
    assert one.deaths == 0


async def test_a_process_for_which_no_processor_is_free_is_given_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "waited", lambda _pid: time.monotonic())  # all the time
    asked = 0

    async def ready() -> bool:
        nonlocal asked
        asked += 1
        return asked > ASKED

    one = service(tmp_path, ready, alive=False)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(one.run())
        await one.ready.wait()
        await one.stop()
    assert one.deaths == 0


@contextmanager
def beside_each_other(first: str, *others: str) -> Iterator[int]:
    """The first of these Python programs; all of them have one processor between them."""
    alone = f"import os; os.sched_setaffinity(0, {{{min(os.sched_getaffinity(0))}}}); "
    running = [subprocess.Popen([sys.executable, "-c", alone + program]) for program in (first, *others)]
    try:
        yield running[0].pid
    finally:
        for one in running:
            one.kill()
            one.wait()


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="this kernel does not count it")
async def test_waiting_for_a_processor_is_counted_and_sleep_is_not() -> None:
    busy, asleep = "exec('while True: pass')", "import time; time.sleep(600)"
    with beside_each_other(busy, busy) as starved, beside_each_other(asleep) as resting:
        await until(lambda: processes.waited(starved) > 1, "a second in which it waited: the other one sleeps by then")
        before = processes.waited(resting)
        await until(lambda: processes.waited(starved) > 3, "two seconds more")
        assert processes.waited(resting) - before < 1
    assert processes.waited(starved) == 0


async def test_what_never_comes_up_ends_the_start_however_long_it_lived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backoff, "SETTLED_AFTER", 0.01)
    one = service(tmp_path, says(False), alive=False)
    with pytest.raises(Stop):
        await one.run()
    assert one.deaths > 1
