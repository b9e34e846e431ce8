"""What is lost on the way is asked for and sent again, to the right viewer, and never from before a change."""

import asyncio

import pytest

from audiencia.core.ids import RoomId
from audiencia.media.worker.losses import PICTURE
from tests.integration.media.raw_calls import Came, Person, raw_person
from tests.integration.media.workers import Worker, both_ways, route, running_worker

ROOM = RoomId(1)


async def show(worker: Worker, epoch: int, source: str) -> None:
    await worker.control.put_room(ROOM, epoch, [route("viewer", "video0", source, "camera")])


def body_of(came: Came) -> bytes:
    """A picture's own bytes, behind the last bar: the octets of the descriptor before it may hold one by chance."""
    return came.payload.rpartition(b"|")[2]


async def begin(source: Person, viewer: Person) -> None:
    source.frame(b"|key", key=True)
    await viewer.until(lambda: len(viewer.came) > 0)


async def test_a_packet_lost_on_the_way_up_is_asked_for_and_comes_through(worker: Worker) -> None:
    async with raw_person(worker, "source") as source, raw_person(worker, "viewer") as viewer:
        await show(worker, 1, "source")
        await begin(source, viewer)
        lost = source.frame(b"|lost", lost=True)
        for n in range(3):
            source.frame(b"|%d" % n)
        await source.until(lambda: source.asked == [(lost,)])
        source.repeat(lost, b"|lost")
        await viewer.until(lambda: len(viewer.came) == 5)
        first = viewer.came[0].original
        in_order = sorted(viewer.came, key=lambda came: came.original - first & 0xFFFF)
        assert [body_of(came) for came in in_order] == [b"key", b"lost", b"0", b"1", b"2"]
        assert [came.original - first & 0xFFFF for came in in_order] == [0, 1, 2, 3, 4]
        ids = [int.from_bytes(came.payload[2:4], "big") & 0x7FFF for came in in_order]
        assert [one - ids[0] & 0x7FFF for one in ids] == [0, 1, 2, 3, 4]
        # What is sent again without having been missed is not passed on twice.
        source.repeat(lost, b"|lost")
        source.frame(b"|end")
        await viewer.until(lambda: body_of(viewer.came[-1]) == b"end")
        assert len(viewer.came) == 6


async def test_a_packet_that_never_comes_is_given_up(worker: Worker) -> None:
    async with raw_person(worker, "source") as source, raw_person(worker, "viewer") as viewer:
        await show(worker, 1, "source")
        await begin(source, viewer)
        lost = source.frame(b"|lost", lost=True)
        source.frame(b"|next")
        await source.until(lambda: len(source.asked) == PICTURE.tries)
        assert source.asked == [(lost,)] * PICTURE.tries


async def test_sound_lost_on_the_way_up_is_asked_for_and_still_counts_as_lost(worker: Worker) -> None:
    async with raw_person(worker, "source") as source, raw_person(worker, "viewer") as viewer:
        await worker.control.put_room(ROOM, 1, [route("viewer", "audio0", "source", "microphone")])
        source.sound(b"first")
        await viewer.until(lambda: len(viewer.came) == 1)
        lost = source.sound(b"lost", 960, lost=True)
        source.sound(b"next", 1920)
        await source.until(lambda: source.asked == [(lost,)])
        source.sound(b"lost", 960, again=lost)
        await viewer.until(lambda: len(viewer.came) == 3)
        first = viewer.came[0].original
        assert [(came.payload, came.original - first & 0xFFFF) for came in viewer.came] == [
            (b"first", 0), (b"next", 2), (b"lost", 1),
        ]  # fmt: skip
        # Somebody who is slow to answer is asked no more, and the packet counts as come: it is lost once more then.
        for timestamp in range(2880, 960 * 200, 1920):
            told = len(source.blocks)
            await source.until(lambda: len(source.blocks) > told)  # noqa: B023 -- waited for at once
            if any(block.lost for block in source.blocks):
                break
            asked, lost = len(source.asked), source.sound(b"lost", timestamp, lost=True)
            source.sound(b"next", timestamp + 960)
            await source.until(lambda: len(source.asked) > asked)  # noqa: B023 -- waited for at once
            source.sound(b"lost", timestamp, again=lost)
        assert any(block.lost for block in source.blocks)


