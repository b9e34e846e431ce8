"""Runs one of our modules as a child: bytes in, bytes out, through pipes alone; ended when it takes too long or we are cancelled."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from audiencia.core.errors import Unavailable

_CHUNK = 64 * 1024
_ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}  # Nothing of ours: no address of the database, no secret.


class Failed(Exception):
    """The child did not do it: it ended early (`code`: its exit code, or minus the signal), hit a limit, or gave more than it may."""

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.code = code


class TooSlow(Failed):
    """The time limit was reached."""


class Gate:
    """So many children at once, and so many who wait for one; more are refused at once."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._inside = 0

    @asynccontextmanager
    async def enter(self) -> AsyncIterator[None]:
        """Waits until there is room. Raises `Unavailable`."""
        if self._inside >= self._most:
            raise Unavailable
        self._inside += 1
        try:
            async with self._free:
                yield
        finally:
            self._inside -= 1


async def run(module: str, data: bytes, *, seconds: float, most: int) -> bytes:
    """What `python -m module` makes of `data`, at most `most` bytes. Raises `Failed` and `TooSlow`."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-m", module, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=_ENVIRONMENT, cwd="/"
    )
    try:
        async with asyncio.timeout(seconds):
            made = await _exchange(child, data, most)
            code = await child.wait()
    except TimeoutError as error:
        raise TooSlow from error
    finally:
        await _end(child)
    if code or len(made) > most:
        raise Failed(code)
    return made


async def _exchange(child: Process, data: bytes, most: int) -> bytes:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_give(child, data))
        reading = tasks.create_task(_take(child, most))
    return reading.result()


async def _give(child: Process, data: bytes) -> None:
    assert child.stdin is not None
    # A child that refuses what it reads ends before it has read all.
    with suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.write(data)
        await child.stdin.drain()
    child.stdin.close()


async def _take(child: Process, most: int) -> bytes:
    """What it gives, or more than `most` bytes of it: then the child is ended."""
    assert child.stdout is not None
    made = bytearray()
    while chunk := await child.stdout.read(_CHUNK):
        made += chunk
        if len(made) > most:
            with suppress(ProcessLookupError):
                child.kill()
            break
    return bytes(made)


async def _end(child: Process) -> None:
    """Whatever happened, no child stays behind."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.kill()
        await asyncio.shield(child.wait())
