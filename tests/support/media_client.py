"""A client of the media worker without browser or devices: sends marked synthetic media and counts what comes per slot.

It decodes and encodes nothing, so that dozens of them run beside the server on one machine. It offers microphone, camera,
screen, and the slots that it is told, as docs/protocol.md says: all, or those of a call of two and further ones later.
"""

import asyncio
import fractions
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from aioice import ice
from aiortc import MediaStreamTrack, RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from av.packet import Packet

Media = Literal["microphone", "camera", "screen"]
Kind = Literal["audio", "video"]

SENDING: tuple[tuple[Media, Kind], ...] = (("microphone", "audio"), ("camera", "video"), ("screen", "video"))
SLOTS = (*(f"audio{number}" for number in range(5)), *(f"video{number}" for number in range(5)), "screen0")
OF_TWO = ("audio0", "video0", "screen0", "audio1")
"""The slots of a call of two."""
CLOCK_RATES = {"audio": 48_000, "video": 90_000}

# A frame header of VP8 (RFC 6386, 9.1): its lowest bit is 0 in a key frame, which then has a start code and its size.
KEY_FRAME = b"\x10\x02\x00\x9d\x01\x2a\x40\x01\xf0\x00"
OTHER_FRAME = b"\x11\x02\x00"
MARK = b"mark:"
ice.CONSENT_FAILURES = 60
"""aioice holds an answer that takes half a second for none, and gives the connection up after six of them (RFC 7675). Where
dozens of simulated people share a process, an answer waits for its turn that long, and nobody is gone. This is five minutes."""


class MarkedTrack(MediaStreamTrack):
    """Sends packets that carry `mark`, at `rate` per second. A key frame of video comes first and when asked for,
    and is each one with `only_keys`."""

    def __init__(self, kind: Kind, mark: bytes, rate: float, size: int = 200, only_keys: bool = False) -> None:
        self.kind = kind
        super().__init__()
        self._body = MARK + mark + b";"
        self._rate = rate
        self._size = size
        self._sent = 0
        self._started = 0.0
        self._only_keys = only_keys
        self.want_key_frame = True

    async def recv(self) -> "Packet[Any]":
        """The next packet, when it is its time."""
        now = time.monotonic()
        if not self._sent:
            self._started = now
        await asyncio.sleep(max(0.0, self._started + self._sent / self._rate - now))
        packet = Packet((self._head() + self._body).ljust(self._size, b"."))
        packet.time_base = fractions.Fraction(1, CLOCK_RATES[self.kind])
        # From the clock, not from a count: another track in the same sender then goes on where this one stopped.
        packet.pts = int(time.monotonic() * CLOCK_RATES[self.kind])
        self._sent += 1
        return packet

    def _head(self) -> bytes:
        if self.kind == "audio":
            return b""
        head = KEY_FRAME if self.want_key_frame else OTHER_FRAME
        self.want_key_frame = self._only_keys
        return head


def mark_of(payload: bytes) -> bytes | None:
    """The mark in a payload that a `MarkedTrack` sent."""
    _, found, rest = payload.partition(MARK)
    return rest.partition(b";")[0] if found else None


@dataclass(slots=True)
class SlotCount:
    """What has come in one slot. `numbers` and `times` hold the last packet's sequence number and timestamp."""

    packets: int = 0
    octets: int = 0
    by_mark: dict[bytes, int] = field(default_factory=dict)
    last_mark: bytes | None = None
    last_sequence: int = -1
    last_timestamp: int = -1


@dataclass(frozen=True, slots=True)
class Received:
    """One packet as it came."""

    slot: str
    sequence: int
    timestamp: int
    payload: bytes


