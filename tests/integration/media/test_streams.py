"""Which streams of a client are taken: by SSRC, by MID when the SSRC is new, and never without a limit."""

import struct
from typing import Any

from audiencia.core.ids import RoomId
from audiencia.media.packets.offer import parse_offer
from audiencia.media.worker.connection import MAX_STREAMS
from tests.integration.media.workers import Worker, connected_client, route
from tests.support.media_client import KEY_FRAME, MARK, MediaClient

PICTURE = b"\x90\x80\x80\x01" + KEY_FRAME + MARK + b"raw;"


class RawSender:
    """Sends RTP packets of any form under a client's keys."""

    def __init__(self, client: MediaClient) -> None:
        self.camera = parse_offer(client._connection.localDescription.sdp).sending()["camera"]
        self._transport: Any = client._senders["camera"].transport
        self._sequence = 0

    async def send(self, ssrc: int, mid: str | None = None) -> None:
        self._sequence += 1
        head = struct.pack(
            "!BBHII", 0x80 if mid is None else 0x90, 0x80 | self.camera.payload_type, self._sequence, 0, ssrc
        )
        if mid is not None:
            assert self.camera.mid_extension is not None
            item = bytes([self.camera.mid_extension << 4 | len(mid) - 1]) + mid.encode()
            item += bytes(-len(item) % 4)
            head += struct.pack("!HH", 0xBEDE, len(item) // 4) + item
        await self._transport._send_rtp(head + PICTURE)


async def test_a_new_ssrc_is_known_by_its_mid_only(worker: Worker) -> None:
    async with connected_client(worker, "a") as a, connected_client(worker, "b") as b:
        raw = RawSender(a)
        await worker.control.put_room(RoomId(1), 1, [route("b", "video0", "a", "camera")])
        await raw.send(1111)
        await raw.send(2222, mid="no such section")
        await raw.send(3333, mid=raw.camera.mid)
        await b.wait(lambda: b.slots["video0"].packets == 1)
        first = b.slots["video0"].last_sequence
        await raw.send(3333)
        await b.wait(lambda: b.slots["video0"].packets == 2)
        await raw.send(4444, mid=raw.camera.mid)
        await b.wait(lambda: b.slots["video0"].packets == 3)
        assert b.slots["video0"].last_sequence == (first + 2) & 0xFFFF
        # Nothing was passed on that had not been announced one way or the other.
        assert [peer.packets_out for peer in (await worker.control.state()).peers if peer.party == "b"] == [3]


async def test_the_number_of_streams_is_limited(worker: Worker) -> None:
    async with connected_client(worker, "a") as a:
        raw = RawSender(a)
        for ssrc in range(5000, 5000 + 3 * MAX_STREAMS):
            await raw.send(ssrc)
        known = raw.camera.ssrc
        assert known is not None
        state = await worker.until(lambda state: state.peers[0].packets_in >= MAX_STREAMS - 6)
        await raw.send(5000)
        await worker.until(lambda later: later.peers[0].packets_in > state.peers[0].packets_in)
        assert (await worker.control.state()).peers[0].packets_in <= MAX_STREAMS + 1
