"""The one server file that uses aiortc, aioice and pylibsrtp: STUN messages, the DTLS handshake, and SRTP in place.
Part of what is used is private to those libraries. Their versions are pinned, and a contract test
(tests/integration/media/test_aiortc_contract.py) fails when one of them changes under us."""

import asyncio
import hmac
import logging
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import cast

from aioice import stun
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtcicetransport import RTCIceTransport
from pylibsrtp._binding import ffi, lib

# Their debug lines show addresses of people; nothing of that belongs in our logs.
for _name in ("aiortc", "aioice"):
    logging.getLogger(_name).setLevel(logging.WARNING)

HEADROOM = 32  # A datagram is received this far into its memory, so that a longer header fits before its payload.
LARGEST = 1600  # WebRTC's datagrams are below 1,300 bytes.
DATAGRAM = 2048  # Room for all that, and for SRTP's trailer (at most 148 bytes).
HANDSHAKE_QUEUE = 16
"""Datagrams of a handshake that may wait; a flight has four or five, and what is dropped is sent again."""


class PacketBuffer:
    """Memory that a packet is received into, changed and sent from without being copied in between."""

    __slots__ = ("address", "cdata", "raw", "received", "view")

    def __init__(self) -> None:
        self.raw = bytearray(DATAGRAM)
        self.view = memoryview(self.raw)
        self.cdata = ffi.from_buffer("char[]", self.raw)
        self.address = int(ffi.cast("uintptr_t", self.cdata))
        self.received = self.cdata + HEADROOM


class Certificate:
    """This worker run's identity in DTLS. Clients know its fingerprint from our answer, so it needs no authority."""

    def __init__(self) -> None:
        self.own = RTCCertificate.generateCertificate()

    @property
    def fingerprint(self) -> str:
        """SHA-256, upper case, with colons."""
        return next(item.value for item in self.own.getFingerprints() if item.algorithm == "sha-256")


class Srtp:
    """The keys of one connection, both ways. All methods work in place and return the packet's new end, 0 on failure.
    `start` must be divisible by four."""

    __slots__ = ("_keep", "_receive", "_send")

    def __init__(self, transport: RTCDtlsTransport) -> None:
        # The sessions are kept because they free the native memory when they are collected.
        self._keep = (transport._rx_srtp, transport._tx_srtp)
        self._receive = transport._rx_srtp._srtp[0]
        self._send = transport._tx_srtp._srtp[0]

    def unprotect(self, buffer: PacketBuffer, end: int) -> int:
        """Authenticates and decrypts the RTP packet `buffer[HEADROOM:end]`; 0 for a forged or repeated one."""
        _length[0] = end - HEADROOM
        return 0 if _unprotect(self._receive, buffer.received, _length) else HEADROOM + _length[0]

    def unprotect_rtcp(self, buffer: PacketBuffer, end: int) -> int:
        """As `unprotect`, for RTCP."""
        _length[0] = end - HEADROOM
        return 0 if lib.srtp_unprotect_rtcp(self._receive, buffer.received, _length) else HEADROOM + _length[0]

    def protect(self, buffer: PacketBuffer, start: int, end: int) -> int:
        """Encrypts the RTP packet `buffer[start:end]`, which is to be sent."""
        _length[0] = end - start
        return 0 if _protect(self._send, buffer.cdata + start, _length) else start + _length[0]

    def protect_rtcp(self, buffer: PacketBuffer, start: int, end: int) -> int:
        """As `protect`, for RTCP."""
        _length[0] = end - start
        return 0 if lib.srtp_protect_rtcp(self._send, buffer.cdata + start, _length) else start + _length[0]


# One for all sessions, which each call reads and writes at once: what each connection has of its own is seldom in the
# processor's cache, and getting it there takes longer than using it.
_length = ffi.new("int *")
_unprotect, _protect = lib.srtp_unprotect, lib.srtp_protect


