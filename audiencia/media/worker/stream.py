"""One TCP connection of a client: datagrams in frames (RFC 4571), and what waits for a slow reader."""

import contextlib
import socket
from collections import deque
from collections.abc import Iterator

from audiencia.media.worker.address import Address
from audiencia.media.worker.peer import HEADROOM, LARGEST, PacketBuffer

SCRATCH = 32 << 10  # Taken at a time of one connection; then others have their turn.
UNSENT = 8 << 10
"""What the kernel may hold that is not on its way yet: a quarter of a second at 240 kbit/s. Sound waits behind it."""
VIDEO_WAITING = 48 << 10
"""Room for a keyframe. What does not fit is lost, as in a router's queue, and repaired or asked for anew."""
OTHER_WAITING = 16 << 10  # Sound, reports, checks and handshakes: seconds of them.
CHUNK = 8 << 10
IDLE_SECONDS, PROBES, DEAD_SECONDS = 10, 3, 15
"""Routers forget connections that rest; one whose data is not acknowledged for so long is over."""
_scratch = bytearray(SCRATCH)
_view = memoryview(_scratch)


class Ended(Exception):
    """The connection is over, or speaks something else."""


class Stream:
    """Non-blocking. `known`: its client has shown that it belongs to one of our answers."""

    def __init__(self, taken: socket.socket, address: Address, now: float) -> None:
        self.socket, self.address, self.since = taken, address, now
        self.known = False
        self._partial = b""
        self._rest = b""
        """The rest of a chunk that the kernel took in part."""
        self._video: deque[bytes] = deque()
        self._others: deque[bytes] = deque()
        self._video_size = self._others_size = 0
        taken.setblocking(False)
        _tune(taken)

    @property
    def waits(self) -> bool:
        """Whether there is something to send."""
        return bool(self._rest or self._others or self._video)

    def read(self, buffers: list[PacketBuffer]) -> Iterator[list[tuple[PacketBuffer, int, Address]]]:
        """What has come, in the form of `Inlet.receive`, as often as `buffers` are full: each part is there until the next.
        Raises `Ended`."""
        begin = len(self._partial)
        _view[:begin] = self._partial
        try:
            count = self.socket.recv_into(_view[begin:])
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            raise Ended from error
        if count == 0:
            raise Ended
        data = bytes(_view[: begin + count])
        at = 0
        found: list[tuple[PacketBuffer, int, Address]] = []
        while at + 2 <= len(data):
            length = data[at] << 8 | data[at + 1]
            if length > LARGEST:
                raise Ended
            if at + 2 + length > len(data):
                break
            buffer = buffers[len(found)]
            buffer.view[HEADROOM : HEADROOM + length] = data[at + 2 : at + 2 + length]
            found.append((buffer, length, self.address))
            at += 2 + length
            if len(found) == len(buffers):
                yield found
                found = []
        self._partial = data[at:]
        if found:
            yield found

    def add(self, datagram: memoryview, video: bool) -> bool:
        """Lets a datagram wait to be sent; false: too much waits already."""
        size = 2 + len(datagram)
        if video:
            if self._video_size + size > VIDEO_WAITING:
                return False
            self._video_size += size
        elif self._others_size + size > OTHER_WAITING:
            return False
        else:
            self._others_size += size
        (self._video if video else self._others).append(len(datagram).to_bytes(2, "big") + datagram)
        return True

    def send(self) -> None:
        """Sends as much as the kernel takes, sound before pictures. Raises `Ended`."""
        try:
            while chunk := self._rest or self._chunk():
                self._rest = chunk
                self._rest = chunk[self.socket.send(chunk) :]
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            raise Ended from error

    def _chunk(self) -> bytes:
        taken, size = [], 0
        while size < CHUNK and self._others:
            taken.append(self._others.popleft())
            size += len(taken[-1])
        self._others_size -= size
        before = size
        while size < CHUNK and self._video:
            taken.append(self._video.popleft())
            size += len(taken[-1])
        self._video_size -= size - before
        return b"".join(taken)


def _tune(taken: socket.socket) -> None:
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    linux = {"TCP_NOTSENT_LOWAT": UNSENT, "TCP_KEEPIDLE": IDLE_SECONDS, "TCP_KEEPINTVL": IDLE_SECONDS // 2,
             "TCP_KEEPCNT": PROBES, "TCP_USER_TIMEOUT": DEAD_SECONDS * 1000}  # fmt: skip
    for name, value in linux.items():
        with contextlib.suppress(AttributeError, OSError):
            taken.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
