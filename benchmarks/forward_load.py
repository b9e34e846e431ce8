"""Makes the load of `benchmarks.forward`: many clients in one process that send, receive and time paced media.

All clients share one UDP socket and have addresses of their own on the loopback network (IP_PKTINFO). Everything sent is
encrypted when it is sent. Of what arrives each packet is counted and one of sixteen is decrypted for the time it was
sent, which is compared with the kernel's time of its arrival: what this process is late itself does not count.
"""

import asyncio
import contextlib
import ctypes
import os
import random
import secrets
import select
import socket
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aioice import stun

from audiencia.media.packets import rtcp
from audiencia.media.packets.clocks import ntp_of
from audiencia.media.worker.batches import kernel_call
from audiencia.media.worker.peer import HEADROOM, PacketBuffer, Srtp
from tests.integration.media.raw_peer import (
    AUDIO,
    KEY_FRAME,
    OTHER_FRAME,
    PASSWORD,
    TRANSPORT_ID,
    VIDEO,
    Answered,
    Certificate,
    Handshake,
    binding_request,
)  # fmt: skip

BATCH = 64
SO_TIMESTAMPNS, IP_PKTINFO = 35, 8
"""Linux: the socket module has no names for them."""
SAMPLED = 16
BINDING_REQUEST = b"\0\1"
TICK = 0.001
LINE = 2_000_000
"""What a client says its line carries of each other one, in bit/s."""
VIDEO_SIZE, AUDIO_SIZE = 1100, 120
FRAME = 4
"""Packets of one frame: 25 frames a second."""
_HEAD = struct.Struct("!BBHIIIBBBB")
_TIME = struct.Struct("d")
_PKTINFO = struct.Struct("=Qiii4s4s4x")
_STAMP = struct.Struct("=Qiiqq")


class Vector(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("size", ctypes.c_size_t))


class Message(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_void_p), ("name_size", ctypes.c_uint32), ("vectors", ctypes.c_void_p),
        ("vector_count", ctypes.c_size_t), ("control", ctypes.c_void_p), ("control_size", ctypes.c_size_t),
        ("flags", ctypes.c_size_t), ("length", ctypes.c_size_t),
    )  # fmt: skip


class Client:
    """One client's keys and counters; `host` is its address, `target` where it sends to, `slots` the SSRCs it receives."""

    def __init__(
        self, host: str, target: tuple[str, int], srtp: Srtp, ssrcs: dict[str, int], slots: dict[str, int] | None = None
    ) -> None:
        info = _PKTINFO.pack(28, socket.IPPROTO_IP, IP_PKTINFO, 0, socket.inet_aton(host), bytes(4))
        self.control = ctypes.create_string_buffer(info, len(info))
        name = struct.pack("=H", socket.AF_INET) + struct.pack("!H", target[1]) + socket.inet_aton(target[0]) + bytes(8)
        self.name = ctypes.create_string_buffer(name, 16)
        self.srtp = srtp
        self.ssrcs = ssrcs
        self.slots = slots or {}
        self.transport = 0
        self.sequences = {AUDIO: secrets.randbelow(30_000), VIDEO: secrets.randbelow(30_000)}
        self.packets = {AUDIO: 0, VIDEO: 0}
        self.last_seen = -1
        """The last sequence number of video that was sampled: it is asked for again once a second."""
        self.phase = random.random() * 0.02


@dataclass
class Round:
    """What happened in one round of load. `cpu` is the processor time of what was measured, while it was loaded."""

    cpu: float

    seconds: float
    sent: int
    received: int
    generator: float
    """How much of its core this process used."""
    lateness: float
    """How far it was behind with sending at most, in seconds."""
    latencies: list[float] = field(default_factory=list)


