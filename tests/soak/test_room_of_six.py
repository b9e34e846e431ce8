"""Changes of who is in calls of two to six, in two rooms: nobody sees or hears anybody but the others of the own call.

Nine people send all the time, each packet marked with its sender, and are in one room, the other, or none. After each change the
worker's own count is the barrier, as in `test_room_switches`: what is received later was sent later. `make soak-secrecy` makes a
thousand changes; the tests a fifth of theirs.
"""

import os
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from itertools import chain

import pytest

from audiencia.core.ids import PartyId, RoomId
from audiencia.media.worker.routing_table import Route
from tests.integration.media.workers import Worker, connected_client, running_worker
from tests.support.media_client import MediaClient, Received, mark_of

CHANGES = int(os.environ.get("AUDIENCIA_SWITCHES", "50"))
SEED = int(os.environ.get("AUDIENCIA_MEDIA_SEED", "20261130"))
PEOPLE = tuple(f"ticket:{name}" for name in "abcdefghi")
ROOMS = (RoomId(1), RoomId(2))
MOST = 6
RATE = 12.0 if "AUDIENCIA_SWITCHES" in os.environ else 6.0
"""Packets a second of each source, fewer where other tests share the cores: one process receives all, and what it cannot keep up with is
lost."""


def everybody_meets(members: tuple[str, ...]) -> list[Route]:
    """For each the others in the slots from 0 on, in one order, as `queue.media_routes` decides."""
    return [
        Route(PartyId(viewer), f"{kind}{slot}", PartyId(other), "microphone" if kind == "audio" else "camera")
        for viewer in members
        for slot, other in enumerate(one for one in members if one != viewer)
        for kind in ("audio", "video")
    ]


class Witness:
    """Checks every packet that one person receives against who may be in that slot now."""

    def __init__(self) -> None:
        self.allowed: dict[str, str] = {}
        self.before: dict[str, str] = {}
        self.begun: set[str] = set()
        self.foreign: list[tuple[str, bytes | None]] = []

    def turn(self, allowed: dict[str, str]) -> None:
        """From now on these may be there; who was in a slot before, until the first packet of the next one."""
        if allowed == self.allowed:
            return
        self.before, self.allowed, self.begun = self.allowed, allowed, set()

    def settled(self) -> None:
        """All that was sent before the last change is here."""
        self.before = {}

    def see(self, packet: Received) -> None:
        """A packet has come."""
        mark = mark_of(packet.payload)
        who = None if mark is None else mark.decode()
        if who is not None and who == self.allowed.get(packet.slot):
            self.begun.add(packet.slot)
        elif who is None or who != self.before.get(packet.slot) or packet.slot in self.begun:
            self.foreign.append((packet.slot, mark))

    @property
    def met(self) -> bool:
        """Whether something of everybody has come who may be seen or heard."""
        return self.begun >= self.allowed.keys()


class Stage:
    """Everybody connected and sending; the rooms are empty."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.witnesses = {one: Witness() for one in PEOPLE}
        self.clients: dict[str, MediaClient] = {}
        self.rooms: dict[RoomId, tuple[str, ...]] = dict.fromkeys(ROOMS, ())
        self.epoch = 0

    async def put(self, room: RoomId, members: tuple[str, ...]) -> None:
        """These are in that room from now on, and nobody else; none of them is in the other one."""
        self.epoch += 1
        self.rooms[room] = members
        routes = everybody_meets(members)
        for one in PEOPLE:
            if one in chain(*self.rooms.values()):
                continue
            self.witnesses[one].turn({})
        for one in members:
            self.witnesses[one].turn({route.slot: route.source for route in routes if route.to == one})
        await self.worker.control.put_room(room, self.epoch, routes)
        for one in members:
            await self.clients[one].wait(lambda one=one: self.witnesses[one].met)  # type: ignore[misc]
        sent = {str(peer.party): peer.packets_out for peer in (await self.worker.control.state()).peers}
        for one, count in sent.items():
            await self.clients[one].wait(lambda one=one, count=count: self.clients[one].received >= count)  # type: ignore[misc]
            self.witnesses[one].settled()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with running_worker() as worker, AsyncExitStack() as stack:
        stage = Stage(worker)
        for one, witness in stage.witnesses.items():
            stage.clients[one] = await stack.enter_async_context(connected_client(worker, one, witness.see))
            stage.clients[one].send("microphone", one.encode(), RATE)
            stage.clients[one].send("camera", one.encode(), RATE, only_keys=True)
        yield stage


def next_members(dice: random.Random, rooms: Mapping[RoomId, tuple[str, ...]], room: RoomId) -> tuple[str, ...]:
    """Mostly one comes in or leaves; now and then the call is over, or another one begins."""
    members = list(rooms[room])
    free = [one for one in PEOPLE if one not in chain(*rooms.values())]
    move = dice.random()
    if move < 0.12 and members:
        return ()
    if len(members) < 2 or move < 0.2:
        found = dice.sample([*members, *free], min(MOST, len(members) + len(free)))
        return tuple(found[: dice.randint(2, MOST)])
    if free and len(members) < MOST and move < 0.65:
        return (*members, dice.choice(free))
    if len(members) > 2:
        members.remove(dice.choice(members))
    return tuple(members)


@pytest.mark.timeout(1800)
async def test_nobody_of_another_call_is_seen_or_heard_by_six(stage: Stage) -> None:
    dice, sizes = random.Random(SEED), list[int]()
    for _ in range(CHANGES):
        room = dice.choice(ROOMS)
        await stage.put(room, next_members(dice, stage.rooms, room))
        sizes.append(len(stage.rooms[room]))
    foreign = {one: witness.foreign for one, witness in stage.witnesses.items() if witness.foreign}
    print(
        f"{CHANGES} changes, {sizes.count(MOST)} to six; {sum(client.received for client in stage.clients.values())} packets "
        f"delivered; foreign: {sum(map(len, foreign.values()))}"
    )
    assert foreign == {}
    assert MOST in sizes
