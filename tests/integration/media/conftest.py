"""Fixtures of the media worker's tests."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.media.workers import Worker, running_worker


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    """A fresh media worker."""
    async with running_worker() as started:
        yield started
