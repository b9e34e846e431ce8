"""An installation for all walks: they use other departments, or leave none of their people behind."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.browser.conftest import engine_alone
from tests.browser.installation import Installation, installation
from tests.browser.queue.scenes import LOOKED_AT_SECONDS

browsers = engine_alone

CONSTANTS = {
    "audiencia.signaling.server:LINES_SECONDS": 2.0,
    "audiencia.signaling.namespaces.bucket:FREEZES_SECONDS": 3.0,
}
"""Lines of calls are looked at more often: windows with a call take much of a processor while a walk waits."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def walked_house() -> AsyncIterator[Installation]:
    """One that nobody but walks uses."""
    limits = dict.fromkeys(("answer_seconds", "invite_seconds", "knock_seconds"), LOOKED_AT_SECONDS)
    async with installation(limits, quick=True, constants=CONSTANTS) as running:
        yield running