class Wire:
    """The shared socket, with memory for batches both ways."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for option in (33, 32):
            try:
                self.socket.setsockopt(socket.SOL_SOCKET, option, 16 << 20)
            except PermissionError:
                self.socket.setsockopt(
                    socket.SOL_SOCKET, {33: socket.SO_RCVBUF, 32: socket.SO_SNDBUF}[option], 16 << 20
                )
        self.socket.bind(("0.0.0.0", 0))
        self.socket.setblocking(False)
        self.handshakes: list[Handshake] = []
        self.out = [PacketBuffer() for _ in range(BATCH)]
        self.into = [PacketBuffer() for _ in range(BATCH)]
        self._controls = (ctypes.c_char * 64 * BATCH)()
        self._sends, self._send_vectors = self._prepare(self.out, 0)
        self._receives, self._receive_vectors = self._prepare(self.into, HEADROOM)
        for n in range(BATCH):
            self._sends[n].name_size = 16
            self._receives[n].control, self._receives[n].control_size = ctypes.addressof(self._controls[n]), 64
        self.send_words = memoryview(self._sends).cast("B").cast("Q")
        self.vector_words = memoryview(self._send_vectors).cast("B").cast("Q")
        self.receive_words = memoryview(self._receives).cast("B").cast("Q")
        self._send, self._receive = kernel_call("sendmmsg"), kernel_call("recvmmsg", ctypes.c_void_p)
        self.waiting = 0

    def _prepare(self, buffers: list[PacketBuffer], offset: int) -> tuple[ctypes.Array[Message], ctypes.Array[Vector]]:
        messages, vectors = (Message * BATCH)(), (Vector * BATCH)()
        for message, vector, buffer in zip(messages, vectors, buffers, strict=True):
            vector.base, vector.size = buffer.address + offset, 1600
            message.vectors, message.vector_count = ctypes.addressof(vector), 1
        return messages, vectors

    def tell_addresses(self, on: bool) -> None:
        """Arrivals carry the address they came to, or else the kernel's time of their arrival."""
        self.socket.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, int(on))
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, int(not on))

    def send(self, host: str, data: bytes, target: tuple[str, int]) -> None:
        """Sends one datagram from this address, at once."""
        info = struct.pack("=i4s4s", 0, socket.inet_aton(host), bytes(4))
        self.socket.sendmsg([data], [(socket.IPPROTO_IP, IP_PKTINFO, info)], 0, target)

    def put(self, client: Client, length: int) -> None:
        """Sends `out[waiting]` with the next `flush`."""
        n = self.waiting
        self.vector_words[2 * n + 1] = length
        self.send_words[8 * n] = ctypes.addressof(client.name)
        self.send_words[8 * n + 4], self.send_words[8 * n + 5] = ctypes.addressof(client.control), 32
        self.waiting = n + 1
        if self.waiting == BATCH:
            self.flush()

    def flush(self) -> None:
        """Sends what waits; nothing may be lost here."""
        done = 0
        while done < self.waiting:
            sent = self._send(
                self.socket.fileno(), ctypes.addressof(self._sends) + 64 * done, self.waiting - done, 0x40
            )
            if sent < 0:
                select.select([], [self.socket], [], 0.01)
            else:
                done += sent
        self.waiting = 0

    def receive(self) -> int:
        """How many datagrams were taken into `into`."""
        count = max(0, self._receive(self.socket.fileno(), ctypes.addressof(self._receives), BATCH, 0x40, None))
        for n in range(count):
            self.receive_words[8 * n + 5] = 64
        return count

    def arrived(self, n: int) -> float:
        """The kernel's time of datagram `n`, as Unix time."""
        *_, seconds, nanoseconds = _STAMP.unpack_from(self._controls[n])
        return float(seconds) + float(nanoseconds) * 1e-9


@dataclass(frozen=True)
class Asked:
    """A client that was answered and is not connected yet. Its own address and the one it was told are not another's."""

    host: str
    ssrcs: dict[str, int]
    answered: Answered


