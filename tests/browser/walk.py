"""What every walk through the pages needs: whom it brings, in which language, and who looks.

One walk is in one language; whoever looks may change the window's size, and leaves it as it was.
"""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from playwright.async_api import Browser, Page

from tests.browser.chromium import DESK, PHONE, visit
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Director, Matter, Moderator, P, Person, fill_join_form

Look = Callable[[str, Page], Awaitable[None]]
LOCALES = {"es-MX": "es-MX", "en": "en-US"}


@dataclass
class Walk:
    """One walk. `citizens` and `staff` are two browser processes with different cameras."""

    house: Installation
    citizens: Browser
    staff: Browser
    language: str
    look: Look
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    people: list[Person] = field(default_factory=list)

    async def walk(self) -> list[str]:
        """Goes everywhere; gives what the pages did that they should not."""
        async with self.stack:
            await self.go()
            return [problem for person in self.people for problem in person.visitor.watch.problems]

    async def go(self) -> None:
        """The way itself."""
        raise NotImplementedError

    async def bring(self, kind: type[P], *, script: bool = True) -> P:
        """A person in a new window: citizens on a telephone, staff at a desk."""
        citizen = issubclass(kind, Citizen)
        visitor = await visit(
            self.citizens if citizen else self.staff,
            self.house.url,
            screen=PHONE if citizen else DESK,
            locale=LOCALES[self.language],
            script=script,
        )
        self.stack.push_async_callback(visitor.close)
        person = kind(visitor)
        self.people.append(person)
        return person

    async def join(
        self, place: tuple[str, str], name: str, matter: str, *, script: bool = True, adjustments: tuple[str, ...] = (),
        on_page: bool = False,
    ) -> tuple[Citizen, str]:  # fmt: skip
        """Somebody who takes a number, and the number. `on_page`: by the form on its page."""
        citizen = await self.bring(Citizen, script=script)
        wanted = Matter(*place, name, matter, adjustments=adjustments)
        if script:
            return citizen, await citizen.join(wanted, on_page=on_page)
        await citizen.page.goto(f"/unirse/{place[0]}/{place[1]}")
        await fill_join_form(citizen.page, wanted)
        await citizen.press("join-submit")
        return citizen, await citizen.page.locator(".ticket-number").inner_text()

    def say(self, spanish: str, english: str) -> str:
        """In the walk's language."""
        return english if self.language == "en" else spanish

    async def director(self, department: str) -> Director:
        """The director of a department, signed in, the room still closed."""
        director = await self.bring(Director)
        login = f"direccion-{department}"
        await director.sign_in(login, self.house.passwords[login])
        await director.phase("closed")
        return director

    async def moderator(self) -> Moderator:
        """The moderator with the board."""
        moderator = await self.bring(Moderator)
        await moderator.sign_in("moderacion", self.house.passwords["moderacion"])
        await moderator.sees("board")
        return moderator