class MediaClient:
    """One participant. `on_packet` is called with each packet, before the counts in `slots` change."""

    def __init__(
        self, on_packet: Callable[[Received], None] | None = None, slots: Sequence[str] = SLOTS
    ) -> None:  # fmt: skip
        self.slots = {name: SlotCount() for name in SLOTS}
        self.names: list[str] = [media for media, _ in SENDING]
        """What its m-lines are for, in their order."""
        self.key_frames_asked = 0
        self._on_packet = on_packet
        self._changed = asyncio.Condition()
        self._tracks: dict[Media, MarkedTrack] = {}
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        for _, kind in SENDING:
            self._connection.addTransceiver(kind, direction="sendonly")
        transceivers = self._connection.getTransceivers()
        self._senders = {
            media: transceiver.sender for (media, _), transceiver in zip(SENDING, transceivers, strict=False)
        }
        for media, sender in self._senders.items():
            self._watch_requests(media, sender)
        self.add(slots)

    def add(self, slots: Sequence[str]) -> None:
        """The next offer has these too."""
        for slot in slots:
            transceiver = self._connection.addTransceiver("audio" if slot.startswith("audio") else "video", "recvonly")
            self._watch_packets(slot, transceiver.receiver)
        self.names += slots

    @property
    def state(self) -> str:
        """`new`, `connecting`, `connected`, `failed` or `closed`, as aiortc says."""
        return str(self._connection.connectionState)

    @property
    def received(self) -> int:
        """Packets that have come, in all slots."""
        return sum(count.packets for count in self.slots.values())

    async def offer(self) -> str:
        """An offer with what there is by now."""
        await self._connection.setLocalDescription(await self._connection.createOffer())
        return str(self._connection.localDescription.sdp)

    async def accept(self, answer: str, timeout: float = 90.0) -> None:
        """Takes the worker's answer and waits until the connection is up. Raises `TimeoutError`."""
        up = asyncio.Event()

        def changed() -> None:
            if self.state == "connected":
                up.set()

        self._connection.on("connectionstatechange", changed)
        await self._connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        changed()
        async with asyncio.timeout(timeout):
            await up.wait()

    async def take(self, answer: str) -> None:
        """Takes the answer to an offer that added slots."""
        await self._connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    def send(
        self, media: Media, mark: bytes, rate: float | None = None, size: int = 200, only_keys: bool = False
    ) -> None:
        """Opens a synthetic device that sends packets with this mark; 15 a second of video, 50 of sound unless said."""
        kind = dict(SENDING)[media]
        track = MarkedTrack(kind, mark, rate or (50.0 if kind == "audio" else 15.0), size, only_keys)
        self._tracks[media] = track
        self._senders[media].replaceTrack(track)

    def stop_sending(self) -> None:
        """Closes all synthetic devices."""
        for media, track in self._tracks.items():
            self._senders[media].replaceTrack(None)
            track.stop()
        self._tracks.clear()

    async def wait(self, condition: Callable[[], bool], timeout: float = 90.0) -> None:
        """Waits until `condition` holds, looking again after each packet. Raises `TimeoutError`."""
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(condition)

    async def close(self) -> None:
        """Leaves."""
        self.stop_sending()
        await self._connection.close()

    def _watch_requests(self, media: Media, sender: Any) -> None:
        original = sender._handle_rtcp_packet

        async def handle(packet: Any) -> None:
            # Feedback for a payload with format 1 is a picture loss indication (RFC 4585, 6.3.1).
            if getattr(packet, "fmt", None) == 1 and type(packet).__name__ == "RtcpPsfbPacket":
                self.key_frames_asked += 1
                if media in self._tracks:
                    self._tracks[media].want_key_frame = True
            await original(packet)

        sender._handle_rtcp_packet = handle

    def _watch_packets(self, slot: str, receiver: Any) -> None:
        count = self.slots[slot]

        async def handle(packet: Any, arrival_time_ms: int) -> None:
            if self._on_packet is not None:
                self._on_packet(Received(slot, packet.sequence_number, packet.timestamp, packet.payload))
            mark = mark_of(packet.payload)
            count.packets += 1
            count.octets += len(packet.payload)
            count.last_mark, count.last_sequence, count.last_timestamp = mark, packet.sequence_number, packet.timestamp
            if mark is not None:
                count.by_mark[mark] = count.by_mark.get(mark, 0) + 1
            async with self._changed:
                self._changed.notify_all()

        receiver._handle_rtp_packet = handle
