"""Changes of who is in the room: nothing of one citizen ever reaches whoever comes next, and nobody else sees anything.

`make soak-secrecy` makes a thousand; the tests a quarter of them.

Three citizens send all the time, each packet marked with its sender, and take turns with one director. That a packet is
missing cannot be seen from outside, so the worker's own count is the barrier: once the director has received as many
packets as the worker had sent, whatever comes later was sent later.
"""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import cycle, islice

import pytest

from audiencia.core.ids import RoomId
from tests.integration.media.workers import Worker, both_ways, connected_client, running_worker
from tests.support.media_client import MediaClient, Received, mark_of

SWITCHES = int(os.environ.get("AUDIENCIA_SWITCHES", "250"))
CITIZENS = ("ticket:a", "ticket:b", "ticket:c")
DIRECTOR = "room:1"
ROOM = RoomId(1)
RATES = {"microphone": 50.0, "camera": 60.0}


class Witness:
    """Checks every packet that a client receives against whom it may see and hear now; `None` is nobody."""

    def __init__(self) -> None:
        self.allowed: str | None = None
        self.before: str | None = None
        self.leaks: list[tuple[str, bytes | None]] = []
        self.kinds: set[str] = set()
        self.sequences: dict[str, int] = {}
        self.gaps = 0

    def turn(self, allowed: str | None, before: str | None = None) -> None:
        """From now on `allowed` may appear; `before` still may until the first packet of `allowed` in the same slot."""
        self.allowed, self.before = allowed, before
        self.kinds = set()

    def see(self, packet: Received) -> None:
        """A packet has come."""
        mark = mark_of(packet.payload)
        if mark is not None and self.allowed is not None and mark == self.allowed.encode():
            self.kinds.add(packet.slot)
        elif not (mark and self.before and mark == self.before.encode() and packet.slot not in self.kinds):
            self.leaks.append((packet.slot, mark))
        last = self.sequences.get(packet.slot)
        self.gaps += last is not None and (last + 1) & 0xFFFF != packet.sequence
        self.sequences[packet.slot] = packet.sequence


class Stage:
    """The director and the citizens, connected and sending."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.witnesses = {party: Witness() for party in (DIRECTOR, *CITIZENS)}
        self.clients: dict[str, MediaClient] = {}
        self.epoch = 0

    async def route(self, citizen: str | None) -> None:
        """Puts one citizen, or nobody, into the room."""
        self.epoch += 1
        await self.worker.control.put_room(ROOM, self.epoch, both_ways(DIRECTOR, citizen) if citizen else [])

    async def both_talk(self, citizen: str) -> None:
        """Waits until each has received sound and picture of the other."""
        for party in (DIRECTOR, citizen):
            witness = self.witnesses[party]
            await self.clients[party].wait(lambda witness=witness: witness.kinds == {"audio0", "video0"})  # type: ignore[misc]

    async def drained(self) -> dict[str, int]:
        """Waits until all that the worker has sent by now is received; gives how much that is, by party."""
        sent = {str(peer.party): peer.packets_out for peer in (await self.worker.control.state()).peers}
        for party, count in sent.items():
            client = self.clients[party]
            await client.wait(lambda client=client, count=count: client.received >= count)  # type: ignore[misc]
        return sent


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Everybody connected; the room is empty."""
    async with running_worker() as worker, AsyncExitStack() as stack:
        stage = Stage(worker)
        for party, witness in stage.witnesses.items():
            client = await stack.enter_async_context(connected_client(worker, party, witness.see))
            stage.clients[party] = client
            client.send("microphone", party.encode(), RATES["microphone"])
            # Keyframes only: a request for one waits until half a second after the last one, too long for this pace.
            client.send("camera", party.encode(), RATES["camera"], only_keys=True)
        yield stage


@pytest.mark.timeout(1200)
async def test_nothing_of_one_citizen_reaches_the_next(stage: Stage) -> None:
    director, before = stage.witnesses[DIRECTOR], None
    for number, citizen in enumerate(islice(cycle(CITIZENS), SWITCHES)):
        # Every other change goes straight from one citizen to the next; the rest empty the room in between.
        director.turn(citizen, before)
        stage.witnesses[citizen].turn(DIRECTOR)
        await stage.route(citizen)
        await stage.both_talk(citizen)
        if before is not None:
            # The director saw the next one, so all that was sent to the one before had been sent by then.
            await stage.drained()
            stage.witnesses[before].turn(None)
        before = citizen
        if number % 2:
            await stage.route(None)
            sent = await stage.drained()
            director.turn(None)
            stage.witnesses[citizen].turn(None)
            before = None
            if number % 50 == 1:
                await nothing_passes(stage, sent)
    leaks = {party: witness.leaks for party, witness in stage.witnesses.items() if witness.leaks}
    print(
        f"{SWITCHES} switches, {sum(client.received for client in stage.clients.values())} packets delivered, leaks: {leaks}"
    )
    assert leaks == {}
    assert [witness.gaps for witness in stage.witnesses.values()] == [0] * 4


async def nothing_passes(stage: Stage, sent: dict[str, int]) -> None:
    """While the room is empty, everybody's packets arrive at the worker and none leaves it."""
    arrived = {peer.party: peer.packets_in for peer in (await stage.worker.control.state()).peers}
    state = await stage.worker.until(
        lambda state: all(peer.packets_in > arrived[peer.party] + 3 for peer in state.peers)
    )
    assert {peer.party: peer.packets_out for peer in state.peers} == sent
