"""What pages encrypt for each other goes through the worker as what they do not: it needs no more than the first octet of a picture."""

import secrets
from collections.abc import Callable

import pytest

from audiencia.core.ids import RoomId
from tests.integration.media.raw_calls import Person, raw_person
from tests.integration.media.raw_peer import KEY_FRAME, OTHER_FRAME, VIDEO, packet
from tests.integration.media.workers import Worker, route

ROOM = RoomId(1)
CLEAR = {True: KEY_FRAME, False: OTHER_FRAME}
"""What stays in clear of a picture: 10 octets of a keyframe, 3 of others (RFC 6386, 9.1)."""


def shows(source: Person, *parts: bytes, key: bool, lost: bool = False) -> list[bytes]:
    """Sends a picture in so many packets, or loses the first one; gives what each holds behind its descriptor."""
    number = source.frame(parts[0], key=key, lost=lost)
    for part in parts[1:]:
        source.numbers["camera"] += 1
        descriptor = bytes([0x80, 0x80, 0x80 | number >> 8 & 0x7F, number & 0xFF])
        source.peer.send_rtp(packet(VIDEO, source.numbers["camera"], 0, source.peer.ssrcs["camera"],
                                    source.peer.next_transport(), descriptor + part, marker=True))  # fmt: skip
    return [CLEAR[key] + parts[0], *parts[1:]]


@pytest.mark.parametrize(
    "body", [lambda: b"a picture|".ljust(64), lambda: secrets.token_bytes(64)], ids=["plain", "encrypted"]
)
async def test_switching_repairs_and_numbers_are_those_of_plain_media(
    worker: Worker, body: Callable[[], bytes]
) -> None:
    def rest() -> bytes:
        return b"\x00" + body()  # as a keyframe would begin

    async with (
        raw_person(worker, "first") as first, raw_person(worker, "second") as second,
        raw_person(worker, "viewer") as viewer,
    ):  # fmt: skip
        sound = route("viewer", "audio0", "first", "microphone")
        await worker.control.put_room(ROOM, 1, [route("viewer", "video0", "first", "camera"), sound])
        sent = shows(first, body(), rest(), key=True) + shows(first, body(), rest(), key=False)
        late = body()
        lost = shows(first, late, key=False, lost=True)
        sent += shows(first, body(), key=False)
        await viewer.until(lambda: len(viewer.came) == 5)
        number = first.numbers["camera"] - 1
        await first.until(lambda: (number,) in first.asked)
        first.repeat(number, late)
        await viewer.until(lambda: len(viewer.came) == 6)
        said = body()
        first.sound(said)
        await viewer.until(lambda: len(viewer.came) == 7)
        assert viewer.came.pop().payload == said
        wishes = second.wishes
        await worker.control.put_room(ROOM, 2, [route("viewer", "video0", "second", "camera"), sound])
        await second.until(lambda: second.wishes > wishes)
        shows(second, body(), rest(), rest(), key=False)
        sent += lost + shows(second, body(), rest(), key=True)
        await viewer.until(lambda: len(viewer.came) == 8)
        assert [came.payload[4:] for came in viewer.came] == sent
        began = viewer.came[0]
        assert [came.original - began.original & 0xFFFF for came in viewer.came] == [0, 1, 2, 3, 5, 4, 6, 7]
        ids = [
            int.from_bytes(came.payload[2:4], "big") - int.from_bytes(began.payload[2:4], "big") for came in viewer.came
        ]
        assert [one & 0x7FFF for one in ids] == [0, 0, 2, 2, 5, 4, 6, 6]
