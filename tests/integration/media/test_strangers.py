"""What comes over the UDP port from anybody: nothing is answered or kept without the password of an offer."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import pytest
from aioice import stun

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import PartyId, PeerId, RoomId
from audiencia.media.worker import admission, registry
from audiencia.media.worker.admission import Urgency
from tests.integration.media.workers import PATIENT, REGISTRY, Worker, connected_client, route, running_worker
from tests.unit.media.packets.offers import offer_of


class Stranger(asyncio.DatagramProtocol):
    """A plain UDP socket that keeps what it receives."""

    transport: asyncio.DatagramTransport

    def __init__(self) -> None:
        self.received: asyncio.Queue[bytes] = asyncio.Queue()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.received.put_nowait(data)


@asynccontextmanager
async def stranger(worker: Worker) -> AsyncIterator[Stranger]:
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(
        Stranger, remote_addr=("127.0.0.1", worker.port), family=socket.AF_INET
    )
    try:
        yield protocol
    finally:
        transport.close()


def check(ufrag: str, password: str) -> bytes:
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, attributes={"USERNAME": f"{ufrag}:x"})
    message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(password.encode())
    return bytes(message)


def credentials(answer: str) -> tuple[str, str]:
    values = dict(
        line.removeprefix("a=").split(":", 1)
        for line in answer.split("\r\n")
        if line.startswith("a=ice-") and ":" in line
    )
    return values["ice-ufrag"], values["ice-pwd"]


# The first flight of a DTLS 1.2 client: a record of a handshake with a ClientHello that offers nothing of use.
CLIENT_HELLO = (
    bytes.fromhex("16feff000000000000000000360100002a000000000000002afefd") + bytes(32) + b"\0\0\0\2\xc0\x2b\1\0"
)


async def test_only_the_password_validates_an_address(worker: Worker) -> None:
    answer = await worker.control.put_peer(PeerId("one"), PartyId("a"), offer_of("chromium"))
    ufrag, password = credentials(answer.sdp)
    async with stranger(worker) as wrong, stranger(worker) as right:
        wrong.transport.sendto(check(ufrag, "not the password"))
        wrong.transport.sendto(check("nobody", password))
        wrong.transport.sendto(CLIENT_HELLO)
        wrong.transport.sendto(bytes([0x80, 96]) + bytes(50))
        right.transport.sendto(check(ufrag, password))
        async with asyncio.timeout(90):
            response = await right.received.get()
        assert stun.parse_message(response, integrity_key=password.encode()).message_class == stun.Class.RESPONSE
        # The datagrams were read in their order, so whatever the first socket was to get would have come by now.
        assert wrong.received.empty()
        state = await worker.control.state()
        assert [peer.state for peer in state.peers] == ["connecting"]
        assert state.peers[0].packets_in == 0


async def test_a_talk_goes_on_under_a_hail_of_rubbish(worker: Worker) -> None:
    dice = random.Random(20261125)
    async with (
        stranger(worker) as hail,
        connected_client(worker, "a") as a,
        connected_client(worker, "b") as b,
    ):
        answer = await worker.control.put_peer(PeerId("half"), PartyId("half"), offer_of("chromium"))
        ufrag, password = credentials(answer.sdp)
        hail.transport.sendto(check(ufrag, password))
        a.send("camera", b"A")
        await worker.control.put_room(RoomId(1), 1, [route("b", "video0", "a", "camera")])
        await b.wait(lambda: b.slots["video0"].packets > 0)
        good = [check(ufrag, password), CLIENT_HELLO, bytes([0x80, 96]) + bytes(60), bytes([0x80, 200]) + bytes(60)]
        for number in range(3000):
            data = bytearray(dice.choice(good))
            for _ in range(dice.randint(0, 6)):
                data[dice.randrange(len(data))] = dice.randrange(256)
            data = data[: dice.randint(0, len(data))] + dice.randbytes(dice.choice([0, 0, 5, 1500]))
            hail.transport.sendto(bytes(data))
            if number % 50 == 0:
                await asyncio.sleep(0)
        before = b.slots["video0"].packets
        await b.wait(lambda: b.slots["video0"].packets > before + 10)
        assert set(b.slots["video0"].by_mark) == {b"A"}
        assert {peer.party for peer in (await worker.control.state()).peers} >= {"a", "b"}


async def test_an_address_in_use_cannot_be_taken_by_another_offer(worker: Worker) -> None:
    first = await worker.control.put_peer(PeerId("one"), PartyId("a"), offer_of("chromium"))
    second = await worker.control.put_peer(PeerId("two"), PartyId("b"), offer_of("firefox"))
    async with stranger(worker) as client:
        client.transport.sendto(check(*credentials(first.sdp)))
        async with asyncio.timeout(90):
            await client.received.get()
        client.transport.sendto(check(*credentials(second.sdp)))
        client.transport.sendto(check(*credentials(first.sdp)))
        async with asyncio.timeout(90):
            response = await client.received.get()
        # Only the owner's check was answered, and both were read by now.
        assert stun.parse_message(response, integrity_key=credentials(first.sdp)[1].encode())
        assert client.received.empty()


async def test_half_open_handshakes_end(worker: Worker) -> None:
    answer = await worker.control.put_peer(PeerId("half"), PartyId("half"), offer_of("chromium"))
    async with stranger(worker) as client:
        client.transport.sendto(check(*credentials(answer.sdp)))
        await worker.until(lambda state: state.peers[0].state == "connecting")
        await worker.until(lambda state: not state.peers, timeout=registry.HANDSHAKE_SECONDS + 30)


async def test_a_handshake_without_a_common_cipher_ends_at_once() -> None:
    async with running_worker(constants={f"{REGISTRY}:HANDSHAKE_SECONDS": 300.0}) as worker:
        answer = await worker.control.put_peer(PeerId("odd"), PartyId("odd"), offer_of("chromium"))
        async with stranger(worker) as client:
            client.transport.sendto(check(*credentials(answer.sdp)))
            client.transport.sendto(CLIENT_HELLO)
            # Not only when the time for a handshake is over, or nothing has been heard for too long.
            await worker.until(lambda state: not state.peers, timeout=registry.SILENT_SECONDS - 5)


@pytest.fixture
async def patient_worker() -> AsyncIterator[Worker]:
    """A fresh media worker to which hundreds of offers are made."""
    async with running_worker(constants=PATIENT) as started:
        yield started


async def half_open(worker: Worker, *numbers: int) -> None:
    """An offer of each of these parties, and no more of them."""
    for number in numbers:
        await worker.control.put_peer(PeerId(f"peer-{number}"), PartyId(f"party-{number}"), offer_of("aiortc"))


async def peers(worker: Worker) -> list[str]:
    return [peer.peer_id for peer in (await worker.control.state()).peers]


async def test_one_party_has_two_attempts(patient_worker: Worker) -> None:
    """The direct one and that by a relay. Whoever holds many numbers may make many offers, and nobody else is refused for it."""
    parties = admission.MAX_HALF_OPEN // 4 + 2
    for attempt in range(4):
        for number in range(parties):
            peer, party = PeerId(f"peer-{number}-{attempt}"), PartyId(f"party-{number}")
            await patient_worker.control.put_peer(peer, party, offer_of("aiortc"))
    assert await peers(patient_worker) == [
        f"peer-{number}-{attempt}" for attempt in (2, 3) for number in range(parties)
    ]
    async with connected_client(patient_worker, "honest"):
        assert (await patient_worker.control.state()).connected() == {"honest"}


async def test_the_oldest_attempt_gives_way_and_never_that_of_a_call(patient_worker: Worker) -> None:
    await patient_worker.control.put_room(RoomId(1), 1, [route("party-0", "video0", "party-2", "camera")])
    await half_open(patient_worker, *range(admission.MAX_HALF_OPEN))
    await half_open(patient_worker, 900, 901)
    assert await peers(patient_worker) == [
        "peer-0",
        "peer-2",
        *(f"peer-{n}" for n in range(4, admission.MAX_HALF_OPEN)),
        "peer-900",
        "peer-901",
    ]
    async with connected_client(patient_worker, "honest"), connected_client(patient_worker, "party-0"):
        assert (await patient_worker.control.state()).connected() == {"honest", "party-0"}


async def test_who_is_in_a_call_takes_nobody_elses_place(patient_worker: Worker) -> None:
    await patient_worker.control.put_room(RoomId(1), 1, [route("party-900", "video0", "party-901", "camera")])
    await half_open(patient_worker, *range(admission.MAX_HALF_OPEN))
    await half_open(patient_worker, 900, 901)
    assert len(await peers(patient_worker)) == admission.MAX_HALF_OPEN + 2


async def test_an_attempt_that_is_needed_later_is_refused_and_one_that_is_needed_sooner_takes_its_place(
    patient_worker: Worker,
) -> None:
    await half_open(patient_worker, *range(admission.MAX_HALF_OPEN))
    with pytest.raises(Refused) as refusal:
        await patient_worker.control.put_peer(
            PeerId("far"), PartyId("far"), offer_of("aiortc"), urgency=Urgency.WAITING
        )
    assert refusal.value.code is Code.MEDIA_CONNECTIONS_FULL
    assert (await patient_worker.control.state()).half_open() == admission.MAX_HALF_OPEN
    await patient_worker.control.put_peer(
        PeerId("called"), PartyId("called"), offer_of("aiortc"), urgency=Urgency.CALLED
    )
    found = await peers(patient_worker)
    assert "called" in found
    assert "peer-0" not in found
    assert len(found) == admission.MAX_HALF_OPEN


async def test_a_new_attempt_leaves_the_connection_that_is_up(patient_worker: Worker) -> None:
    async with connected_client(patient_worker, "a"):
        for number in range(3):
            await patient_worker.control.put_peer(PeerId(f"peer-{number}"), PartyId("a"), offer_of("chromium"))
        assert (await patient_worker.control.state()).connected() == {"a"}
        assert (await peers(patient_worker))[1:] == ["peer-1", "peer-2"]
