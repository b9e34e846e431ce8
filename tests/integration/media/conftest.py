"""Fixtures of the media worker's tests."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.integration.media.workers import Worker, running_worker


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    """A fresh media worker."""
    async with running_worker() as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def untouched_worker() -> AsyncIterator[Worker]:
    """One media worker for all tests of a module that change nothing in it; they run in the module's event loop."""
    async with running_worker() as started:
        yield started
