"""An installation for each walk: whatever it leaves behind, the others find nothing of it, in whichever order they run."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import BrowserType

from tests.browser.chromium import Studio
from tests.browser.conftest import Browsers, launched
from tests.browser.installation import Installation, installation


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def walked_house() -> AsyncIterator[Installation]:
    """One whose lines have nobody else in them."""
    async with installation() as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browsers(chromium: BrowserType, studio: Studio) -> AsyncIterator[Browsers]:
    """Those that only look at pages."""
    async with launched(chromium, studio, shell=True) as of:
        yield of
