"""Looks at every state of a walk: nothing for axe-core to find, nothing wider than its window, nothing in the console."""

from typing import Any

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Page, ViewportSize

from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import Browsers
from tests.browser.installation import Installation
from tests.browser.walk import Walk

SIZES: tuple[ViewportSize, ...] = (PHONE, DESK)
AXE = Axe().axe_script
FIND = "axe.run({ resultTypes: ['violations'] }).then((found) => found.violations)"
STILL = """Promise.allSettled(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity).map((one) => one.finished))"""
WIDEST = """[...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > innerWidth)
    .slice(-3).map((one) => one.outerHTML.slice(0, 160)).join("; ")"""


async def has_no_barriers(house: Installation, browsers: Browsers, way: type[Walk], language: str) -> None:
    """Walks, and fails with all that was found.

    axe-core looks at the width at which a page is used most, and at one language: in another one only the words differ.
    """
    found: list[str] = []

    async def look(name: str, page: Page) -> None:
        before = page.viewport_size
        assert before is not None
        problems = await barriers(page) if language == "es-MX" else []
        for size in (*(one for one in SIZES if one != before), before):
            await page.set_viewport_size(size)
            problems += [f"at {size['width']} px {problem}" for problem in await too_wide(page)]
        found.extend(f"{name}: {problem}" for problem in problems)

    complaints = await way(house, await browsers("red"), await browsers("blue"), language, look).walk()
    assert not found, "\n".join(found)
    assert not complaints, "\n".join(complaints)


async def barriers(page: Page) -> list[str]:
    """What axe-core finds, once no colour is on its way to another one.

    A page that others change may begin to move while it is looked at: what is not there at a second look was that.
    """
    found = await _violations(page)
    return [one for one in await _violations(page) if one in found] if found else []


async def _violations(page: Page) -> list[str]:
    await page.evaluate(STILL)
    if not await page.evaluate("!!window.axe"):
        await page.evaluate(AXE)
    return [_told(violation) for violation in await page.evaluate(FIND)]


async def too_wide(page: Page) -> list[str]:
    """Whether one would have to scroll sideways, and because of what; looked at twice, as by `barriers`."""
    wider = 0
    for _ in range(2):
        wider = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wider <= 0:
            return []
        await page.evaluate(STILL)
    return [f"{wider} px wider than the window: {await page.evaluate(WIDEST)}"]


def _told(violation: dict[str, Any]) -> str:
    nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
    return f"{violation['id']}: {violation['help']} ({nodes})"
