"""Looks at every state of a walk: nothing for axe-core to find, nothing that forced colours take away or that moves although motion
is reduced, nothing wider than its window, nothing in the console."""

import asyncio
from pathlib import Path

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Page, ViewportSize

from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import Browsers
from tests.browser.installation import Installation
from tests.browser.walk import Walk

ZOOMED: ViewportSize = {"width": 320, "height": 256}
"""What is left of a window of 1280 x 1024 at 400 % (WCAG 2.2, 1.4.10)."""
SIZES: tuple[ViewportSize, ...] = (ZOOMED, PHONE, DESK)
WALK_SECONDS = 800
"""Less than a test may take: the walk that hangs says where it was."""
AXE = Axe().axe_script
LOOK = Path(__file__).with_name("look.js").read_text("utf-8")
FORCED = Path(__file__).with_name("forced.js").read_text("utf-8")

_examined: set[int] = set()
"""The ways in which texts are drawn whose contrast was found good. See `look.js`."""


async def has_no_barriers(house: Installation, browsers: Browsers, way: type[Walk], language: str) -> None:
    """Walks, and fails with all that was found.

    axe-core looks at the width at which a page is used most, and at one language: in another one only the words differ.
    """
    found: list[str] = []

    async def look(name: str, page: Page) -> None:
        problems = await barriers(page) if language == "es-MX" else []
        problems += await too_wide(page)
        found.extend(f"{name}: {problem}" for problem in problems)

    async with asyncio.timeout(WALK_SECONDS):
        complaints = await way(house, await browsers("red"), await browsers("blue"), language, look).walk()
    assert not found, "\n".join(found)
    assert not complaints, "\n".join(complaints)


async def barriers(page: Page) -> list[str]:
    """What axe-core finds, once no colour is on its way to another one, and what is not seen where colours are forced.

    A page that others change may begin to move while it is looked at: what is not there at a second look was that.
    """
    found = await _violations(page)
    return [one for one in await _violations(page) if one in found] if found else []


async def _violations(page: Page) -> list[str]:
    await _have(page, "axe", AXE)
    await _have(page, "barriers", LOOK)
    found = await _colours(page, "look")
    await page.emulate_media(color_scheme="dark")
    dark = [f"dark: {one}" for one in await _colours(page, "colours") if one not in found]
    await page.emulate_media(color_scheme="dark", forced_colors="active", reduced_motion="reduce")
    await _have(page, "forced", FORCED)
    forced = [f"forced: {one}" for one in await page.evaluate("forced.look()")]
    await page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="no-preference")
    return [*found, *dark, *forced]


async def _colours(page: Page, look: str) -> list[str]:
    """What a function of `look.js` finds that is given the ways of drawing which nobody examined yet."""
    ways = [way for way in await page.evaluate("barriers.ways()") if way not in _examined]
    found: list[str] = await page.evaluate(f"(ways) => barriers.{look}(ways)", ways)
    if not any(one.startswith("color-contrast: ") for one in found):
        _examined.update(ways)
    return found


async def _have(page: Page, name: str, script: str) -> None:
    """Puts a script into the page's document, once: it is large."""
    if not await page.evaluate(f"!!window.{name}"):
        await page.evaluate(script)


async def too_wide(page: Page) -> list[str]:
    """At which sizes one would have to scroll sideways, and because of what; the window is left as it was."""
    before = page.viewport_size
    assert before is not None
    await _have(page, "barriers", LOOK)
    found = []
    for size in (*(one for one in SIZES if one != before), before):
        await page.set_viewport_size(size)
        if problem := await page.evaluate("barriers.wider()"):
            found.append(f"at {size['width']} px {problem}")
    return found
