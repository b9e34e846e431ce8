"""An installation and four browsers, started when the first test asks for them; each person gets a fresh window."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserType, Page, async_playwright, expect
from playwright.async_api import Error as PlaywrightError

from audiencia.operations.free_ports import free_port
from tests.browser.chromium import DESK, PHONE, TIMEOUT_MS, Studio, launch, visit
from tests.browser.installation import Installation, installation
from tests.browser.people import Assistant, Citizen, Director, Moderator, P, Person, Relative, Staff
from tests.support.priorities import keep_priorities
from tools.build_web import build

HERE = Path(__file__).parent
FRAMES_PER_SECOND = 10
"""Of the cameras: to draw, encode, pass on and show frames is most of what a call costs."""
DETAIL = 12
"""Fewer frames send less, and of a line that carries little a page believes sooner that there is no room for a picture."""


def pytest_configure(config: pytest.Config) -> None:
    """Names the marker by which these tests can be left out or chosen."""
    config.addinivalue_line("markers", "browser: needs Chromium and a whole installation")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder is marked `browser` and shares one event loop, in which the browsers live."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session", autouse=True)
def built_pages() -> None:
    """The pages as their sources are now: with those of another day the tests would fail without saying why."""
    build()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[BrowserType]:
    """Playwright's driver of Chromium."""
    expect.set_options(timeout=TIMEOUT_MS)
    keep_priorities()
    async with async_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def studio() -> Any:
    """Where the cameras are made."""
    with TemporaryDirectory(prefix="audiencia-cameras-") as folder:
        yield Studio(Path(folder), detail=DETAIL, rate=FRAMES_PER_SECOND)


Browsers = Callable[[str], Awaitable[Browser]]


@asynccontextmanager
async def launched(chromium: BrowserType, studio: Studio, *, shell: bool = False) -> AsyncIterator[Browsers]:
    """The browser process of a colour, started at its first use."""
    async with AsyncExitStack() as stack:
        running: dict[str, Browser] = {}

        async def of(colour: str) -> Browser:
            if colour not in running:
                running[colour] = await launch(chromium, studio, colour, shell=shell)
                stack.push_async_callback(running[colour].close)
            return running[colour]

        yield of


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browsers(chromium: BrowserType, studio: Studio) -> AsyncIterator[Browsers]:
    """One process a colour."""
    async with launched(chromium, studio) as of:
        yield of


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def engines(chromium: BrowserType, studio: Studio) -> AsyncIterator[Browsers]:
    """The same of the engine alone."""
    async with launched(chromium, studio, shell=True) as of:
        yield of


@pytest.fixture
def engine_alone(engines: Browsers) -> Browsers:
    """Takes the place of `browsers` where pages ask nothing of what people have around the engine."""
    return engines


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_house() -> AsyncIterator[Installation]:
    """The installation of all tests that break nothing."""
    async with installation(quick=True, issuer=f"http://localhost:{free_port()}") as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def house(shared_house: Installation) -> Installation:
    """The installation that the people of this test visit; a module may put another one in its place."""
    return shared_house


class People:
    """Brings people to the installation, and sends them away after the test."""

    def __init__(self, house: Installation, browsers: Browsers, stack: AsyncExitStack) -> None:
        self._house, self._browsers, self._stack = house, browsers, stack
        self.present: list[Person] = []

    async def bring(self, kind: type[P], colour: str, **window: Any) -> P:
        """A person in a new window of the browser with this colour's camera."""
        visitor = await visit(await self._browsers(colour), self._house.url, **window)
        self._stack.push_async_callback(visitor.close)
        person = kind(visitor)
        self.present.append(person)
        return person

    async def citizen(self, colour: str = "red", **window: Any) -> Citizen:
        """Somebody on a telephone."""
        return await self.bring(Citizen, colour, **{"screen": PHONE, **window})

    async def relative(self, colour: str = "green", **window: Any) -> Relative:
        """Somebody who will be asked into a call, on a telephone."""
        return await self.bring(Relative, colour, **{"screen": PHONE, **window})

    async def director(self, department: str, colour: str = "blue", **window: Any) -> Director:
        """The director of a department, signed in."""
        return await self._staff(Director, f"direccion-{department}", colour, window)

    async def mayor(self, colour: str = "green", **window: Any) -> Director:
        """The mayor, signed in."""
        return await self._staff(Director, "presidencia", colour, window)

    async def assistant(self, department: str, colour: str = "green", **window: Any) -> Assistant:
        """The assistant of a department, signed in."""
        return await self._staff(Assistant, f"asistencia-{department}", colour, window)

    async def moderator(self, colour: str = "green", **window: Any) -> Moderator:
        """The moderator, signed in, with the board there."""
        found = await self._staff(Moderator, "moderacion", colour, window)
        await found.sees("board")
        return found

    async def _staff(self, kind: type[P], login: str, colour: str, window: dict[str, Any]) -> P:
        person = await self.bring(kind, colour, **{"screen": DESK, **window})
        assert isinstance(person, Staff)
        await person.sign_in(login, self._house.passwords[login])
        return person

    def problems(self) -> list[str]:
        """What the pages of all those present did that they should not."""
        return [problem for person in self.present for problem in person.visitor.watch.problems]


FAILED = pytest.StashKey[bool]()
LAST_LOGGED = 4000
"""Characters."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Notes that a test failed, for what is taken down after it."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest_asyncio.fixture(loop_scope="session")
async def people(house: Installation, browsers: Browsers, request: pytest.FixtureRequest) -> AsyncIterator[People]:
    """Those who take part in this test. Of a test that failed it is told what each of them saw last, and what the server wrote."""
    async with AsyncExitStack() as stack:
        present = People(house, browsers, stack)
        yield present
        if request.node.stash.get(FAILED, False):
            for person in present.present:
                print(f"{type(person).__name__} at {person.page.url}: {await _last_seen(person.page)}")
            print(house.log("web")[-LAST_LOGGED:])


async def _last_seen(page: Page) -> str:
    """What has the focus of a page and its first words, or why it has none."""
    try:
        async with asyncio.timeout(10):
            focused = await page.evaluate("document.activeElement?.dataset.testid")
            return f"(focus: {focused}) " + " ".join((await page.inner_text("body")).split())[:400]
    except (TimeoutError, PlaywrightError) as error:
        return type(error).__name__
