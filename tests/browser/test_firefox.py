"""Firefox takes part with the product's own pages: among its kind, and in one call with Chromium from either side.

Firefox's camera has no colour of its own: it changes with each frame. Whose picture is seen is told by comparing it with the
one that the other side shows of itself at the same moment.
"""

import re
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import TypeVar

import pytest_asyncio
from playwright.async_api import expect

from tests.browser.chromium import DESK, PHONE, PROBE
from tests.browser.conftest import People
from tests.browser.foxes import FoxCitizen, FoxDirector, FoxPerson
from tests.browser.installation import Installation
from tests.browser.people import Matter
from tests.browser.probe import WITHIN, Page, hears, is_colour, sees
from tests.support.firefox import Firefox, running_firefox

F = TypeVar("F", bound=FoxPerson)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def firefox() -> AsyncIterator[Firefox]:
    """One Firefox for all of these tests."""
    async with running_firefox() as running:
        yield running


class Foxes:
    """Brings people with Firefox to the installation."""

    def __init__(self, firefox: Firefox, house: Installation, stack: AsyncExitStack) -> None:
        self._firefox, self._house, self._stack = firefox, house, stack
        self.present: list[FoxPerson] = []

    async def citizen(self) -> FoxCitizen:
        """Somebody in a window as wide as a telephone."""
        return await self._bring(FoxCitizen, PHONE["width"], PHONE["height"])

    async def director(self, department: str) -> FoxDirector:
        """The director of a department, signed in."""
        director = await self._bring(FoxDirector, DESK["width"], DESK["height"])
        login = f"direccion-{department}"
        await director.sign_in(login, self._house.passwords[login])
        return director

    async def _bring(self, kind: type[F], *size: int) -> F:
        window = await self._firefox.window(size=(size[0], size[1]), script=PROBE.read_text("utf-8"))
        self._stack.push_async_callback(window.close)
        person = kind(window, self._house.url)
        self.present.append(person)
        return person

    def problems(self) -> list[str]:
        """What the consoles of all those present said."""
        return [problem for person in self.present for problem in person.page.problems]


@pytest_asyncio.fixture(loop_scope="session")
async def foxes(firefox: Firefox, house: Installation) -> AsyncIterator[Foxes]:
    """Those who take part in this test with Firefox."""
    async with AsyncExitStack() as stack:
        yield Foxes(firefox, house, stack)


async def _sees_firefox(page: Page, other: Page) -> None:
    """Waits until the picture is the one that the other side, in Firefox, shows of itself now."""
    end = time.monotonic() + WITHIN
    while True:
        own = await other.evaluate("probe.colour('self-video')")
        shown = await page.evaluate("probe.colour('remote-video')")
        if own is not None and is_colour(shown, (own[0], own[1], own[2])):
            return
        assert time.monotonic() < end, f"{shown} is shown, and {own} is in front of the camera"


async def test_a_citizen_joins_is_attended_and_leaves_with_a_folio(foxes: Foxes) -> None:
    citizen, director = await foxes.citizen(), await foxes.director("contraloria")
    number = await citizen.join(Matter("contraloria", "trato"))
    assert number.startswith("CI-")
    assert await citizen.page.evaluate("probe.asked()") == 0
    await director.open_room()
    await director.call_next()
    await citizen.answer()
    await director.phase("in_call")
    await _sees_firefox(citizen.page, director.page)
    await _sees_firefox(director.page, citizen.page)
    await hears(citizen.page)
    await hears(director.page)
    await director.end_call()
    await director.record("in_process", "inspection")
    await citizen.at("served")
    folio = await citizen.says("folio")
    await director.close_room()
    await _can_be_followed(await foxes.citizen(), folio, await citizen.says("pin"))
    assert foxes.problems() == []


async def _can_be_followed(stranger: FoxCitizen, folio: str, pin: str) -> None:
    await stranger.go("/seguimiento")
    await stranger.write("#folio", folio)
    await stranger.write("#pin", pin)
    await stranger.press("follow-submit")
    await stranger.says("found", folio)


async def test_a_citizen_with_firefox_talks_to_a_director_with_chromium(foxes: Foxes, people: People) -> None:
    citizen, director = await foxes.citizen(), await people.director("contraloria", "blue")
    await citizen.join(Matter("contraloria", "trato"))
    await director.open_room()
    await director.call_next()
    await citizen.answer()
    await director.phase("in_call")
    await sees(citizen.page, "blue")
    await _sees_firefox(director.page, citizen.page)
    await hears(citizen.page)
    await hears(director.page)
    # Both browsers report on what they get, each in its way.
    for who in ("citizen", "self"):
        await expect(director.see(f"line-{who}")).to_have_attribute("data-grade", re.compile("good|fair|poor"))
        await expect(director.see(f"line-{who}")).to_contain_text(
            re.compile(r"Perdidoenvío [\d.]+ % · recepción [\d.]+ %")
        )
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    await citizen.at("served")
    await director.close_room()
    assert foxes.problems() + people.problems() == []


async def test_a_director_with_firefox_attends_a_citizen_with_chromium(foxes: Foxes, people: People) -> None:
    citizen, director = await people.citizen("red"), await foxes.director("contraloria")
    await citizen.join(Matter("contraloria", "trato"))
    await director.open_room()
    await director.call_next()
    await citizen.answer()
    await director.phase("in_call")
    await sees(director.page, "red")
    await _sees_firefox(citizen.page, director.page)
    await hears(citizen.page)
    await hears(director.page)
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    await citizen.at("served")
    await director.close_room()
    assert foxes.problems() + people.problems() == []
