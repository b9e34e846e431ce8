"""A fan-out that runs, with the readings of the test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import cast

import pytest

from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.estimate import Estimates
from audiencia.runtime.context import AppContext
from audiencia.signaling.fanout import Fanout
from tests.support.fanout_lookers import Estimated, Queues


@pytest.fixture
def queues(monkeypatch: pytest.MonkeyPatch) -> Queues:
    """The readings of this test."""
    queues = Queues()
    monkeypatch.setattr(load_snapshot, "read", queues.read)
    return queues


@pytest.fixture
def estimated() -> Estimated:
    """The estimates of this test."""
    return Estimated()


@pytest.fixture
async def fanout(queues: Queues, estimated: Estimated) -> AsyncIterator[Fanout]:
    """A fan-out that runs."""
    fanout = Fanout(cast(AppContext, None), cast(Estimates, estimated))
    running = asyncio.create_task(fanout.run())
    yield fanout
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
