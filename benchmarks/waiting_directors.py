"""Directors at work in a process of their own: in the one that plays ten thousand people an answer is read long after it came."""

import asyncio
import multiprocessing
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from audiencia.simulation.director import DirectorClient
from audiencia.simulation.trouble import Refused

CALL_EVERY = 5.0


@dataclass(frozen=True)
class Directors:
    """What is asked of them; one question at a time."""

    orders: Connection

    async def begin(self, *, but_first: bool = False, take_back: bool = False) -> None:
        """All, or all `but_first`, call every `CALL_EVERY` seconds, and `take_back` each call where nobody who is called would leave."""
        await self._ask("begin", but_first, take_back)

    async def call(self) -> float:
        """The first of them calls once the room is free; gives the moment before, of `time.perf_counter`, which all processes share."""
        return float(await self._ask("call"))

    async def commands(self) -> list[float]:
        """What each call since the last time took, in milliseconds."""
        return list(await self._ask("commands"))

    async def rest(self) -> None:
        """They call no more."""
        await self._ask("rest")

    async def _ask(self, *order: object) -> Any:
        self.orders.send(order)
        return await asyncio.to_thread(self.orders.recv)


@asynccontextmanager
async def directors(address: str, passwords: Mapping[str, str]) -> AsyncIterator[Directors]:
    """These accounts, signed in and with open rooms."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(address, dict(passwords), theirs), daemon=True)
    process.start()
    theirs.close()  # so that asking a process that ended raises instead of waiting
    try:
        await asyncio.to_thread(ours.recv)
        yield Directors(ours)
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


def _run(address: str, passwords: Mapping[str, str], orders: Connection) -> None:
    asyncio.run(_obey(address, passwords, orders))


async def _obey(address: str, passwords: Mapping[str, str], orders: Connection) -> None:
    took: list[float] = []
    tasks: list[asyncio.Task[None]] = []
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as calling:
        there = [await _director(address, *one, stack) for one in passwords.items()]
        orders.send(None)
        while True:
            answer: object = None
            match await asyncio.to_thread(orders.recv):
                case ("begin", but_first, take_back):
                    tasks = [
                        calling.create_task(_work(one, nth * CALL_EVERY / len(there), took, take_back=take_back))
                        for nth, one in enumerate(there)
                        if nth > 0 or not but_first
                    ]
                case ("call",):
                    await there[0].wait_room("available")
                    answer = await _call(there[0], took)
                case ("commands",):
                    answer, took[:] = list(took), []
                case ("rest",):
                    for task in tasks:
                        task.cancel()
            orders.send(answer)


async def _director(address: str, login: str, password: str, stack: AsyncExitStack) -> DirectorClient:
    director = await stack.enter_async_context(DirectorClient(address))
    await director.sign_in(login, password)
    await director.connect()
    if director.view.room.state == "closed":
        await director.open_room()
    await director.wait_room("available")
    return director


async def _work(director: DirectorClient, after: float, took: list[float], *, take_back: bool) -> None:
    """That nobody can be called now is an answer too."""
    await asyncio.sleep(after)
    while True:
        began = time.perf_counter()
        with suppress(Refused):  # whoever was called may have left by then
            await _call(director, took)
            if take_back:
                await director.withdraw_call()
        await asyncio.sleep(max(0.0, CALL_EVERY - (time.perf_counter() - began)))
        await director.wait_room("available")


async def _call(director: DirectorClient, took: list[float]) -> float:
    """Gives when it began. A call that was cut off by `rest` took nothing that could be told."""
    began = time.perf_counter()
    try:
        await director.call_next()
    except Refused:
        took.append(1000 * (time.perf_counter() - began))
        raise
    took.append(1000 * (time.perf_counter() - began))
    return began