class _Path:
    """What aiortc's DTLS takes for its ICE transport: a bounded queue in, our socket out."""

    role = "controlled"
    state = "connected"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self.arrived: asyncio.Queue[bytes | None] = asyncio.Queue(HANDSHAKE_QUEUE)
        self._send_out = send

    async def _recv(self) -> bytes:
        data = await self.arrived.get()
        if data is None:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        self._send_out(data)


class Handshake:
    """DTLS with one client, who begins. `send` puts a datagram on the way to the client's validated address."""

    def __init__(self, certificate: Certificate, send: Callable[[bytes], None]) -> None:
        self._path = _Path(send)
        self._transport = RTCDtlsTransport(cast(RTCIceTransport, self._path), [certificate.own])
        self._transport._set_role("server")

    def feed(self, datagram: bytes) -> None:
        """A datagram from the client's validated address. When too many wait it is dropped, as the network might."""
        if not self._path.arrived.full():
            self._path.arrived.put_nowait(datagram)

    async def run(self, fingerprints: Sequence[tuple[str, str]]) -> Srtp | None:
        """Ends when keys are agreed; None when the client failed or its certificate is not the one of its offer."""
        wanted = [RTCDtlsFingerprint(algorithm=algorithm, value=value) for algorithm, value in fingerprints]
        await self._transport.start(RTCDtlsParameters(fingerprints=wanted))
        return Srtp(self._transport) if self._transport.state == "connected" else None

    def on_closed(self, call: Callable[[], None]) -> None:
        """`call` runs once the client has closed DTLS (browsers do when a page goes away)."""

        def changed() -> None:
            if self._transport.state in ("closed", "failed"):
                call()

        self._transport.on("statechange", changed)

    async def close(self) -> None:
        """Says goodbye to the client and ends whatever of the transport still waits for datagrams."""
        self._transport.remove_all_listeners()
        while self._path.arrived.full():
            self._path.arrived.get_nowait()
        self._path.arrived.put_nowait(None)
        await self._transport.stop()


_USERNAME, _INTEGRITY, _USE_CANDIDATE = 0x0006, 0x0008, 0x0025


def _attributes(datagram: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, begin and length of the attributes of a STUN binding request; none for anything else."""
    if len(datagram) < 28 or datagram[0:2] != b"\0\1" or datagram[4:8] != b"\x21\x12\xa4\x42":
        return
    at = 20
    while at + 4 <= len(datagram):
        kind, length = _ATTRIBUTE.unpack_from(datagram, at)
        if at + 4 + length > len(datagram):
            return
        yield kind, at + 4, length
        at += 4 + (length + 3) // 4 * 4


_ATTRIBUTE = struct.Struct("!HH")


def binding_username(datagram: bytes) -> str | None:
    """Our part of the USERNAME of a STUN binding request; None for anything else. Cheap: strangers pass here."""
    for kind, at, length in _attributes(datagram):
        if kind == _USERNAME:
            return datagram[at : at + length].partition(b":")[0].decode("ascii", "replace")
    return None


def nominates(datagram: bytes, password: str) -> bool | None:
    """Whether a binding request nominates this path (RFC 8445, 7.3); None for a forged one.
    Requests are read here and not by aioice, which raises errors of many kinds over what anybody may send."""
    nominated = authentic = False
    for kind, at, length in _attributes(datagram):
        if kind == _USE_CANDIDATE:
            nominated = True
        elif kind == _INTEGRITY and length == 20:
            # What follows is not covered; the length is counted as if the message ended here (RFC 8489, 14.5).
            covered = datagram[:2] + (at + length - 20).to_bytes(2, "big") + datagram[4 : at - 4]
            digest = hmac.digest(password.encode(), covered, "sha1")
            authentic = hmac.compare_digest(digest, datagram[at : at + length])
            break
    return nominated if authentic else None


def binding_response(datagram: bytes, client: tuple[str, int], password: str) -> bytes:
    """The response to a binding request. Takes several times as long as looking whether one is forged."""
    response = stun.Message(
        message_method=stun.Method.BINDING, message_class=stun.Class.RESPONSE, transaction_id=datagram[8:20]
    )
    response.attributes["XOR-MAPPED-ADDRESS"] = client
    response.add_message_integrity(password.encode())
    return bytes(response)
