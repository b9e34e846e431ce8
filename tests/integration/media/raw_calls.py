"""Raw clients of a worker, with what they heard kept for a test to look at."""

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from uuid import uuid4

from audiencia.core.ids import PartyId, PeerId
from audiencia.media.packets import rtcp, rtp
from tests.integration.media.raw_peer import AUDIO, RTX, VIDEO, Certificate, RawPeer, packet, picture
from tests.integration.media.workers import Worker

CERTIFICATE = Certificate()


@dataclass(frozen=True)
class Came:
    """One packet as a viewer got it. `original` is the sequence number within the slot, also of one sent again."""

    slot: str
    again: bool
    original: int
    timestamp: int
    payload: bytes
    when: float


@dataclass
class Person:
    """A raw client that sends numbered media and keeps what it gets."""

    name: str
    peer: RawPeer
    came: list[Came] = field(default_factory=list)
    asked: list[tuple[int, ...]] = field(default_factory=list)
    reports: list[tuple[rtcp.SenderReport, float]] = field(default_factory=list)
    feedback: list[bytes] = field(default_factory=list)
    estimates: list[int] = field(default_factory=list)
    blocks: list[rtcp.ReportBlock] = field(default_factory=list)
    wishes: int = 0
    numbers: dict[str, int] = field(default_factory=lambda: {"microphone": 100, "camera": 200, "camera-rtx": 300})
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.peer.on_rtp, self.peer.on_rtcp = self._on_rtp, self._on_rtcp

    def _on_rtp(self, data: bytes) -> None:
        _, second, sequence, timestamp, ssrc = rtp.HEADER.unpack_from(data)
        start = rtp.payload_start(data, 0, len(data))
        slots = {one: name for name, one in self.peer.answered.slots.items()}
        repeats = {one: name for name, one in self.peer.answered.repeats.items()}
        again = ssrc in repeats
        assert (second & 0x7F == RTX) == again
        if again:
            sequence, start = int.from_bytes(data[start : start + 2], "big"), start + 2
        slot = repeats[ssrc] if again else slots[ssrc]
        now = asyncio.get_running_loop().time()
        self.came.append(Came(slot, again, sequence, timestamp, data[start:], now))
        self.changed.set()

    def _on_rtcp(self, data: bytes) -> None:
        if (
            data[1] == rtcp.RECEIVER_REPORT
            and len(data) > 12
            and data[9] == rtcp.TRANSPORT_FEEDBACK
            and data[8] & 31 == 15
        ):
            self.feedback.append(data[8:])
        for item in rtcp.parse(data):
            match item:
                case rtcp.Missing(sequences=sequences):
                    self.asked.append(sequences)
                case rtcp.SenderReport():
                    self.reports.append((item, asyncio.get_running_loop().time()))
                case rtcp.Estimate(bitrate=bitrate):
                    self.estimates.append(bitrate)
                case rtcp.ReportBlock():
                    self.blocks.append(item)
                case rtcp.KeyframeWish():
                    self.wishes += 1
        self.changed.set()

    def sound(self, body: bytes, timestamp: int = 0, lost: bool = False, again: int | None = None) -> int:
        """Sends a packet of sound, or loses it; `again`: under the number that it had. Gives its sequence number."""
        self.numbers["microphone"] += again is None
        number = self.numbers["microphone"] if again is None else again
        data = packet(AUDIO, number, timestamp, self.peer.ssrcs["microphone"], self.peer.next_transport(), body)
        sealed = self.peer.seal(data)
        if not lost:
            self.peer.send(sealed)
        return number

    def frame(self, body: bytes, key: bool = False, lost: bool = False, timestamp: int = 0) -> int:
        """Sends a picture of one packet, or loses it; gives its sequence number."""
        self.numbers["camera"] += 1
        number = self.numbers["camera"]
        data = packet(VIDEO, number, timestamp, self.peer.ssrcs["camera"], self.peer.next_transport(),
                      picture(number & 0x7FFF, key, body), marker=True)  # fmt: skip
        if lost:
            self.peer.seal(data)
        else:
            self.peer.send_rtp(data)
        return number

    def repeat(self, number: int, body: bytes, key: bool = False, timestamp: int = 0) -> None:
        """Sends a picture again, as RFC 4588 says."""
        self.numbers["camera-rtx"] += 1
        self.peer.send_rtp(packet(RTX, self.numbers["camera-rtx"], timestamp, self.peer.ssrcs["camera-rtx"],
                                  self.peer.next_transport(),
                                  struct.pack("!H", number & 0xFFFF) + picture(number & 0x7FFF, key, body)))  # fmt: skip

    def ask_again(self, slot: str, sequences: list[int]) -> None:
        """Asks for packets of a slot."""
        self.peer.send_rtcp(rtcp.receiver_report(()) + rtcp.nack(self.peer.answered.slots[slot], sequences))

    async def until(self, condition: Callable[[], bool], timeout: float = 90) -> None:
        """Waits until `condition` holds, looking again whenever something came. Raises `TimeoutError`."""
        async with asyncio.timeout(timeout):
            while not condition():
                self.changed.clear()
                await self.changed.wait()


@contextlib.asynccontextmanager
async def raw_person(worker: Worker, name: str, rtx: bool = True) -> AsyncIterator[Person]:
    """A raw client that is connected as `name`."""
    person = Person(name, RawPeer(CERTIFICATE, rtx))
    answer = await worker.control.put_peer(PeerId(str(uuid4())), PartyId(name), person.peer.sdp)
    await person.peer.connect(answer.sdp)
    try:
        await worker.until(lambda state: name in state.connected())
        yield person
    finally:
        await person.peer.close()
