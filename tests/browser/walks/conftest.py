"""An installation for each walk: whatever it leaves behind, the others find nothing of it, in whichever order they run."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.browser.installation import Installation, installation


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def walked_house() -> AsyncIterator[Installation]:
    """One whose lines have nobody else in them."""
    async with installation() as running:
        yield running
