"""Damaged datagrams of every kind, from strangers and from a client with keys, beside a call that must not notice.

`make soak-fuzz` sends a million; the tests a seeded few thousand. What carries keys is damaged before it is encrypted, so
that it reaches the parsers of RTP and RTCP behind SRTP. `make soak-fuzz`, which has the machine alone, also holds that the worker
never keeps packets waiting for more than 100 ms by its own work: processor time grows where other tests share the cores.
"""

import asyncio
import os
import random
import socket
import struct
import time
from collections.abc import Callable

import aiohttp

from audiencia.core.ids import PartyId, PeerId, RoomId
from audiencia.media.packets import rtcp
from tests.integration.media.raw_calls import Person, raw_person
from tests.integration.media.raw_peer import AUDIO, RTX, VIDEO, binding_request, packet, picture, read_answer
from tests.integration.media.workers import SECRET, Worker, both_ways, running_worker
from tests.unit.media.packets.offers import offer_of

DATAGRAMS = int(os.environ.get("AUDIENCIA_DATAGRAMS", "12000"))
ALONE = "AUDIENCIA_DATAGRAMS" in os.environ
SEED = int(os.environ.get("AUDIENCIA_MEDIA_SEED", "20261125"))
MOST_STALLED_MS = 100
CHUNK = 50
CLIENT_HELLO = (
    bytes.fromhex("16feff000000000000000000360100002a000000000000002afefd") + bytes(32) + b"\0\0\0\2\xc0\x2b\1\0"
)


def damaged(data: bytes, dice: random.Random) -> bytes:
    """With bytes changed, cut, doubled or added."""
    changed = bytearray(data)
    for _ in range(dice.choice((0, 1, 1, 2, 5))):
        changed[dice.randrange(len(changed))] = dice.choice((0, 0xFF, 0x7F, 0x80, dice.randrange(256)))
    match dice.randrange(8):
        case 0:
            changed = changed[: dice.randrange(len(changed) + 1)]
        case 1:
            changed += dice.randbytes(dice.choice((1, 4, 30, 1300)))
        case 2:
            at = dice.randrange(len(changed))
            changed[at:at] = changed[at : at + 12]
    return bytes(changed)


class Attacker:
    """Sends from strangers' sockets, from a half-open client's address, and as a client with keys."""

    def __init__(self, worker: Worker, insider: Person, half_open: bytes, dice: random.Random) -> None:
        self._dice = dice
        self._insider = insider
        self._sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(20)]
        for one in self._sockets:
            one.setblocking(False)
            one.connect(("127.0.0.1", worker.port))
        # One of the strangers has validated its address and goes no further.
        self._half_open = self._sockets[0]
        self._half_open.send(half_open)
        self._checks = [half_open, binding_request(insider.peer.answered)]
        self._kinds: list[Callable[[], None]] = [
            self._stun,
            self._dtls,
            self._plain,
            self._rtp,
            self._rtcp,
            self._rubbish,
        ]

    def send(self) -> None:
        """One datagram of some kind."""
        try:
            self._dice.choice(self._kinds)()
        except OSError:
            # The kernel refuses an empty or a too long one, or is full.
            return

    def close(self) -> None:
        for one in self._sockets:
            one.close()

    def _stranger(self) -> socket.socket:
        return self._half_open if self._dice.random() < 0.3 else self._dice.choice(self._sockets)

    def _stun(self) -> None:
        self._stranger().send(damaged(self._dice.choice(self._checks), self._dice))

    def _dtls(self) -> None:
        data = damaged(CLIENT_HELLO, self._dice)
        if self._dice.random() < 0.5:
            self._stranger().send(data)
        else:
            self._insider.peer.send(data)

    def _plain(self) -> None:
        self._stranger().send(damaged(bytes([0x80, self._dice.choice((96, 111, 200, 205))]) + bytes(60), self._dice))

    def _rubbish(self) -> None:
        data = self._dice.randbytes(self._dice.choice((1, 11, 12, 13, 100, 1200, 1601)))
        (self._stranger().send if self._dice.random() < 0.7 else self._insider.peer.send)(data)

    def _rtp(self) -> None:
        dice, person = self._dice, self._insider
        media = dice.choice(("microphone", "camera", "screen", "camera-rtx"))
        kind = dice.choice((AUDIO, VIDEO, RTX))
        body = struct.pack("!H", dice.randrange(65536)) if kind == RTX else b""
        data = packet(kind, dice.randrange(65536), dice.randrange(2**32), person.peer.ssrcs[media],
                      dice.randrange(65536), body + picture(dice.randrange(32768), dice.random() < 0.5, b"|x"))  # fmt: skip
        spoilt = bytearray(damaged(data, dice))
        if len(spoilt) < 12:
            return
        spoilt[8:12] = data[8:12]
        person.peer.send(self._sealed(bytes(spoilt)))

    def _rtcp(self) -> None:
        dice, person = self._dice, self._insider
        ssrc = dice.choice([*person.peer.ssrcs.values(), *person.peer.answered.slots.values()])
        whole = dice.choice((
            rtcp.sender_report(ssrc, dice.randrange(2**64), dice.randrange(2**32), 1, 1, "x"),
            rtcp.receiver_report([rtcp.ReportBlock(ssrc, 1, -5, 7, 9, dice.randrange(2**32), dice.randrange(2**32))]),
            rtcp.nack(ssrc, [dice.randrange(65536) for _ in range(dice.choice((1, 20, 300)))]),
            rtcp.picture_loss(ssrc), rtcp.receiver_estimate(dice.randrange(2**31), [ssrc]),
        ))  # fmt: skip
        data = damaged(whole, dice)
        if len(data) >= 8 and len(data) <= 1400:
            person.peer.send(self._sealed_rtcp(data))

    def _sealed(self, data: bytes) -> bytes:
        return self._insider.peer.seal(data[:1400]) or data

    def _sealed_rtcp(self, data: bytes) -> bytes:
        peer = self._insider.peer
        assert peer.srtp is not None
        peer._out.view[: len(data)] = data
        return bytes(peer._out.view[: peer.srtp.protect_rtcp(peer._out, 0, len(data))]) or data


