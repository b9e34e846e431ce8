"""What lines carry: each arrival is reported to its sender, and a weak viewer slows a source only when it may."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from audiencia.core.ids import PartyId, RoomId
from audiencia.media.packets import rtcp, twcc
from audiencia.media.worker.bandwidth import SOUND
from audiencia.media.worker.routing_table import Limit, Route
from tests.integration.media.raw_calls import Person, raw_person
from tests.integration.media.workers import Worker, both_ways, route
from tests.unit.media.packets.test_twcc import read

ROOM = RoomId(1)
FRAME = b"|" + bytes(1000)
ALLOWED = 300_000 + SOUND
"""What somebody may send whom nobody slows."""


@contextlib.asynccontextmanager
async def talking(*people: Person) -> AsyncIterator[None]:
    """Each sends 33 pictures of 1 kB a second: about 270 kbit/s."""

    async def talk() -> None:
        number = 0
        while True:
            for person in people:
                person.frame(FRAME, key=number % 10 == 0)
            number += 1
            await asyncio.sleep(0.03)

    task = asyncio.create_task(talk())
    try:
        yield
    finally:
        task.cancel()


TAKEN_AWAY_SECONDS = 60.0
"""Longer than a picture is kept on a weak line, however busy the machine is."""


def slowed(source: Person) -> list[int]:
    """What it was told to send, where that is less than it may. A busy worker that reads a second's packets at once takes them for
    more than is allowed, and says what is: that slows nobody."""
    return [told for told in source.estimates if told < ALLOWED - 1000]


def congested(viewer: Person, bitrate: int, slot: str = "video0") -> None:
    """Says that the line carries so much."""
    viewer.peer.send_rtcp(
        rtcp.receiver_report(()) + rtcp.receiver_estimate(bitrate, [viewer.peer.answered.slots[slot]])
    )


async def test_each_arrival_is_reported_to_its_sender(worker: Worker) -> None:
    async with raw_person(worker, "a") as a:
        for n in range(60):
            a.frame(b"|%d" % n, key=n == 0, lost=n % 10 == 7)
            a.sound(b"|%d" % n)
        reported: dict[int, float | None] = {}

        def all_there() -> bool:
            for packet in a.feedback:
                ssrc, _, _, times = read(packet)
                assert ssrc in a.peer.ssrcs.values()
                # Of two reports on one number the later one counts: it may come after its report as lost.
                reported.update({number: time for number, time in times.items() if time or number not in reported})
            return sum(time is not None for time in reported.values()) == 114

        await a.until(all_there)
        lost = sorted(number for number, time in reported.items() if time is None)
        # The transport-wide numbers alternate between picture and sound, from 1 on.
        assert lost == [1 + 2 * n for n in range(60) if n % 10 == 7]
        counts = [read(packet)[1] for packet in a.feedback]
        assert counts == list(range(len(counts)))
        assert all(packet[1] == rtcp.TRANSPORT_FEEDBACK and packet[0] & 31 == twcc.FORM for packet in a.feedback)


async def test_a_principal_with_a_weak_line_slows_its_source_and_it_recovers(worker: Worker) -> None:
    async with raw_person(worker, "a") as a, raw_person(worker, "b") as b:
        await worker.control.put_room(ROOM, 1, both_ways("a", "b"))
        async with talking(a, b):
            # An estimate counts once it is known how much is sent.
            while not slowed(a):
                congested(b, 160_000)
                with contextlib.suppress(TimeoutError):
                    await a.until(lambda: bool(slowed(a)), 0.5)
            assert abs(slowed(a)[0] - 160_000) < 1000
            assert not slowed(b)
            while a.estimates[-1] < ALLOWED - 1000:
                congested(b, 4_000_000)
                have = len(a.estimates)
                with contextlib.suppress(TimeoutError):
                    await a.until(lambda have=have: len(a.estimates) > have, 0.3)  # type: ignore[misc]


async def test_a_secondary_with_a_weak_line_loses_pictures_and_slows_nobody(worker: Worker) -> None:
    async with raw_person(worker, "a") as a, raw_person(worker, "b") as b, raw_person(worker, "third") as third:
        routes: list[Route] = [*both_ways("a", "b"), route("third", "video0", "a", "camera"),
                               route("third", "audio0", "a", "microphone")]  # fmt: skip
        await worker.control.put_room(ROOM, 1, routes, [Limit(PartyId("third"), secondary=True)])
        async with talking(a, b):
            await third.until(lambda: len(third.came) > 5)
            silent_since = len(third.came)
            async with asyncio.timeout(TAKEN_AWAY_SECONDS):
                while True:
                    congested(third, 70_000)
                    seen = len(b.came)
                    await b.until(lambda seen=seen: len(b.came) >= seen + 3)  # type: ignore[misc]
                    if len(third.came) == silent_since:
                        break
                    silent_since = len(third.came)
            assert not slowed(a)
            a.sound(b"|still heard")
            await third.until(lambda: third.came[-1].slot == "audio0")
            have = len(third.came)
            while len(third.came) == have:
                congested(third, 2_000_000)
                with contextlib.suppress(TimeoutError):
                    await third.until(lambda: len(third.came) > have, 0.3)
            # It returns with a keyframe: the lowest bit behind the descriptor is zero (RFC 6386, 9.1).
            assert third.came[have].payload[4] & 1 == 0
            pictures = [came.original for came in third.came if came.slot == "video0"]
            assert [number - pictures[0] & 0xFFFF for number in pictures] == list(range(len(pictures)))


async def test_who_sends_more_than_the_cap_is_told(worker: Worker) -> None:
    async with raw_person(worker, "a") as a, raw_person(worker, "b") as b:
        await worker.control.put_room(ROOM, 1, both_ways("a", "b"), [Limit(PartyId("a"), 100_000)])
        async with talking(a, b):
            await a.until(lambda: bool(a.estimates))
            assert abs(a.estimates[0] - 100_000 - SOUND) < 1000
            assert not slowed(b)


async def test_a_principal_with_a_weak_line_loses_the_third_picture_and_keeps_the_other(worker: Worker) -> None:
    """What the third sends is slowed for nobody: where it is not shown, less of it would help nobody."""
    async with raw_person(worker, "a") as a, raw_person(worker, "b") as b, raw_person(worker, "third") as third:
        routes: list[Route] = [*both_ways("a", "b"), route("b", "video1", "third", "camera"),
                               route("a", "video1", "third", "camera")]  # fmt: skip
        await worker.control.put_room(ROOM, 1, routes, [Limit(PartyId("third"), secondary=True)])
        async with talking(a, third):
            await b.until(lambda: any(came.slot == "video1" for came in b.came))
            async with asyncio.timeout(TAKEN_AWAY_SECONDS):
                while True:
                    congested(b, 150_000)
                    seen = len(b.came)
                    await b.until(lambda seen=seen: len(b.came) >= seen + 6)  # type: ignore[misc]
                    if {came.slot for came in b.came[seen:]} == {"video0"}:
                        break
            await a.until(lambda: bool(slowed(a)))
            # The other of the pair sees the third as before.
            assert not slowed(third)
