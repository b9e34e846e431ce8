"""One process of the supervisor until it is ready: what recovers is given its time, what never comes up ends the start."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from audiencia.core.cli_text import Stop
from audiencia.operations import backoff
from audiencia.operations.service import Service, Spec

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


async def test_what_never_comes_up_ends_the_start_however_long_it_lived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backoff, "SETTLED_AFTER", 0.01)
    one = service(tmp_path, says(False), alive=False)
    with pytest.raises(Stop):
        await one.run()
    assert one.deaths > 1
