"""Each kind of process that stands still is noticed and replaced within 15 s."""

import asyncio
import time

import pytest

from audiencia.cli.installation import installation
from tests.support.audience import ROOT
from tests.support.soaking import SOAK

REPLACED_SECONDS = 15.0

pytestmark = pytest.mark.skipif(not SOAK, reason="long: make soak-silence")


@pytest.mark.parametrize("name", ["web", "media", "valkey", "postgres"])
async def test_it_is_replaced_in_time(name: str) -> None:
    with installation(ROOT / "config", ROOT / "web") as place:
        before = place.pid(name)
        began = time.monotonic()
        place.stop(name)
        async with asyncio.timeout(60):
            while place.pid(name) in (0, before) or not await place.works():
                await asyncio.sleep(0.1)
        took = time.monotonic() - began
        print(f"{name}: {took:.1f} s")
        assert took <= REPLACED_SECONDS
