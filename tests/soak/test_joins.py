"""Clients connect, talk a little and leave, in all the ways people leave: the worker's memory does not grow with them.

`make soak-joins` does it 2,000 times, the tests some dozens of times; the memory is looked at after a warm-up.
"""

import asyncio
import os
from pathlib import Path
from uuid import uuid4

from audiencia.core.ids import PartyId, PeerId, RoomId
from tests.integration.media.raw_calls import CERTIFICATE, Person
from tests.integration.media.raw_peer import RawPeer
from tests.integration.media.workers import Worker, both_ways, running_worker

JOINS = int(os.environ.get("AUDIENCIA_JOINS", "60"))
WARM_UP = 40
MOST_KB_PER_JOIN = 0.5
"""A connection needs 150 kB and more; what stays of 6,000 is what the first 2,000 left, pages that the allocator keeps."""
SLACK_KB = 16_000


def resident_kb(pid: int) -> int:
    """Memory of a process."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0])


async def join_and_leave(worker: Worker, number: int) -> None:
    """One pair: connects, is shown to each other, sends, and leaves in one of three ways."""
    people, names = [], [f"{side}-{number % 7}" for side in ("citizen", "director")]
    ids = [PeerId(str(uuid4())) for _ in names]
    for name, peer_id in zip(names, ids, strict=True):
        person = Person(name, RawPeer(CERTIFICATE))
        await person.peer.connect((await worker.control.put_peer(peer_id, PartyId(name), person.peer.sdp)).sdp)
        people.append(person)
    room = RoomId(number + 1)
    await worker.control.put_room(room, 1, both_ways(*names))
    await worker.until(lambda state: len(state.live_routes.get(room, ())) == 4)
    one, other = people
    one.frame(b"|key", key=True)
    one.frame(b"|lost", lost=True)
    one.frame(b"|next")
    await other.until(lambda: len(other.came) >= 2)
    await worker.control.delete_room(room, 1)
    if number % 3 == 0:
        await worker.control.delete_peer(ids[0])
    for person in people:
        await person.peer.close()
    if number % 3 == 1:
        # An offer that nobody comes back for.
        await worker.control.put_peer(lost := PeerId(str(uuid4())), PartyId(names[0]), RawPeer(CERTIFICATE).sdp)
        await worker.control.delete_peer(lost)
    await worker.until(lambda state: not any(str(peer.party) in names for peer in state.peers))


async def test_memory_does_not_grow_with_those_who_left() -> None:
    async with running_worker() as worker:
        for number in range(WARM_UP // 2):
            await join_and_leave(worker, number)
        before = resident_kb(worker.pid)
        for number in range(JOINS // 2):
            await join_and_leave(worker, WARM_UP + number)
            await asyncio.sleep(0)
        grown = resident_kb(worker.pid) - before
        print(f"{JOINS} joins and leaves: {before} kB before, {grown:+d} kB since")
        assert grown <= SLACK_KB + MOST_KB_PER_JOIN * JOINS
        state = await worker.control.state()
        assert (state.peers, dict(state.rooms)) == ((), {})
