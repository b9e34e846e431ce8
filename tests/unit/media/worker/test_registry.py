"""Whose connection ends because nothing is heard of them."""

import asyncio

import pytest
from aioice import stun

from audiencia.core.ids import PartyId, PeerId
from audiencia.media.packets.answer import Place
from audiencia.media.packets.offer import BadOffer
from audiencia.media.worker.address import Address, address_of
from audiencia.media.worker.connection import CHECKS_PER_SECOND, State
from audiencia.media.worker.registry import SILENT_SECONDS, UNCHECKED_SECONDS, Registry
from tests.unit.media.packets.offers import TWO, named, offer_of

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


async def test_slots_are_added_to_the_connection_of_the_same_party_alone() -> None:
    changed: list[PartyId] = []
    async with asyncio.TaskGroup() as tasks:
        registry = Registry(Place(("127.0.0.1",), 9), lambda data, address: None, lambda: OFFERED, tasks)
        registry.changed = changed.append
        peer, mine = PeerId("one"), PartyId("a")
        more = (*TWO, "video1")
        registry.offer(peer, mine, named(TWO), slots=TWO)
        (connection,) = registry
        ssrcs = {name: slot.ssrc for name, slot in connection.slots.items()}

        def refused(party: PartyId, peer_id: PeerId = peer, *, adds: bool = True) -> str:
            with pytest.raises(BadOffer) as error:
                registry.offer(peer_id, party, named(more), slots=more, adds=adds)
            return str(error.value)

        # A stranger learns no more of it than of one that is not there.
        assert refused(PartyId("b")) == refused(mine, PeerId("two"))
        assert refused(mine, adds=False) == "another offer under the same peer id"
        assert (list(registry), list(connection.slots), changed) == ([connection], list(TWO[3:]), [])

        answer = registry.offer(peer, mine, named(more), slots=more, adds=True)
        assert registry.offer(peer, mine, named(more), slots=more, adds=True) == answer
        assert list(registry) == [connection]
        assert list(connection.slots) == list(more[3:])
        assert {name: connection.slots[name].ssrc for name in ssrcs} == ssrcs
        assert connection.slot_of_ssrc == {slot.ssrc: slot for slot in connection.slots.values()}
        assert changed == [mine]
        registry.close(connection, "deleted")
        assert refused(mine) == refused(mine, PeerId("two"))


async def test_more_checks_than_a_browser_sends_are_not_answered() -> None:
    sent: list[Address] = []
    here = address_of("192.0.2.7", 4000)
    async with asyncio.TaskGroup() as tasks:
        registry = Registry(
            Place(("127.0.0.1",), 9), lambda data, address: sent.append(address), lambda: OFFERED, tasks
        )
        registry.offer(PeerId("one"), PartyId("a"), offer_of("chromium"))
        (connection,) = registry
        check = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, attributes={"USERNAME": f"{connection.ufrag}:x"})
        check.add_message_integrity(connection.password.encode())
        for _ in range(CHECKS_PER_SECOND + 50):
            registry.on_stun(bytes(check), here, OFFERED)
        assert sent == [here] * CHECKS_PER_SECOND
        registry.close_silent(OFFERED)
        registry.on_stun(bytes(check), here, OFFERED)
        assert len(sent) == CHECKS_PER_SECOND + 1
        registry.close(connection, "deleted")
