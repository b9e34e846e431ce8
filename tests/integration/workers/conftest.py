"""An audience with two media workers, `media` and `media-2`, for each test: workers are drained and killed here."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.integration.workers.pair import Pair
from tests.support import invariants
from tests.support.audience import Audience, People, Prepared
from tests.support.quick_hashing import CONSTANTS

PATIENCE = {"audiencia.queue.media_routes.worker_assignment:DEAD_SECONDS": 120}
"""A worker is not taken for dead because a busy machine lets it or the web node wait, or takes longer than usual to start it again."""


@pytest.fixture
def soon_dead() -> None:
    """A worker that nobody could ask is given up as soon as in production."""


@pytest.fixture
def pair(
    prepared: Prepared, valkey_url: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Pair]:
    """Web node and two workers; `request.param`: how many rooms each takes."""
    monkeypatch.setenv(CONSTANTS, json.dumps({} if "soon_dead" in request.fixturenames else PATIENCE))
    more = {"media_calls": request.param} if hasattr(request, "param") else {}
    audience = Audience(prepared.settings(valkey_url, tmp_path, 2, **more), prepared.passwords, tmp_path)
    try:
        # Both answer before departments get their homes: of one alone, all would be at home there.
        audience.start("media", "media-2")
        audience.start("web")
        yield Pair(audience)
    finally:
        audience.stop()
        prepared.remove(audience.settings)


@pytest.fixture
async def crowd(pair: Pair) -> AsyncIterator[People]:
    """Makes clients; at the end all invariants hold."""
    async with AsyncExitStack() as stack:
        yield People(pair.audience.url, pair.audience.passwords, stack)
    await invariants.check(pair.audience.rows)
