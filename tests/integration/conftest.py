"""A running audience for each module that asks for one, on a database of its own."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.integration.audience import Audience, People, audience_settings, prepare_audience


@pytest.fixture(scope="module")
def audience(postgres_url: str, valkey_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audience]:
    """Web node and media worker, with an open jornada."""
    folder: Path = tmp_path_factory.mktemp("audience")
    settings = audience_settings(postgres_url, valkey_url, folder / "data")
    running = Audience(settings, prepare_audience(settings), folder)
    try:
        running.start("media", "web")
        yield running
    finally:
        running.stop()


@pytest.fixture
async def people(audience: Audience) -> AsyncIterator[People]:
    """Makes clients of this audience, and closes them."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(audience.clear)
        yield People(audience.url, audience.passwords, stack)
