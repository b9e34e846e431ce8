"""Whose connection ends because nothing is heard of them."""

import asyncio

import pytest

from audiencia.core.ids import PartyId, PeerId
from audiencia.media.packets.sdp import Place
from audiencia.media.worker.connection import State
from audiencia.media.worker.registry import SILENT_SECONDS, UNCHECKED_SECONDS, Registry
from tests.unit.media.packets.offers import offer_of

OFFERED = 1000.0


@pytest.mark.parametrize(
    ("state", "seconds"), [("new", UNCHECKED_SECONDS), ("connecting", SILENT_SECONDS), ("connected", SILENT_SECONDS)]
)
async def test_an_offer_that_nobody_checks_ends_sooner_than_a_connection_that_falls_silent(
    state: State, seconds: float
) -> None:
    assert UNCHECKED_SECONDS < SILENT_SECONDS
    async with asyncio.TaskGroup() as tasks:
        registry = Registry(Place(("127.0.0.1",), 9), lambda data, address: None, lambda: OFFERED, tasks)
        registry.offer(PeerId("one"), PartyId("a"), offer_of("chromium"))
        (connection,) = registry
        connection.state = state
        registry.close_silent(OFFERED + seconds)
        assert list(registry) == [connection]
        registry.close_silent(OFFERED + seconds + 0.1)
        assert list(registry) == [] and connection.state == "closed"
