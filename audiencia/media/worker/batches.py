"""Many datagrams in one call of the kernel: `recvmmsg` and `sendmmsg` (Linux, 64 bits), and one by one elsewhere.
On loopback a datagram of 1.1 kB costs 0.6 us to receive and 2.4 us to send in batches, 1.2 and 3.5 us one by one."""

import ctypes
import errno
import socket
import sys
from collections.abc import Callable
from typing import Any, Protocol

from audiencia.media.worker.address import Address, address_of, is_stream, target
from audiencia.media.worker.peer import HEADROOM, LARGEST, PacketBuffer

RECEIVED = 64  # Datagrams taken at a time; then other work of the loop has its turn.
WAITING = 128  # Datagrams that wait at most to be sent together.
BATCHED = sys.platform == "linux" and sys.maxsize > 2**32 and sys.byteorder == "little"


class Inlet(Protocol):
    """Takes what has arrived; it is there until the next time."""

    def receive(self) -> list[tuple[PacketBuffer, int, Address]]:
        """What has arrived: each datagram's memory, in which it begins at `HEADROOM`, its length (more than `LARGEST` when it
        was cut off), and where it came from. Never waits."""


class Outlet(Protocol):
    """Sends. `given` counts what the kernel was given, `lost` what of it it would not take: that is dropped, as any router on the way
    might."""

    given: int
    lost: int

    def buffer(self) -> PacketBuffer:
        """One to write a datagram into; the same again until it is `put`."""

    def put(self, buffer: PacketBuffer, start: int, end: int, to: Address) -> None:
        """Sends `buffer[start:end]`, at the latest with the next `flush`. Until then the buffer must not change."""

    def flush(self) -> None:
        """Sends what waits."""


TcpSink = Callable[[PacketBuffer, int, int, Address], None]
"""Who takes what goes to an address over TCP, as `Outlet.put`, and copies it at once."""


def no_tcp(buffer: PacketBuffer, start: int, end: int, to: Address) -> None:
    """Where there is no TCP."""
    raise ValueError("no address of this socket")


class _Vector(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("size", ctypes.c_size_t))


class _Message(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_void_p), ("name_size", ctypes.c_uint32), ("vectors", ctypes.c_void_p),
        ("vector_count", ctypes.c_size_t), ("control", ctypes.c_void_p), ("control_size", ctypes.c_size_t),
        ("flags", ctypes.c_size_t), ("length", ctypes.c_size_t),
    )  # fmt: skip


_WORDS = ctypes.sizeof(_Message) // 8
"""A message is eight words. The kernel has flags and length in the lower halves of theirs (`mmsghdr`); the rest is pad."""


class _Batch:
    """Memory for the calls: `count` messages with one address and one piece of memory each."""

    def __init__(self, count: int, name_size: int) -> None:
        self.names = (ctypes.c_char * name_size * count)()
        self.vectors = (_Vector * count)()
        self.messages = (_Message * count)()
        for n, message in enumerate(self.messages):
            message.name, message.name_size = ctypes.addressof(self.names[n]), name_size
            message.vectors, message.vector_count = ctypes.addressof(self.vectors[n]), 1
        self.at = ctypes.addressof(self.messages)
        # Fields are read and written as words of 64 bits: attributes of ctypes cost five times as much.
        self.words = memoryview(self.messages).cast("B").cast("Q")
        self.vector_words = memoryview(self.vectors).cast("B").cast("Q")
        self.name_bytes = memoryview(self.names).cast("B")


class BatchInlet:
    """`recvmmsg` on a bound, non-blocking socket."""

    def __init__(self, taken: socket.socket) -> None:
        self._buffers = [PacketBuffer() for _ in range(RECEIVED)]
        self._batch = _Batch(RECEIVED, _name_size(taken))
        self._names = tuple(self._batch.names)
        self._lengths = self._batch.words[_WORDS - 1 :: _WORDS]
        for vector, buffer in zip(self._batch.vectors, self._buffers, strict=True):
            vector.base, vector.size = buffer.address + HEADROOM, LARGEST + 1
        self._call = kernel_call("recvmmsg", ctypes.c_void_p)
        self._file = taken.fileno()

    def receive(self) -> list[tuple[PacketBuffer, int, Address]]:
        """What has arrived."""
        count = self._call(self._file, self._batch.at, RECEIVED, socket.MSG_DONTWAIT, None)
        # An ICMP error about something sent earlier is reported once in place of datagrams; those come the next time.
        if count <= 0:
            return []
        sources = [name.raw for name in self._names[:count]]
        return list(zip(self._buffers, self._lengths[:count].tolist(), sources, strict=False))


