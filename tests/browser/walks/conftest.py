"""An installation for all walks: they use other departments, or leave none of their people behind."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.browser.conftest import engine_alone
from tests.browser.installation import Installation, installation

browsers = engine_alone


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def walked_house() -> AsyncIterator[Installation]:
    """One that nobody but walks uses."""
    async with installation(quick=True) as running:
        yield running
