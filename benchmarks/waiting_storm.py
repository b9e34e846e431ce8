"""Everybody loses their socket at once, and other directors go on: the web process is killed under all who wait."""

import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from audiencia.operations.free_ports import free_port
from benchmarks.waiting_client import Person, Refused
from benchmarks.waiting_directors import CALL_EVERY, directors
from tests.browser.installation import ROOT, Installation

START_SECONDS = 60.0
GIVE_UP_SECONDS = 300.0
OF_ONE_PROCESS = ("AUDIENCIA_LISTENING", "AUDIENCIA_INNER", "AUDIENCIA_PUBLIC_URL")


@dataclass
class Storm:
    """Seconds until everybody has a view again, or until it was given up; who had none by then; and what each command of the other
    process took meanwhile, in milliseconds."""

    all_back_s: float = 0.0
    not_back: int = 0
    commands: list[float] = field(default_factory=list)


@asynccontextmanager
async def another_web(house: Installation) -> AsyncIterator[str]:
    """A second web process of this installation behind a port of its own; gives its address."""
    port = free_port()
    lines = Path(f"/proc/{house.pid('web')}/environ").read_text("utf-8").split("\0")
    variables = dict(line.split("=", 1) for line in lines if "=" in line)
    variables |= {"AUDIENCIA_PORT": str(port), "AUDIENCIA_PROCESS": "web-beside"}
    for name in OF_ONE_PROCESS:
        variables.pop(name, None)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "audiencia", "web", cwd=ROOT, env=variables,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await _answers(f"http://127.0.0.1:{port}/salud")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


async def _answers(address: str) -> None:
    async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(address) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)


async def storm(house: Installation, people: Sequence[Person], departments: Sequence[str], seed: int) -> Storm:
    """Kills the web process of all `people`, who come back by themselves, with pauses as in docs/protocol.md, section 11.

    Directors of the `departments` call meanwhile, each every `CALL_EVERY` seconds, at a web process that lives on.
    """
    found, dice = Storm(), random.Random(seed)
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(another_web(house))
        logins = [f"direccion-{one}" for one in departments]
        others = await stack.enter_async_context(directors(address, {one: house.passwords[one] for one in logins}))
        await others.begin(take_back=True)
        await asyncio.sleep(CALL_EVERY)
        await others.commands()  # of before
        began = time.perf_counter()
        killed = asyncio.create_task(house.kill("web"))
        returns = [asyncio.create_task(back(person, dice)) for person in people]
        done, late = await asyncio.wait(returns, timeout=GIVE_UP_SECONDS)
        for task in done:
            task.result()
        found.not_back = len(late)
        for task in late:
            task.cancel()
        await killed
        found.all_back_s = time.perf_counter() - began
        found.commands = await others.commands()
    return found


async def back(person: Person, dice: random.Random) -> None:
    """This one comes back, after pauses as in docs/protocol.md, section 11."""
    pause = 0.5
    while True:
        await asyncio.sleep(pause * dice.uniform(0.5, 1.5))
        pause = min(4.0, pause * 2)
        try:
            await person.connect()
        except (Refused, TimeoutError, OSError):
            continue
        return
