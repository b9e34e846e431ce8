"""What we use of aiortc, aioice and pylibsrtp that they do not promise. When this fails, read audiencia/media/worker/peer.py."""

import asyncio
import inspect
from importlib.metadata import version

import pytest
from aioice import stun
from aiortc import RTCRtpReceiver, RTCRtpSender
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from pylibsrtp import Policy, Session
from pylibsrtp._binding import ffi, lib

from audiencia.media.worker.peer import (
    HEADROOM,
    Certificate,
    Handshake,
    PacketBuffer,
    Srtp,
    binding_response,
    binding_username,
    nominates,
)


def test_the_versions_are_the_ones_we_know() -> None:
    assert version("aiortc").startswith("1.16.")
    assert version("aioice").startswith("0.12.")
    assert version("pylibsrtp").startswith("1.")


def test_dtls_transport_has_what_we_reach_into() -> None:
    transport = RTCDtlsTransport(object(), [RTCCertificate.generateCertificate()])  # type: ignore[arg-type]
    assert transport.state == "new"
    assert transport._rx_srtp is None
    assert transport._tx_srtp is None
    transport._set_role("server")
    assert list(inspect.signature(RTCDtlsTransport.start).parameters) == ["self", "remoteParameters"]
    source = inspect.getsource(RTCDtlsTransport)
    assert "self.transport._recv()" in source
    assert "self.transport._send(data)" in source


def test_a_session_is_a_pointer_to_libsrtp() -> None:
    session = Session(Policy(key=bytes(30), ssrc_type=Policy.SSRC_ANY_OUTBOUND))
    assert ffi.typeof(session._srtp) is ffi.typeof("srtp_t *")
    length, buffer = ffi.new("int *"), PacketBuffer()
    buffer.raw[:12] = bytes([0x80, 96, 0, 1]) + bytes(8)
    length[0] = 20
    assert lib.srtp_protect(session._srtp[0], buffer.cdata, length) == 0
    assert length[0] == 30
    for name in ("srtp_unprotect", "srtp_protect_rtcp", "srtp_unprotect_rtcp"):
        assert hasattr(lib, name)


def test_the_headless_client_can_listen_in() -> None:
    assert list(inspect.signature(RTCRtpReceiver._handle_rtp_packet).parameters) == [
        "self",
        "packet",
        "arrival_time_ms",
    ]
    assert list(inspect.signature(RTCRtpSender._handle_rtcp_packet).parameters) == ["self", "packet"]


class Wire:
    """aiortc's client end, joined to our handshake without a network."""

    role, state = "controlling", "connected"

    def __init__(self) -> None:
        self.queue: asyncio.Queue[bytes] = asyncio.Queue()
        self.ours: Handshake | None = None

    async def _recv(self) -> bytes:
        return await self.queue.get()

    async def _send(self, data: bytes) -> None:
        assert self.ours is not None
        self.ours.feed(data)


async def shake_hands(wanted: list[tuple[str, str]] | None = None) -> tuple[Srtp | None, RTCDtlsTransport]:
    """A handshake of aiortc as client with ours; `wanted` is what we believe the client's fingerprints to be."""
    wire, certificate, own = Wire(), Certificate(), RTCCertificate.generateCertificate()
    ours = Handshake(certificate, wire.queue.put_nowait)
    wire.ours = ours
    client = RTCDtlsTransport(wire, [own])  # type: ignore[arg-type]
    client._set_role("client")
    expected = RTCDtlsParameters([RTCDtlsFingerprint("sha-256", certificate.fingerprint)])
    fingerprints = wanted or [(item.algorithm, item.value) for item in own.getFingerprints()]
    async with asyncio.timeout(60):
        srtp, _ = await asyncio.gather(ours.run(fingerprints), client.start(expected))
    return srtp, client


async def test_packets_pass_both_ways_after_the_handshake() -> None:
    srtp, client = await shake_hands()
    assert srtp is not None
    packet = bytes([0x80, 96, 0, 1]) + bytes(8) + b"payload"
    buffer = PacketBuffer()
    sealed = client._tx_srtp.protect(packet)
    arrived = slice(HEADROOM, HEADROOM + len(sealed))
    buffer.raw[arrived] = sealed
    assert bytes(buffer.view[HEADROOM : srtp.unprotect(buffer, HEADROOM + len(sealed))]) == packet
    buffer.raw[: len(packet)] = packet
    length = srtp.protect(buffer, 0, len(packet))
    assert client._rx_srtp.unprotect(bytes(buffer.view[:length])) == packet
    buffer.raw[arrived] = sealed[:-1] + bytes([sealed[-1] ^ 1])
    assert srtp.unprotect(buffer, HEADROOM + len(sealed)) == 0


async def test_another_certificate_than_the_offered_one_is_refused() -> None:
    srtp, client = await shake_hands([("sha-256", ":".join(["AB"] * 32))])
    assert srtp is None
    await client.stop()


def request(password: str, username: str = "ours:theirs", nominate: bool = True) -> bytes:
    """A browser's connectivity check."""
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = username
    if nominate:
        message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(password.encode())
    return bytes(message)


@pytest.mark.parametrize("address", [("192.0.2.9", 4242), ("2001:db8::9", 4242)])
def test_checks_are_answered(address: tuple[str, int]) -> None:
    datagram = request("the password")
    assert binding_username(datagram) == "ours"
    answered = binding_response(datagram, address, "the password")
    response = stun.parse_message(answered, integrity_key=b"the password")
    assert response.attributes["XOR-MAPPED-ADDRESS"] == address
    assert nominates(datagram, "the password") is True
    assert nominates(request("the password", nominate=False), "the password") is False


def test_forged_checks_are_not_answered() -> None:
    assert nominates(request("a guess"), "the password") is None
    unsigned = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, attributes={"USERNAME": "ours:theirs"})
    assert nominates(bytes(unsigned), "the password") is None
    damaged = bytearray(request("the password"))
    damaged[25] ^= 1
    assert nominates(bytes(damaged), "the password") is None