class Call:
    """Two who talk all the time; each packet must come, unchanged and once."""

    def __init__(self, one: Person, other: Person) -> None:
        self._pair = ((one, other), (other, one))
        self.sent = 0

    async def talk(self) -> None:
        while True:
            for sender, _ in self._pair:
                sender.frame(b"|%s %d" % (sender.name.encode(), self.sent), key=self.sent % 50 == 0)
                sender.sound(b"|%s %d" % (sender.name.encode(), self.sent))
            self.sent += 1
            await asyncio.sleep(0.02)

    def check(self) -> None:
        for sender, viewer in self._pair:
            for slot in ("audio0", "video0"):
                bodies = [
                    came.payload.rpartition(b"|")[2] for came in viewer.came if came.slot == slot and not came.again
                ]
                assert bodies == [b"%s %d" % (sender.name.encode(), n) for n in range(len(bodies))]


async def counters(worker: Worker) -> dict[str, int]:
    """What the worker counts."""
    url, secret = f"http://127.0.0.1:{worker.control_port}/v1/state", {"Authorization": f"Bearer {SECRET}"}
    async with aiohttp.ClientSession(headers=secret) as http, http.get(url) as response:
        found: dict[str, int] = (await response.json())["counters"]
        return found


async def test_a_call_does_not_notice_damaged_datagrams() -> None:
    dice = random.Random(SEED)
    async with (
        running_worker() as worker,
        raw_person(worker, "a") as a,
        raw_person(worker, "b") as b,
        raw_person(worker, "insider") as insider,
        raw_person(worker, "victim") as victim,
    ):
        half = await worker.control.put_peer(PeerId("half"), PartyId("half"), offer_of("chromium"))
        await worker.control.put_room(RoomId(1), 1, both_ways("a", "b"))
        await worker.control.put_room(RoomId(2), 1, both_ways("insider", "victim"))
        attacker, call = Attacker(worker, insider, binding_request(read_answer(half.sdp)), dice), Call(a, b)
        talk = asyncio.create_task(call.talk())
        began = time.monotonic()
        try:
            for number in range(DATAGRAMS):
                attacker.send()
                if number % CHUNK == 0:
                    # Who says nothing for half a minute is taken for gone.
                    victim.peer.check()
                    # No faster than the worker reads: what the kernel drops would damage nothing.
                    before = min(len(a.came), len(b.came))
                    await a.until(lambda before=before: min(len(a.came), len(b.came)) >= before + 1)  # type: ignore[misc]
        finally:
            attacker.close()
            talk.cancel()
        state = await worker.until(lambda state: True)
        assert {"a", "b", "victim"} <= state.connected()
        call.check()
        counted = await counters(worker)
        longest = counted["longest_turn_ms"]
        assert counted["failures"] == 0
        print(f"{DATAGRAMS} damaged datagrams in {time.monotonic() - began:.0f} s beside {4 * call.sent} packets of a call, "
              f"longest turn {longest} ms")  # fmt: skip
        assert not ALONE or longest <= MOST_STALLED_MS
