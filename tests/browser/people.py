"""What people do on the pages, in their words: join, wait, answer, call, hand over, record, move."""

import itertools
from dataclasses import dataclass, field
from typing import TypeVar

from playwright.async_api import Locator, Page, expect

from tests.browser.chromium import Visitor


@dataclass
class Person:
    """Somebody in front of a browser."""

    visitor: Visitor

    @property
    def page(self) -> Page:
        """The page that they look at."""
        return self.visitor.page

    def see(self, testid: str) -> Locator:
        """A part of the page by its `data-testid`."""
        return self.page.get_by_test_id(testid)

    async def sees(self, testid: str, text: str | None = None) -> None:
        """Waits until that part is there (with this text in it)."""
        await expect(self.see(testid)).to_be_visible()
        if text is not None:
            await expect(self.see(testid)).to_contain_text(text)

    async def press(self, testid: str) -> None:
        """Clicks that part."""
        await self.see(testid).click()

    async def is_connected(self) -> None:
        """Waits until the page says that it has a line to the server."""
        await expect(self.see("connection")).to_have_attribute("data-connection", "online")


P = TypeVar("P", bound=Person)


NUMBERS = itertools.count(4567)
"""A telephone for each: a line has one number for each contact."""


@dataclass(frozen=True)
class Matter:
    """What a citizen writes into the form."""

    department: str = "obras-publicas"
    topic: str = "baches"
    name: str = "Rosa Pérez Luna"
    text: str = "Hay un bache muy grande frente a la escuela"
    contact: str = field(default_factory=lambda: f"722 123 {next(NUMBERS):04d}")


async def fill_join_form(page: Page, matter: Matter) -> None:
    """Reads the notice, consents to everything, and fills in the fields."""
    await page.locator("#read_notice").check()
    for purpose in await page.locator("input[name^=consent_]").all():
        await purpose.check()
    await page.locator("#name").fill(matter.name)
    await page.locator("#matter").fill(matter.text)
    await page.locator("#contact").fill(matter.contact)


class Citizen(Person):
    """Somebody with a matter."""

    async def join(self, matter: Matter | None = None) -> str:
        """Takes a number; gives it. Returns in the waiting room."""
        matter = matter or Matter()
        await self.page.goto(f"/unirse/{matter.department}/{matter.topic}")
        await fill_join_form(self.page, matter)
        await self.press("join-submit")
        await self.at("line")
        return await self.see("number").inner_text()

    async def at(self, screen: str) -> None:
        """Waits until this screen is shown: line, called, call, recording, served, absent, left, later."""
        await expect(self.see("screen")).to_have_attribute("data-screen", screen)

    async def place(self, place: int) -> None:
        """Waits until this place in the line is shown."""
        await expect(self.see("place")).to_have_attribute("data-place", str(place))

    async def answer(self) -> None:
        """Enters the call, with the own picture there."""
        await self.at("called")
        await expect(self.see("open-camera")).to_have_count(0)
        await self.press("accept")
        await self.at("call")

    async def folio_and_pin(self) -> tuple[str, str]:
        """As they stand on the ticket."""
        return (await self.see("folio").inner_text()).strip(), (await self.see("pin").inner_text()).strip()


class Staff(Person):
    """Somebody with an account."""

    async def sign_in(self, login: str, password: str) -> None:
        """Returns on the page of the role."""
        await self.page.goto("/entrar")
        await self.page.locator("#username").fill(login)
        await self.page.locator("#password").fill(password)
        await self.press("sign-in")


class Director(Staff):
    """Who attends."""

    async def phase(self, phase: str) -> None:
        """Waits until the console is in this phase: closed, available, reserved, in_call, wrap_up, paused."""
        await expect(self.see("console")).to_have_attribute("data-phase", phase)

    async def open_room(self) -> None:
        """Checks the devices and opens the room."""
        await self.phase("closed")
        await self.press("try-camera")
        await self.press("devices-ready")
        await self.phase("available")

    async def call_next(self) -> None:
        """Calls the head of the line."""
        await expect(self.see("call-next")).to_be_enabled()
        await self.press("call-next")
        await self.phase("reserved")

    async def end_call(self) -> None:
        """Ends the call; the result is asked for."""
        await self.press("hang-up")
        await self.phase("wrap_up")

    async def record(self, outcome: str, disposition: str, *, note: str = "", internal: str = "") -> None:
        """Writes the result down."""
        await self.see(f"outcome-{outcome}").check()
        await self.see(f"disposition-{disposition}").check()
        await self.page.locator("#note_to_citizen").fill(note)
        await self.page.locator("#note_internal").fill(internal)
        await self.press("record-outcome")
        await self.phase("available")

    async def hand_over(self, step: str, **facts: str) -> None:
        """Hands over a next step; `facts`: requirement, cost, place, due."""
        for name, value in {"step": step, **facts}.items():
            await self.page.locator(f"#{name}").fill(value)
        await self.press("add-step")
        await expect(self.page.locator("#step")).to_have_value("")


class Moderator(Staff):
    """Who sees all lines."""

    async def open_mover(self, number: str) -> None:
        """Opens the dialog that moves this ticket."""
        await self.press(f"ticket-{number}")
        await self.sees("move-dialog")

    async def choose(self, department: str, reason: str) -> None:
        """Fills the dialog in and confirms."""
        await self.see(f"move-to-{department}").check()
        await self.see("move-reason").select_option(reason)
        await self.press("move-confirm")

    async def move(self, number: str, department: str, reason: str = "other_department") -> None:
        """Moves a waiting ticket to another department."""
        await self.open_mover(number)
        await self.choose(department, reason)
        await expect(self.see("move-dialog")).to_have_count(0)
