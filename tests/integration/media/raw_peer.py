"""A client of the media worker that handles every packet itself: ICE and DTLS are real, RTP and RTCP are bytes.

For what browsers and aiortc cannot be made to do: lose packets, ask for any number again, lie about clocks and lines.
"""

import asyncio
import re
import secrets
import socket
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from aioice import stun
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtcicetransport import RTCIceTransport

from audiencia.media.packets import rtp, twcc
from audiencia.media.packets.offer import ALL, MID_EXTENSION
from audiencia.media.worker.peer import HEADROOM, PacketBuffer, Srtp
from audiencia.media.worker.routing_table import MEDIA, SLOTS

AUDIO, VIDEO, RTX = 111, 96, 97
MID_ID, TRANSPORT_ID, TIME_ID = 4, 3, 2
KEY_FRAME, OTHER_FRAME = b"\x10\x02\x00\x9d\x01\x2a\x40\x01\xf0\x00", b"\x11\x02\x00"
PASSWORD = "p" * 24
_HEAD = struct.Struct("!BBHIIIBBBB")


class Certificate:
    """Can be shared by many peers: making one takes longer than a handshake."""

    def __init__(self) -> None:
        self.own = RTCCertificate.generateCertificate()
        self.fingerprint = next(item.value for item in self.own.getFingerprints() if item.algorithm == "sha-256")


@dataclass(frozen=True)
class Answered:
    """What an answer says: where to go, with which credentials, and the SSRCs of the slots and of their repeats."""

    ufrag: str
    password: str
    fingerprint: str
    address: tuple[str, int]
    slots: dict[str, int]
    repeats: dict[str, int]


def offer(
    certificate: Certificate, ssrcs: dict[str, int], rtx: bool = True, slots: Sequence[str] = ALL, ufrag: str = "peer"
) -> str:
    """An offer with these slots, as short as it may be. `ssrcs` names microphone, camera, screen and their repeats."""
    bundle = "a=group:BUNDLE " + " ".join(map(str, range(len(slots))))
    lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", bundle]
    for place, slot in enumerate(slots):
        kind = "audio" if slot.startswith(("audio", "microphone")) else "video"
        direction = "sendonly" if slot in MEDIA else "recvonly"
        number = AUDIO if kind == "audio" else VIDEO
        with_rtx = rtx and kind == "video"
        lines += [
            f"m={kind} 9 UDP/TLS/RTP/SAVPF {number}{f' {RTX}' if with_rtx else ''}", "c=IN IP4 0.0.0.0",
            f"a=ice-ufrag:{ufrag}", f"a=ice-pwd:{PASSWORD}", f"a=fingerprint:sha-256 {certificate.fingerprint}",
            "a=setup:actpass", f"a=mid:{place}", f"a={direction}", "a=rtcp-mux",
            f"a=rtpmap:{number} {'opus/48000/2' if kind == 'audio' else 'VP8/90000'}",
            f"a=extmap:{MID_ID} {MID_EXTENSION}", f"a=extmap:{TRANSPORT_ID} {twcc.URI}",
        ]  # fmt: skip
        if kind == "video":
            lines.append(f"a=extmap:{TIME_ID} {rtp.SEND_TIME}")
        if with_rtx:
            lines += [f"a=rtpmap:{RTX} rtx/90000", f"a=fmtp:{RTX} apt={VIDEO}"]
        if direction == "sendonly":
            own = [ssrcs[name] for name in _names(slot, with_rtx)]
            lines += [f"a=ssrc-group:FID {own[0]} {own[1]}"] if len(own) > 1 else []
            lines += [f"a=ssrc:{one} cname:peer" for one in own]
    return "\r\n".join([*lines, ""])


def _names(name: str, with_rtx: bool) -> list[str]:
    return [name, f"{name}-rtx"] if with_rtx else [name]


def read_answer(sdp: str, slots: Sequence[str] = ALL) -> Answered:
    """Reads the worker's answer to an offer with these slots."""

    def one(pattern: str) -> str:
        found = re.search(pattern, sdp)
        assert found is not None, pattern
        return found[1]

    sections = re.split(r"^(?=m=)", sdp.replace("\r\n", "\n"), flags=re.MULTILINE)[1:]
    ssrcs = {slot: list(dict.fromkeys(map(int, re.findall(r"a=ssrc:(\d+)", section))))
             for slot, section in zip(slots, sections, strict=True) if slot in SLOTS}  # fmt: skip
    host, port = one(r"a=candidate:\d+ 1 udp \d+ (\S+)"), int(one(r"a=candidate:\d+ 1 udp \d+ \S+ (\d+)"))
    return Answered(
        one(r"a=ice-ufrag:(\S+)"), one(r"a=ice-pwd:(\S+)"), one(r"a=fingerprint:sha-256 (\S+)"), (host, port),
        {slot: found[0] for slot, found in ssrcs.items()},
        {slot: found[1] for slot, found in ssrcs.items() if len(found) > 1},
    )  # fmt: skip


def binding_request(answered: Answered) -> bytes:
    """A connectivity check that nominates."""
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = f"{answered.ufrag}:peer"
    message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(answered.password.encode())
    return bytes(message)


def packet(payload_type: int, sequence: int, timestamp: int, ssrc: int, transport: int, payload: bytes,
           marker: bool = False) -> bytes:  # fmt: skip
    """An RTP packet with a transport-wide sequence number, not yet encrypted."""
    return _HEAD.pack(
        0x90, payload_type | (0x80 if marker else 0), sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc, 0xBEDE0001,
        TRANSPORT_ID << 4 | 1, transport >> 8 & 0xFF, transport & 0xFF, 0,
    ) + payload  # fmt: skip


