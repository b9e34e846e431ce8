"""An installation for walks: each leaves it as it found it, and has a file of its own, so that they run side by side."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.browser.installation import Installation, installation


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def walked_house() -> AsyncIterator[Installation]:
    """One whose lines have nobody else in them."""
    async with installation() as running:
        yield running