class BatchOutlet:
    """`sendmmsg` on a non-blocking socket."""

    def __init__(self, taken: socket.socket, tcp: TcpSink = no_tcp) -> None:
        self.given = self.lost = 0
        self._tcp = tcp
        self._own = [PacketBuffer() for _ in range(WAITING)]
        self._batch = _Batch(WAITING, _name_size(taken))
        self._name_size = _name_size(taken)
        self._vectors, self._names = self._batch.vector_words, self._batch.name_bytes
        self._waiting = 0
        self._call = kernel_call("sendmmsg")
        self._file = taken.fileno()

    def buffer(self) -> PacketBuffer:
        """One to write a datagram into."""
        # Each one that waits uses at most the buffer of its own place.
        return self._own[self._waiting]

    def put(self, buffer: PacketBuffer, start: int, end: int, to: Address) -> None:
        """Sends `buffer[start:end]` with the next `flush`, or now when many wait."""
        n, size = self._waiting, self._name_size
        vectors = self._vectors
        vectors[2 * n] = buffer.address + start
        vectors[2 * n + 1] = end - start
        try:
            self._names[n * size : n * size + size] = to
        except ValueError:
            # Of another length: over TCP. A test before would be paid for by each datagram, and is not needed.
            self._tcp(buffer, start, end, to)
            return
        self._waiting = n + 1
        if n + 1 == WAITING:
            self.flush()

    def flush(self) -> None:
        """Sends what waits. A datagram that is refused is passed over; when the kernel's buffer is full, all the rest."""
        count, done = self._waiting, 0
        self._waiting = 0
        self.given += count
        while done < count:
            sent = self._call(self._file, self._batch.at + done * _WORDS * 8, count - done, socket.MSG_DONTWAIT)
            if sent > 0:
                done += sent
                continue
            full = ctypes.get_errno() in (errno.EAGAIN, errno.ENOBUFS)
            self.lost += count - done if full else 1
            done = count if full else done + 1


class PlainInlet:
    """Reads datagrams as `Inlet` does, with one system call for each."""

    def __init__(self, taken: socket.socket) -> None:
        self._buffers = [PacketBuffer() for _ in range(RECEIVED)]
        self._views = [buffer.view[HEADROOM : HEADROOM + LARGEST + 1] for buffer in self._buffers]
        self._socket = taken

    def receive(self) -> list[tuple[PacketBuffer, int, Address]]:
        """What has arrived."""
        found = []
        for buffer, view in zip(self._buffers, self._views, strict=True):
            try:
                length, (host, port, *more) = self._socket.recvfrom_into(view)
            except OSError:
                break
            found.append((buffer, length, address_of(host.partition("%")[0], port, more[1] if more else 0)))
        return found


class PlainOutlet:
    """Sends datagrams as `Outlet` does, each at once with a system call of its own."""

    def __init__(self, taken: socket.socket, tcp: TcpSink = no_tcp) -> None:
        self.given = self.lost = 0
        self._tcp = tcp
        self._own = PacketBuffer()
        self._socket = taken

    def buffer(self) -> PacketBuffer:
        """The one there is: what was put is sent already."""
        return self._own

    def put(self, buffer: PacketBuffer, start: int, end: int, to: Address) -> None:
        """Sends `buffer[start:end]`."""
        if is_stream(to):
            self._tcp(buffer, start, end, to)
            return
        self.given += 1
        try:
            self._socket.sendto(buffer.view[start:end], target(to))
        except OSError:
            self.lost += 1

    def flush(self) -> None:
        """Does nothing: each datagram was sent at once."""


def _name_size(taken: socket.socket) -> int:
    return 28 if taken.family == socket.AF_INET6 else 16


def kernel_call(name: str, *more: type) -> Callable[..., int]:
    """`sendmmsg` or `recvmmsg`: file, messages, how many, flags, and for the second a time to wait."""
    found: Any = getattr(ctypes.CDLL(None, use_errno=True), name)
    found.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, *more)
    found.restype = ctypes.c_int
    called: Callable[..., int] = found
    return called
