"""An installation in which time is passed by hand and days end; whoever is tried here is there alone, and leaves again."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.browser.conftest import engine_alone
from tests.browser.installation import Installation, installation

browsers = engine_alone


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def queue_house() -> AsyncIterator[Installation]:
    """One for all tests of the queue: each uses lines of its own, or leaves them as it found them."""
    async with installation(quick=True) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def house(queue_house: Installation) -> Installation:
    """Takes the place of the installation whose clock nobody touches."""
    return queue_house
