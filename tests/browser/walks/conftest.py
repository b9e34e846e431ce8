"""An installation for all walks of a module: they use other departments, or leave none of their people behind."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import BrowserType

from tests.browser.chromium import Studio
from tests.browser.conftest import Browsers, launched
from tests.browser.installation import Installation, installation


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def walked_house() -> AsyncIterator[Installation]:
    """One that nobody but walks uses."""
    async with installation(quick=True) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browsers(chromium: BrowserType, studio: Studio) -> AsyncIterator[Browsers]:
    """Those that only look at pages."""
    async with launched(chromium, studio, shell=True) as of:
        yield of