def picture(number: int, key: bool, body: bytes) -> bytes:
    """A VP8 payload of one packet with a picture id, as browsers send it."""
    return bytes([0x90, 0x80, 0x80 | number >> 8 & 0x7F, number & 0xFF]) + (KEY_FRAME if key else OTHER_FRAME) + body


class _Path:
    role, state = "controlling", "connected"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self.arrived: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._out = send

    async def _recv(self) -> bytes:
        data = await self.arrived.get()
        if data is None:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        self._out(data)


class Handshake:
    """DTLS as the client; `feed` it what arrives."""

    def __init__(self, certificate: Certificate, send: Callable[[bytes], None]) -> None:
        self._path = _Path(send)
        self._transport = RTCDtlsTransport(cast(RTCIceTransport, self._path), [certificate.own])
        self._transport._set_role("client")

    def feed(self, data: bytes) -> None:
        self._path.arrived.put_nowait(data)

    async def run(self, fingerprint: str) -> Srtp:
        await self._transport.start(RTCDtlsParameters(fingerprints=[RTCDtlsFingerprint("sha-256", fingerprint)]))
        assert self._transport.state == "connected"
        return Srtp(self._transport)

    async def close(self) -> None:
        self._path.arrived.put_nowait(None)
        await self._transport.stop()


def new_ssrcs() -> dict[str, int]:
    """Different SSRCs for what a client sends."""
    names = ("microphone", "camera", "screen", "camera-rtx", "screen-rtx")
    return dict(zip(names, secrets.SystemRandom().sample(range(10, 2**32), len(names)), strict=True))


def keep_arriving(transport: asyncio.DatagramTransport) -> None:
    """Lets the system keep what has come until this process reads it, which beside other tests may be late: tests count each packet."""
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)


class RawPeer(asyncio.DatagramProtocol):
    """One client. `on_rtp` and `on_rtcp` get whole decrypted packets."""

    def __init__(self, certificate: Certificate, rtx: bool = True) -> None:
        self.ssrcs = new_ssrcs()
        self.sdp = offer(certificate, self.ssrcs, rtx)
        self.on_rtp: Callable[[bytes], None] = lambda data: None
        self.on_rtcp: Callable[[bytes], None] = lambda data: None
        self.answered: Answered
        self._handshake = Handshake(certificate, self.send)
        self._transport: asyncio.DatagramTransport
        self._buffer, self._out = PacketBuffer(), PacketBuffer()
        self.srtp: Srtp | None = None
        self._heard = asyncio.Event()
        self.loses = 0
        """So many of the next packets of media do not arrive."""
        self.refused = 0
        """Packets of media that SRTP did not take: it had them already."""
        self.sequences: dict[str, Iterator[int]] = {}
        self.transport_sequence = 0

    async def connect(self, answer: str, timeout: float = 90) -> None:
        """Takes the answer and waits until keys are agreed. Raises `TimeoutError`."""
        self.answered = read_answer(answer)
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: self,
            remote_addr=self.answered.address,
            family=socket.AF_INET6 if ":" in self.answered.address[0] else socket.AF_INET,
        )
        self._transport = transport
        keep_arriving(transport)
        async with asyncio.timeout(timeout):
            while not self._heard.is_set():
                self.send(binding_request(self.answered))
                try:
                    async with asyncio.timeout(0.5):
                        await self._heard.wait()
                except TimeoutError:
                    continue
            self.srtp = await self._handshake.run(self.answered.fingerprint)

    def send(self, data: bytes) -> None:
        """Sends a datagram as it is."""
        self._transport.sendto(data)

    def check(self) -> None:
        """Sends another connectivity check, as browsers do every few seconds."""
        self.send(binding_request(self.answered))

    def datagram_received(self, data: bytes, addr: Any) -> None:
        if data[0] < 4:
            self._heard.set()
        elif 20 <= data[0] <= 63:
            self._handshake.feed(data)
        elif self.srtp is not None:
            self._buffer.view[HEADROOM : HEADROOM + len(data)] = data
            is_rtcp = 192 <= data[1] <= 223
            if self.loses and not is_rtcp:
                self.loses -= 1
                return
            open_it = self.srtp.unprotect_rtcp if is_rtcp else self.srtp.unprotect
            end = open_it(self._buffer, HEADROOM + len(data))
            if end:
                (self.on_rtcp if is_rtcp else self.on_rtp)(bytes(self._buffer.view[HEADROOM:end]))
            elif not is_rtcp:
                self.refused += 1

    def seal(self, data: bytes) -> bytes:
        """Encrypts an RTP packet."""
        assert self.srtp is not None
        self._out.view[: len(data)] = data
        return bytes(self._out.view[: self.srtp.protect(self._out, 0, len(data))])

    def send_rtp(self, data: bytes) -> None:
        """Encrypts and sends an RTP packet."""
        self.send(self.seal(data))

    def send_rtcp(self, data: bytes) -> None:
        """Encrypts and sends an RTCP packet."""
        assert self.srtp is not None
        self._out.view[: len(data)] = data
        self.send(bytes(self._out.view[: self.srtp.protect_rtcp(self._out, 0, len(data))]))

    def next_transport(self) -> int:
        """The next transport-wide number."""
        self.transport_sequence = self.transport_sequence + 1 & 0xFFFF
        return self.transport_sequence

    async def close(self) -> None:
        """Leaves, and says so."""
        await self._handshake.close()
        self._transport.close()