async def test_sound_is_sent_again_once_in_a_round_trip_however_often_it_is_asked_for(worker: Worker) -> None:
    async with raw_person(worker, "source") as source, raw_person(worker, "viewer") as viewer:
        await worker.control.put_room(ROOM, 1, [route("viewer", "audio0", "source", "microphone")])
        source.sound(b"first")
        await viewer.until(lambda: len(viewer.came) == 1)
        # Nothing is kept before somebody asks.
        viewer.ask_again("audio0", [viewer.came[0].original])
        viewer.peer.loses = 1
        source.sound(b"lost", 960)
        source.sound(b"next", 1920)
        await viewer.until(lambda: len(viewer.came) == 2)
        viewer.ask_again("audio0", [viewer.came[0].original + 1 & 0xFFFF] * 3)
        source.sound(b"end", 2880)
        await viewer.until(lambda: len(viewer.came) == 4)
        assert [came.payload for came in viewer.came] == [b"first", b"next", b"lost", b"end"]
        assert viewer.came[2].original == viewer.came[0].original + 1 & 0xFFFF
        await worker.until(lambda state: max(peer.packets_out for peer in state.peers) == 5)


async def test_nothing_is_asked_for_while_nobody_looks(worker: Worker) -> None:
    async with raw_person(worker, "source") as source, raw_person(worker, "viewer") as viewer:
        source.frame(b"|before", key=True)
        source.frame(b"|lost", lost=True)
        for _ in range(5):
            source.frame(b"|after")
        await worker.until(lambda state: max(peer.packets_in for peer in state.peers) == 6)
        await show(worker, 1, "source")
        await begin(source, viewer)
        assert source.asked == []


@pytest.mark.parametrize("rtx", [True, False])
async def test_a_viewer_gets_again_what_it_missed(worker: Worker, rtx: bool) -> None:
    async with raw_person(worker, "source") as source, raw_person(worker, "viewer", rtx) as viewer:
        await show(worker, 1, "source")
        await begin(source, viewer)
        for n in range(5):
            source.frame(b"|%d" % n, timestamp=n * 3000)
        await viewer.until(lambda: len(viewer.came) == 6)
        sent = list(viewer.came)
        viewer.ask_again("video0", [sent[2].original, sent[4].original])
        if rtx:
            await viewer.until(lambda: len(viewer.came) == 8)
            for came, original in zip(viewer.came[6:], (sent[2], sent[4]), strict=True):
                assert came.again
                assert (came.original, came.timestamp, came.payload) == (
                    original.original, original.timestamp, original.payload
                )  # fmt: skip
        else:
            # The same packets under the same numbers: what is here already, SRTP drops as repeated.
            source.frame(b"|end")
            await viewer.until(lambda: body_of(viewer.came[-1]) == b"end")
            assert len(viewer.came) == 7


async def test_what_was_before_a_change_is_never_sent_again(worker: Worker) -> None:
    async with (
        raw_person(worker, "one") as one,
        raw_person(worker, "two") as two,
        raw_person(worker, "viewer") as viewer,
    ):
        for epoch, source in enumerate((one, two, one, two), start=1):
            await show(worker, epoch, source.name)
            have = len(viewer.came)
            source.frame(b"|" + source.name.encode(), key=True)
            for _ in range(5):
                source.frame(b"|" + source.name.encode())
            await viewer.until(lambda have=have: len(viewer.came) == have + 6)  # type: ignore[misc]
        numbers = [came.original for came in viewer.came]
        assert [number - numbers[0] & 0xFFFF for number in numbers] == list(range(24))
        future = [numbers[-1] + n & 0xFFFF for n in range(1, 5)]
        for at in range(0, 24, 8):
            viewer.ask_again("video0", numbers[at : at + 8])
        viewer.ask_again("video0", future)
        await viewer.until(lambda: sum(came.again for came in viewer.came) == 6)
        two.frame(b"|end")
        await viewer.until(lambda: body_of(viewer.came[-1]) == b"end")
        again = [came for came in viewer.came if came.again]
        assert [body_of(came) for came in again] == [b"two"] * 6
        assert [came.original for came in again] == numbers[18:]


async def test_only_ones_own_slots_are_answered(worker: Worker) -> None:
    async with raw_person(worker, "a") as a, raw_person(worker, "b") as b:
        await worker.control.put_room(ROOM, 1, both_ways("a", "b"))
        for person in (a, b):
            person.frame(b"|key", key=True)
        await a.until(lambda: len(a.came) == 1)
        await b.until(lambda: len(b.came) == 1)
        b.peer.answered.slots["video1"] = a.peer.answered.slots["video0"]
        b.ask_again("video1", [a.came[0].original])
        b.ask_again("video0", [b.came[0].original])
        await b.until(lambda: len(b.came) == 2)
        await asyncio.sleep(0)
        assert len(a.came) == 1


@pytest.mark.parametrize("announce", ["127.0.0.1", "::1"])
async def test_one_port_serves_both_families(announce: str) -> None:
    async with (
        running_worker(host="::", announce=announce) as worker,
        raw_person(worker, "a") as a,
        raw_person(worker, "b") as b,
    ):
        await worker.control.put_room(ROOM, 1, both_ways("a", "b"))
        await begin(a, b)
        b.ask_again("video0", [b.came[0].original])
        await b.until(lambda: len(b.came) == 2)
        assert b.came[1].payload == b.came[0].payload
