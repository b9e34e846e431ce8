"""People in front of Firefox: the same journeys as in `people.py`, with real clicks and keys over WebDriver BiDi."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest_asyncio

from tests.browser.chromium import DESK, PHONE, PROBE
from tests.browser.installation import Installation
from tests.browser.people import Matter
from tests.browser.probe import POLL_SECONDS, WITHIN, Page, is_colour
from tests.support.firefox import Firefox, Window, running_firefox


@dataclass
class FoxPerson:
    """Somebody in front of Firefox."""

    page: Window
    home: str

    async def go(self, path: str) -> None:
        """Loads a page of the installation."""
        await self.page.open(self.home + path)

    async def until(self, expression: str, *, within: float = WITHIN) -> Any:
        """Asks the page until the expression is true, and gives its value."""
        end = time.monotonic() + within
        while True:
            try:
                if value := await self.page.evaluate(expression):
                    return value
            except RuntimeError:  # of a page that is being left, too
                if time.monotonic() > end:
                    raise
            if time.monotonic() > end:
                text = await self.page.evaluate("document.body.innerText")
                raise TimeoutError(f"not within {within} s: {expression}; the page says:\n{text}")
            await asyncio.sleep(POLL_SECONDS)

    async def click(self, selector: str) -> None:
        """Clicks what the selector finds, once it is there and can be used."""
        await self.until(f"document.querySelector({json.dumps(selector)})?.matches(':not(:disabled)')")
        await self.page.click(selector)

    async def press(self, testid: str) -> None:
        """Clicks a part of the page by its `data-testid`."""
        await self.click(_by(testid))

    async def check(self, selector: str) -> None:
        """Ticks a box, or chooses an option, by its label's click."""
        await self.click(selector)
        await self.until(f"document.querySelector({json.dumps(selector)}).checked")

    async def write(self, selector: str, text: str) -> None:
        """Types into a field."""
        await self.click(selector)
        await self.page.type(text)

    async def says(self, testid: str, text: str = "") -> str:
        """Waits until that part is there, with this text in it; gives all that it says."""
        has = f"document.querySelector({json.dumps(_by(testid))})?.innerText"
        return str(await self.until(f"{has}?.includes({json.dumps(text)}) && {has}")).strip()

    async def shows(self, testid: str, name: str, value: str) -> None:
        """Waits until a part has this value in its attribute."""
        part = f"document.querySelector({json.dumps(_by(testid))})"
        await self.until(f"{part}?.getAttribute({json.dumps(name)}) === {json.dumps(value)}")


class FoxCitizen(FoxPerson):
    """Somebody with a matter."""

    async def join(self, matter: Matter) -> str:
        """Takes a number; gives it. Returns in the waiting room."""
        await self.go(f"/unirse/{matter.department}/{matter.topic}")
        for field, text in (("#name", matter.name), ("#matter", matter.text), ("#contact", matter.contact)):
            await self.write(field, text)
        await self.press("form-next")
        await self.check("#read_notice")
        for name in await self.page.evaluate(
            "[...document.querySelectorAll('input[name^=consent_]')].map(one => one.name)"
        ):
            await self.check(f"input[name={name}]")
        await self.press("join-submit")
        await self.at("line")
        return await self.says("number")

    async def at(self, screen: str) -> None:
        """Waits until this screen is shown."""
        await self.shows("screen", "data-screen", screen)

    async def answer(self) -> None:
        """Enters the call, with the own picture there."""
        await self.at("called")
        await self.until("document.querySelectorAll('[data-testid=open-camera]').length === 0")
        await self.press("accept")
        await self.at("call")

    async def follow(self, folio: str, pin: str) -> None:
        """Opens the page of a folio."""
        await self.go("/seguimiento")
        await self.write("#folio", folio)
        await self.write("#pin", pin)
        await self.press("follow-submit")
        await self.says("found", folio)


class FoxRelative(FoxPerson):
    """Somebody whom a citizen asked into the call."""

    async def open(self, link: str) -> None:
        """Opens the link and agrees to the notice; waits to be let in."""
        await self.page.open(link)
        await self.check("#agree")
        await self.press("come-in-submit")
        await self.at("waits")

    async def at(self, screen: str) -> None:
        """Waits until this screen is shown."""
        await self.shows("screen", "data-screen", screen)


class FoxDirector(FoxPerson):
    """Who attends."""

    async def sign_in(self, login: str, password: str) -> None:
        """Returns on the page of the role."""
        await self.go("/entrar")
        await self.write("#username", login)
        await self.write("#password", password)
        await self.press("sign-in")

    async def phase(self, phase: str) -> None:
        """Waits until the console is in this phase."""
        await self.shows("console", "data-phase", phase)

    async def open_room(self) -> None:
        """Checks the devices and opens the room, alone in it."""
        await self.phase("closed")
        await self.check(_by("company-alone"))
        await self.press("try-camera")
        await self.press("devices-ready")
        await self.phase("available")

    async def close_room(self) -> None:
        """Ends the day for this room."""
        await self.press("close-room")
        await self.phase("closed")

    async def call_next(self) -> None:
        """Calls the head of the line."""
        await self.press("call-next")
        await self.phase("reserved")

    async def end_call(self) -> None:
        """Ends the call; the result is asked for."""
        await self.press("hang-up")
        await self.phase("wrap_up")

    async def record(self, outcome: str, disposition: str) -> None:
        """Writes the result down; the room is free again."""
        await self.press("outcome-other")
        await self.check(_by(f"outcome-{outcome}"))
        await self.check(_by(f"disposition-{disposition}"))
        await self.press("record-outcome")
        await self.phase("available")


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

    async def relative(self) -> FoxRelative:
        """Somebody who will be asked into a call, on a telephone."""
        return await self._bring(FoxRelative, PHONE["width"], PHONE["height"])

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


async def sees_firefox(page: Page, other: Page, *, video: str = "remote-video") -> None:
    """Waits until the picture is the one that the other side, in Firefox, shows of itself now."""
    end = time.monotonic() + WITHIN
    while True:
        own = await other.evaluate("probe.colour('self-video')")
        shown = await page.evaluate(f"probe.colour('{video}')")
        if own is not None and is_colour(shown, (own[0], own[1], own[2])):
            return
        assert time.monotonic() < end, f"{shown} is shown, and {own} is in front of the camera"


def _by(testid: str) -> str:
    return f"[data-testid='{testid}']"
