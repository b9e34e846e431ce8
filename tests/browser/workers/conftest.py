"""An installation with two media workers."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.browser.conftest import engine_alone
from tests.browser.installation import Installation, installation

browsers = engine_alone


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house_of_two() -> AsyncIterator[Installation]:
    """One for all tests of this folder."""
    async with installation(workers=2, quick=True) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def house(house_of_two: Installation) -> Installation:
    """Takes the place of the installation with one worker."""
    return house_of_two
