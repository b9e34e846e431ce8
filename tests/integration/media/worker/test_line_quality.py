"""How lines fare, as a worker tells it: what it counts itself on the way up, what reports say on the way down."""

import asyncio
import time

from audiencia.core.ids import PartyId, RoomId
from audiencia.media.packets import rtcp
from audiencia.media.packets.clocks import ntp_of
from tests.integration.media.raw_calls import Person, raw_person
from tests.integration.media.worker.test_bandwidth_allocator import FRAME
from tests.integration.media.workers import Worker, both_ways

ROOM = RoomId(1)


async def talk(sender: Person, viewer: Person, seconds: int) -> None:
    """So many seconds of 50 packets of sound and 20 pictures, of which each tenth is lost on the way up. The viewer reports
    that a twentieth of what it gets is lost, and answers the worker's clock after 40 ms."""
    highest, lost = 1000, 10
    for turn in range(20 * seconds):
        for step in range(5 if turn % 2 else 0):
            sender.sound(b"|", timestamp=960 * (5 * turn + step))
        sender.frame(FRAME, key=turn % 10 == 0, lost=turn % 10 == 5, timestamp=4500 * turn)
        if turn % 10 == 0:
            info = rtcp.sender_report(sender.peer.ssrcs["camera"], ntp_of(time.time()), 4500 * turn, turn, turn, "a")
            sender.peer.send_rtcp(info)
            highest, lost = highest + 100, lost + 5
            token = (viewer.reports[-1][0].ntp >> 16) & 0xFFFFFFFF if viewer.reports else 0
            seen = asyncio.get_running_loop().time() - viewer.reports[-1][1] if viewer.reports else 0.0
            delay = int(max(0.0, seen - 0.04) * 65536)
            slot = viewer.peer.answered.slots["audio0"]
            viewer.peer.send_rtcp(
                rtcp.receiver_report([rtcp.ReportBlock(slot, 0, lost, highest, 960, token if delay else 0, delay)])
            )
        await asyncio.sleep(0.05)


async def reported(person: Person) -> None:
    """Waits until the worker's work of each second has been done for this one: its report refers to what they have said since."""
    ntp = ntp_of(time.time())
    async with asyncio.timeout(90):
        while not any(block.last_report == ntp >> 16 & 0xFFFFFFFF for block in person.blocks):
            person.sound(b"|")
            person.peer.send_rtcp(rtcp.sender_report(person.peer.ssrcs["microphone"], ntp, 0, 1, 1, person.name))
            await asyncio.sleep(0.2)


async def test_a_worker_tells_how_each_line_fares(worker: Worker) -> None:
    async with raw_person(worker, "a") as a, raw_person(worker, "b") as b:
        assert await worker.control.lines() == {}  # nobody takes part in anything
        await worker.control.put_room(ROOM, 1, both_ways("a", "b"))
        await talk(a, b, 4)
        lines = await worker.control.lines()
        up, down = lines[PartyId("a")], lines[PartyId("b")]
        assert up.loss_up is not None and 0.01 < up.loss_up < 0.06  # each tenth picture, no sound
        assert up.loss_down is None and up.rate_up is not None and up.rate_up > 20
        assert up.jitter_up is not None
        assert down.loss_down == 0.05 and down.jitter_down == 20.0 and down.loss_up is None
        assert down.round_trip is not None and 20 < down.round_trip < 4000  # ms, and what a busy machine adds
        assert down.rate_down is not None and down.rate_down > 20
        # What comes next is another call: nothing of this one is told in it, once the worker has had a second for that.
        await worker.control.put_room(ROOM, 2, ())
        assert await worker.control.lines() == {}
        await asyncio.gather(reported(a), reported(b))
        await worker.control.put_room(ROOM, 3, both_ways("a", "b"))
        lines = await worker.control.lines()
        # A second of the new call, in which nothing is lost and nothing said of the way down, may be over already.
        assert lines[PartyId("a")].loss_up in (None, 0.0)
        assert (lines[PartyId("b")].loss_down, lines[PartyId("b")].jitter_down) == (None, None)
