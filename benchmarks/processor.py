"""What a process uses of the processor, as the kernel counts it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path


def processor_ms(pid: int) -> float:
    """What all threads of a process have used so far."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((one / "schedstat").read_text("utf-8").split()[0]) for one in threads) / 1e6


async def cost(pid: int, act: Callable[[], Awaitable[None]], times: int) -> float:
    """Milliseconds of the processor for each of `times`, without what the process does by itself in that time."""
    used, at = processor_ms(pid), time.perf_counter()
    await asyncio.sleep(0.5)
    idle = (processor_ms(pid) - used) / (time.perf_counter() - at)
    used, at = processor_ms(pid), time.perf_counter()
    await act()
    return (processor_ms(pid) - used - idle * (time.perf_counter() - at)) / times
