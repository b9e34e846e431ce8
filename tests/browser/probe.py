"""Looks into a page: what is seen, what is heard, what its connection carries. See `probe.js`."""

import asyncio
import time
from typing import Any, Protocol

from tests.support.media_files import COLOURS, Colour

POLL_SECONDS = 0.05
WITHIN = 90.0
SILENCE_SECONDS = 1.0
NEAR = 60
"""How far a channel may be from the camera's: the picture went through an encoder at 300 kbit/s."""


class Page(Protocol):
    """A page of any browser."""

    async def evaluate(self, expression: str) -> Any:
        """The value of an expression, awaited when it is a promise."""


async def until(page: Page, expression: str, *, within: float = WITHIN) -> Any:
    """Asks the page until the expression is true, and gives its value. `wait_for_function` would need `unsafe-eval`."""
    end = time.monotonic() + within
    while True:
        value = await page.evaluate(expression)
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"not within {within} s: {expression}")
        await asyncio.sleep(POLL_SECONDS)


async def sees(page: Page, colour: str, *, within: float = WITHIN, video: str = "remote-video") -> None:
    """Waits until the picture has this camera's colour."""
    end = time.monotonic() + within
    while not is_colour(found := await page.evaluate(f"probe.colour('{video}')"), COLOURS[colour]):
        if time.monotonic() > end:
            why = await page.evaluate(f"probe.why('{video}')")
            raise TimeoutError(f"{video} shows {found} and not {colour} {COLOURS[colour]}: {why}")
        await asyncio.sleep(POLL_SECONDS)


def is_colour(found: list[int] | None, wanted: Colour) -> bool:
    """Whether this is the colour, as far as an encoder leaves it."""
    return found is not None and all(abs(a - b) < NEAR for a, b in zip(found, wanted, strict=True))


async def hears(page: Page, *, within: float = WITHIN) -> None:
    """Waits until packets with sound in them arrive: more than before, and not only silence."""
    before = await page.evaluate("probe.arrived()")
    end = time.monotonic() + within
    while True:
        now = await page.evaluate("probe.arrived()")
        if now["audioPackets"] < before["audioPackets"]:  # another connection counts anew
            before = now
        if now["audioPackets"] > before["audioPackets"] + 10 and now["audioEnergy"] > before["audioEnergy"] + 1e-6:
            return
        if time.monotonic() > end:
            raise TimeoutError(f"no sound: before {before}, now {now}")
        await asyncio.sleep(POLL_SECONDS)


async def silent(page: Page) -> None:
    """Holds when no picture and no sound arrives for a while."""
    assert await _is_silent(page)


async def falls_silent(page: Page, *, within: float = WITHIN) -> None:
    """Waits until no picture and no sound arrives any more: what was under way when a call ended still comes."""
    end = time.monotonic() + within
    while not await _is_silent(page):
        if time.monotonic() > end:
            raise TimeoutError(f"not silent within {within} s")


async def _is_silent(page: Page) -> bool:
    before = await page.evaluate("probe.arrived()")
    await asyncio.sleep(SILENCE_SECONDS)  # the absence of something can only be watched for a time
    now = await page.evaluate("probe.arrived()")
    return bool((now["frames"], now["audioPackets"]) == (before["frames"], before["audioPackets"]))