async def connect(wire: Wire, certificate: Certificate, asked: Sequence[Asked]) -> list[Client]:
    """ICE and DTLS of all clients, each from its own address."""
    loop = asyncio.get_running_loop()
    shakes: dict[tuple[str, Any], Handshake] = {}
    heard: dict[tuple[str, Any], asyncio.Event] = {}

    def read() -> None:
        while True:
            try:
                data, more, _, source = wire.socket.recvmsg(2048, 256)
            except BlockingIOError:
                return
            host = next(socket.inet_ntoa(value[8:12]) for level, kind, value in more if kind == IP_PKTINFO)
            if data[:2] == BINDING_REQUEST:
                wire.send(host, _binding_response(data, source), source)
            elif data[0] < 4:
                # Not always of those who connect now: an answer to a check that was repeated comes later.
                heard.setdefault((host, source), asyncio.Event()).set()
            elif 20 <= data[0] <= 63 and (host, source) in shakes:
                shakes[host, source].feed(data)

    async def one(client: Asked) -> Client:
        target = client.answered.address
        shake = Handshake(certificate, lambda data: wire.send(client.host, data, target))
        shakes[client.host, target], event = shake, heard.setdefault((client.host, target), asyncio.Event())
        async with asyncio.timeout(60):
            while not event.is_set():
                wire.send(client.host, binding_request(client.answered), target)
                await asyncio.wait([asyncio.ensure_future(event.wait())], timeout=0.5)
            srtp = await shake.run(client.answered.fingerprint)
            return Client(client.host, target, srtp, client.ssrcs, client.answered.slots)

    loop.add_reader(wire.socket.fileno(), read)
    clients = []
    for at in range(0, len(asked), 8):
        clients += await asyncio.gather(*map(one, asked[at : at + 8]))
    loop.remove_reader(wire.socket.fileno())
    # The handshakes stay alive: a client that closes its DTLS ends its connection.
    wire.handshakes += shakes.values()
    return clients


def _binding_response(request: bytes, address: tuple[str, int]) -> bytes:
    """To a check of the other side: a full ICE agent, as Janus has one, makes them too."""
    asked = stun.parse_message(request)
    answer = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, asked.transaction_id)
    answer.attributes["XOR-MAPPED-ADDRESS"] = address
    answer.add_message_integrity(PASSWORD.encode())
    return bytes(answer)


