"""How long the machine ever stands still while its kernel counts that as processor time of whoever runs: a virtual machine may be
halted for some 100 ms by its host, and nothing in it tells that from work."""

import asyncio
import selectors
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

REST_SECONDS, LOOK_SECONDS = 0.018, 0.002
"""Looks for a tenth of the time: seldom enough to leave the processor to what is measured."""
SAID_AFTER_SECONDS = 10.0


@dataclass
class Standstill:
    """`longest` in seconds, known once the watching is over."""

    longest: float = 0.0


@asynccontextmanager
async def watched() -> AsyncIterator[Standstill]:
    """Watches in a process of its own meanwhile."""
    found = Standstill()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield found
        async with asyncio.timeout(SAID_AFTER_SECONDS):
            said, _ = await process.communicate(b"")
        found.longest = float(said)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _longest_jump() -> float:
    """Between two readings of the own processor time with nothing between them."""
    longest, until = 0.0, time.monotonic() + LOOK_SECONDS
    before = time.thread_time()
    while time.monotonic() < until:
        now = time.thread_time()
        longest, before = max(longest, now - before), now
    return longest


def _watch() -> None:
    """Until the input is closed; then says it."""
    closed, longest = selectors.DefaultSelector(), 0.0
    closed.register(sys.stdin, selectors.EVENT_READ)
    while not closed.select(REST_SECONDS):
        longest = max(longest, _longest_jump())
    print(longest)


if __name__ == "__main__":
    _watch()
