"""Every page and state: nothing for axe-core to find, no other host, no script needed for forms, small while waiting."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Page, ViewportSize

from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import Browsers, People
from tests.browser.installation import Installation, installation
from tests.browser.people import Director, Matter, fill_join_form
from tests.browser.tour import Tour
from tests.browser.tour_day import DayTour
from tests.browser.tour_mayor import MayorTour
from tests.browser.tour_phone import PhoneTour
from tests.browser.tour_safety import SafetyTour
from tests.browser.tour_visit import VisitTour
from tests.browser.walk import Walk

SIZES: tuple[ViewportSize, ...] = (PHONE, DESK)
HEAVIEST_BYTES = 90_000
AXE = Axe()
STILL = """Promise.allSettled(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity).map((one) => one.finished))"""
WIDEST = """[...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > innerWidth)
    .slice(-3).map((one) => one.outerHTML.slice(0, 160)).join("; ")"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def toured_house() -> AsyncIterator[Installation]:
    """An installation of its own, whose lines have nobody else in them."""
    async with installation() as running:
        yield running


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("way", "language"),
    [
        (Tour, "es-MX"),
        (Tour, "en"),
        (VisitTour, "es-MX"),
        (PhoneTour, "es-MX"),
        (SafetyTour, "es-MX"),
        (MayorTour, "es-MX"),
        (DayTour, "es-MX"),
    ],
)
async def test_no_page_has_barriers(
    toured_house: Installation, browsers: Browsers, way: type[Walk], language: str
) -> None:
    """axe-core on each page and state, at both widths nothing wider than its window, and nothing in the console.

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

    tour = way(toured_house, await browsers("red"), await browsers("blue"), language, look)
    complaints = await tour.walk()
    assert found == []
    assert complaints == []


async def barriers(page: Page) -> list[str]:
    """What axe-core finds, once no colour is on its way to another one."""
    await page.evaluate(STILL)
    return [_told(violation) for violation in (await AXE.run(page)).response["violations"]]


async def too_wide(page: Page) -> list[str]:
    """Whether one would have to scroll sideways, and because of what."""
    wider = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{wider} px wider than the window: {await page.evaluate(WIDEST)}"] if wider > 0 else []


def _told(violation: dict[str, Any]) -> str:
    nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
    return f"{violation['id']}: {violation['help']} ({nodes})"


async def test_forms_work_without_script(house: Installation, people: People) -> None:
    """Joining, following, language, signing in and out."""
    citizen = await people.citizen("red", script=False)
    page = citizen.page
    await page.goto("/unirse/tesoreria/predial")
    await page.locator("#name").fill("Ana")
    await citizen.press("join-submit")
    await citizen.sees("error-summary")
    assert await page.locator("#name").input_value() == "Ana"
    await fill_join_form(page, Matter("tesoreria", "predial"))
    await citizen.press("join-submit")
    await page.wait_for_url("**/turno")
    number, folio, pin = (
        text.strip() for text in await page.locator(".ticket-number, .ticket .code").all_inner_texts()
    )
    assert number.startswith("TE")
    await page.goto("/seguimiento")
    await page.locator("#folio").fill(folio)
    await page.locator("#pin").fill(pin)
    await citizen.press("follow-submit")
    await citizen.sees("found", folio)
    await page.goto("/areas")
    await page.get_by_role("button", name="English").click()
    await page.wait_for_url("**/areas")
    assert await page.locator("html").get_attribute("lang") == "en"
    director = await people.bring(Director, "blue", script=False)
    await director.sign_in("direccion-tesoreria", house.passwords["direccion-tesoreria"])
    await director.page.wait_for_url("**/direccion")
    await director.page.get_by_role("button", name="Cerrar sesión").click()
    await director.page.goto("/direccion")
    assert "/entrar" in director.page.url


async def test_a_waiting_page_is_light(people: People) -> None:
    """All that a telephone on prepaid data loads for the waiting room, its first messages included."""
    citizen = await people.citizen("red")
    await citizen.join(Matter("seguridad", "transito"))
    # What the page after joining still gets is not counted with what is loaded below.
    await citizen.page.goto("about:blank")
    session = await citizen.visitor.context.new_cdp_session(citizen.page)
    loaded: dict[str, float] = {"pages and files": 0, "messages": 0}

    def finished(event: dict[str, Any]) -> None:
        loaded["pages and files"] += event["encodedDataLength"]

    def message(event: dict[str, Any]) -> None:
        loaded["messages"] += len(event["response"]["payloadData"])

    session.on("Network.loadingFinished", finished)
    session.on("Network.webSocketFrameReceived", message)
    session.on("Network.webSocketFrameSent", message)
    await session.send("Network.enable")
    await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    await citizen.page.goto("/turno", wait_until="networkidle")
    await citizen.is_connected()
    await citizen.page.evaluate("new Promise((done) => requestIdleCallback(done))")
    assert loaded["messages"] > 0
    assert sum(loaded.values()) <= HEAVIEST_BYTES, loaded