class Load:
    """Sends for `clients` and takes what comes back."""

    def __init__(self, wire: Wire, clients: list[Client], line: int = LINE) -> None:
        self._wire = wire
        self._clients = clients
        self._line = line
        self._owners = {ssrc: client for client in clients for ssrc in client.slots.values()}
        self.sent = self.received = 0
        self._latencies: list[float] = []
        rest = secrets.token_bytes(VIDEO_SIZE)
        self._bodies = {AUDIO: bytes(AUDIO_SIZE), VIDEO: (b"\x90\x80\x80\0" + OTHER_FRAME + rest)[: VIDEO_SIZE - 20]}
        self._key = (b"\x90\x80\x80\0" + KEY_FRAME + rest)[: VIDEO_SIZE - 20]

    def _packet(self, client: Client, kind: int, now: float) -> None:
        wire, number = self._wire, client.packets[kind]
        out = wire.out[wire.waiting]
        body = self._bodies[kind]
        if kind == VIDEO and number % (FRAME * 250) < 1:
            body = self._key
        size = 20 + len(body)
        out.view[20:size] = body
        client.transport = client.transport + 1 & 0xFFFF
        sequence = client.sequences[kind] + number & 0xFFFF
        if kind == VIDEO:
            picture = number // FRAME
            out.raw[22], out.raw[23] = 0x80 | picture >> 8 & 0x7F, picture & 0xFF
            if number % FRAME:
                out.raw[20] = 0x80
            stamp, marker, ssrc = picture * 3600, number % FRAME == FRAME - 1, client.ssrcs["camera"]
        else:
            stamp, marker, ssrc = number * 960, False, client.ssrcs["microphone"]
        _HEAD.pack_into(out.raw, 0, 0x90, kind | (0x80 if marker else 0), sequence, stamp & 0xFFFFFFFF, ssrc, 0xBEDE0001,
                        TRANSPORT_ID << 4 | 1, client.transport >> 8, client.transport & 0xFF, 0)  # fmt: skip
        _TIME.pack_into(out.raw, 40, now)
        client.packets[kind] = number + 1
        self.sent += 1
        wire.put(client, client.srtp.protect(out, 0, size))

    def _reports(self, client: Client, now: float) -> None:
        """Once a second: clocks of both streams, and as a viewer an estimate and a request for one packet."""
        for kind, media, rate in ((AUDIO, "microphone", 960), (VIDEO, "camera", 900)):
            self._say(client, rtcp.sender_report(
                client.ssrcs[media], ntp_of(now), client.packets[kind] * rate, client.packets[kind], 0, "peer"
            ))  # fmt: skip
        if client.last_seen >= 0:
            slot = client.slots["video0"]
            estimate = rtcp.receiver_estimate(self._line, [slot])
            self._say(client, rtcp.receiver_report(()) + rtcp.nack(slot, [client.last_seen]) + estimate)

    def _say(self, client: Client, data: bytes) -> None:
        out = self._wire.out[self._wire.waiting]
        out.view[: len(data)] = data
        self._wire.put(client, client.srtp.protect_rtcp(out, 0, len(data)))

    def _drain(self) -> None:
        wire = self._wire
        while count := wire.receive():
            for n in range(count):
                raw = wire.into[n].raw
                if raw[HEADROOM] < 128 or 192 <= raw[HEADROOM + 1] <= 223:
                    continue
                kind = raw[HEADROOM + 1] & 0x7F
                if kind != AUDIO and kind != VIDEO:
                    continue
                self.received += 1
                if self.received % SAMPLED == 0:
                    self._sample(n, kind)
            if count < BATCH:
                return

    def _sample(self, n: int, kind: int) -> None:
        wire, buffer = self._wire, self._wire.into[n]
        ssrc = int.from_bytes(buffer.raw[HEADROOM + 8 : HEADROOM + 12], "big")
        client = self._owners.get(ssrc)
        if client is None:
            return
        end = client.srtp.unprotect(buffer, HEADROOM + wire.receive_words[8 * n + 7])
        if not end:
            return
        if kind == VIDEO and ssrc == client.slots["video0"]:
            client.last_seen = buffer.raw[HEADROOM + 2] << 8 | buffer.raw[HEADROOM + 3]
        size = VIDEO_SIZE - 20 if kind == VIDEO else AUDIO_SIZE
        (sent,) = _TIME.unpack_from(buffer.raw, end - size + 20)
        self._latencies.append(wire.arrived(n) - sent)

    def run(self, seconds: float, cpu: Callable[[], float]) -> Round:
        """Sends for so long, then waits until nothing more comes. `cpu` reads the processor time of what is measured."""
        self._latencies = []
        sent, received = self.sent, self.received
        order = self._order()
        begun, used, other = time.monotonic(), time.process_time(), cpu()
        lateness, tick, at = 0.0, 0, 0
        cycle = 0
        while (now := time.monotonic()) - begun < seconds:
            due = begun + tick * TICK
            if now < due:
                # Not woken by what arrives: waking a sleeping process costs the one who sends to it, and no forwarder
                # has its clients on the same machine. The kernel notes when it came.
                time.sleep(due - now)
                continue
            lateness = max(lateness, now - due) if tick > 100 else 0.0
            wall = time.time()
            while cycle * 0.02 + order[at][0] <= tick * TICK:
                _, client, kind = order[at]
                self._packet(client, kind, wall)
                at += 1
                if at == len(order):
                    at, cycle = 0, cycle + 1
                if self._wire.waiting == 0:
                    self._drain()
                    wall = time.time()
            for client in self._clients[tick % 1000 :: 1000]:
                self._reports(client, wall)
            self._wire.flush()
            self._drain()
            tick += 1
        took, used, other = time.monotonic() - begun, time.process_time() - used, cpu() - other
        until = time.monotonic() + 0.5
        while time.monotonic() < until:
            select.select([self._wire.socket], [], [], 0.05)
            self._drain()
        return Round(other, took, self.sent - sent, self.received - received, used / took, lateness, self._latencies)

    def _order(self) -> list[tuple[float, Client, int]]:
        parts = [(client.phase, client, AUDIO) for client in self._clients]
        for half in (0.0, 0.01):
            parts += [((client.phase + half) % 0.02, client, VIDEO) for client in self._clients]
        return sorted(parts, key=lambda part: part[0])


def host_of(n: int) -> str:
    """Address number `n` of the loopback network."""
    return f"127.1.{1 + n // 200}.{1 + n % 200}"


def pin(core: int) -> None:
    """Runs this process on one core, and before others where that is allowed."""
    os.sched_setaffinity(0, {core})
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, -15)
    prefer_session(os.getpid())


def prefer_session(pid: int) -> None:
    """Where Linux weighs sessions against each other, priorities count only within one."""
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text("-15")
