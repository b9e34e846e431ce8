"""A network that lets no UDP through: the page finds it out by itself, and the call goes through a relay."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import trustme

from audiencia.operations.addresses import LOOPBACK, own_address
from tests.browser.conftest import People, engine_alone
from tests.browser.installation import Installation, installation
from tests.browser.people import Matter
from tests.browser.probe import hears, sees, until
from tests.support import coturn

browsers = engine_alone

pytestmark = [
    pytest.mark.skipif(coturn.PROGRAM is None, reason="coturn is not installed: apt-get install coturn"),
    pytest.mark.skipif(own_address() == LOOPBACK, reason="this machine is on no network"),
]
CLOSED = """
  const made = [];
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(given) {
      super({ ...given, iceTransportPolicy: "relay" });
      made.push(given.iceServers.length);
      window.relays = made;
    }
  };
"""
"""All that a browser does behind such a network: what does not go through a relay does not go."""


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path) -> AsyncIterator[Installation]:
    """One with a relay, whose media worker the relay reaches."""
    host = own_address()
    async with coturn.running(tmp_path, trustme.CA(), host=host) as server:
        turn = {"TURN_URLS": server.tcp, "TURN_SECRET": coturn.SECRET}
        async with installation(settings={**turn, "MEDIA_HOST": host, "MEDIA_ANNOUNCE": host}, quick=True) as running:
            yield running


@pytest.mark.long
async def test_a_call_goes_through_a_relay_where_nothing_else_does(people: People, house: Installation) -> None:
    citizen = await people.citizen("red")
    await citizen.visitor.context.add_init_script(CLOSED)
    await citizen.join(Matter("agua", "fugas"))
    await until(citizen.page, "!!probe.live()")
    await citizen.press("check-open")
    await citizen.sees("way-note", "va por otro camino")
    await citizen.press("devices-later")
    director = await people.director("agua", "blue")
    await director.open_room()
    await director.call_next()
    await citizen.answer()
    await director.phase("in_call")
    await sees(citizen.page, "blue")
    await sees(director.page, "red")
    await hears(citizen.page)
    tried = await citizen.page.evaluate("window.relays")
    assert tried[0] == 0 and tried[-1] == 1, "first without, then with it"
