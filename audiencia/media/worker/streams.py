"""ICE over TCP (RFC 6544): clients whose network lets no UDP through connect to us.
Streams stand beside the UDP socket: what comes over them is sorted as datagrams are, and the outlet hands over what goes to
an address of theirs. A UDP packet passes nothing of this."""

import asyncio
import socket
from collections.abc import Callable, Sequence

import structlog

from audiencia.media.worker.address import Address, stream_address
from audiencia.media.worker.batches import RECEIVED
from audiencia.media.worker.connection import Connection
from audiencia.media.worker.peer import PacketBuffer
from audiencia.media.worker.stream import Ended, Stream

log = structlog.get_logger()
MOST = 2000
MOST_UNKNOWN = 200  # Connections that have not shown yet whose they are; of more the oldest ends.
UNKNOWN_SECONDS = 10.0
BACKLOG = 128
ACCEPTED = 32  # Taken at a time; then other work of the loop has its turn.
PAUSE_SECONDS = 1.0  # After the system refused a connection: too many files are open.
Taken = list[tuple[PacketBuffer, int, Address]]


class Streams:
    """Listens on construction (raises `OSError` when a port is taken). `clock` is monotonic, in seconds.
    `at` finds whose an address is, `deliver` takes what has come, and `left` hears of an address that ended."""

    def __init__(self, host: str, ports: Sequence[int], clock: Callable[[], float]) -> None:
        self._clock = clock
        self._listening: list[socket.socket] = []
        self._streams: dict[Address, Stream] = {}
        self._ready: list[Stream] = []
        """Those that have something to send that they did not have a moment ago."""
        self._buffers = [PacketBuffer() for _ in range(RECEIVED)]
        self._loop: asyncio.AbstractEventLoop | None = None
        self.at: Callable[[Address], Connection | None] = lambda address: None
        self.deliver: Callable[[Taken], None] = lambda taken: None
        self.left: Callable[[Address], None] = lambda address: None
        self._listens = True
        self.lost = 0
        """Datagrams for which a slow reader had no room."""
        try:
            for port in ports:
                self._listening.append(_listen(host, port))
        except OSError:
            self.close()
            raise

    def __len__(self) -> int:
        return len(self._streams)

    @property
    def ports(self) -> tuple[int, ...]:
        """The ports it listens on."""
        return tuple(int(one.getsockname()[1]) for one in self._listening)

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begins to take connections."""
        self._loop = loop
        for place in range(len(self._listening)):
            self._listen_again(place)

    def detach(self) -> None:
        """Takes no further connections, and nothing more from those that there are; what is put is still sent."""
        self._listens = False
        for one in self._listening:
            self._running.remove_reader(one)
        for stream in self._streams.values():
            self._running.remove_reader(stream.socket)

    def close(self) -> None:
        """Ends all connections and frees the ports."""
        for stream in [*self._streams.values()]:
            self._end(stream)
        for one in self._listening:
            one.close()

    @property
    def _running(self) -> asyncio.AbstractEventLoop:
        assert self._loop is not None
        return self._loop

    def _listen_again(self, place: int) -> None:
        if self._listens and self._listening[place].fileno() >= 0:
            self._running.add_reader(self._listening[place], self._accept, place)

    def _accept(self, place: int) -> None:
        for _ in range(ACCEPTED):
            try:
                taken, (host, port, *more) = self._listening[place].accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                break
            except OSError:
                # It would be reported again and again, at each turn of the loop.
                self._running.remove_reader(self._listening[place])
                self._running.call_later(PAUSE_SECONDS, self._listen_again, place)
                break
            if len(self._streams) >= MOST:
                taken.close()
                continue
            address = stream_address(host.partition("%")[0], port, more[1] if more else 0, place)
            if (before := self._streams.get(address)) is not None:
                self._end(before)  # a NAT gave both the same port
            stream = self._streams[address] = Stream(taken, address, self._clock())
            self._running.add_reader(taken, self._read, stream)
        self._thin_out()

    def _thin_out(self) -> None:
        unknown = [stream for stream in self._streams.values() if not stream.known]
        for stream in unknown[: max(0, len(unknown) - MOST_UNKNOWN)]:
            self._end(stream)

    def _read(self, stream: Stream) -> None:
        try:
            for taken in stream.read(self._buffers):
                self.deliver(taken)
                # The first thing that anybody says is a check, by which its address becomes a connection's.
                stream.known = self.at(stream.address) is not None
                if not stream.known:
                    raise Ended
        except Ended:
            self._end(stream)

    def put(self, buffer: PacketBuffer, start: int, end: int, to: Address) -> None:
        """Sends `buffer[start:end]` in a moment; the buffer may change at once."""
        stream = self._streams.get(to)
        if stream is None:
            self.lost += 1
            return
        waited = stream.waits
        if not stream.add(buffer.view[start:end], self._is_video(to, buffer.raw, start)):
            self.lost += 1
        elif not waited:
            if not self._ready:
                self._running.call_soon(self._flush)
            self._ready.append(stream)

    def _is_video(self, to: Address, raw: bytearray, start: int) -> bool:
        viewer = self.at(to)
        if viewer is None or not 128 <= raw[start] <= 191 or 192 <= raw[start + 1] <= 223:
            return False
        slot = viewer.slot_of_ssrc.get(int.from_bytes(raw[start + 8 : start + 12], "big"))
        # What is none of a slot's own is a picture sent again.
        return slot is None or slot.is_video

    def _flush(self) -> None:
        ready, self._ready = self._ready, []
        for stream in ready:
            if self._is_open(stream):
                self._send(stream)
            if stream.waits and self._is_open(stream):
                self._running.add_writer(stream.socket, self._go_on, stream)

    def _go_on(self, stream: Stream) -> None:
        self._send(stream)
        if not stream.waits and self._is_open(stream):
            self._running.remove_writer(stream.socket)

    def _is_open(self, stream: Stream) -> bool:
        """Whether it has not ended; another one may have its address by now."""
        return self._streams.get(stream.address) is stream

    def _send(self, stream: Stream) -> None:
        try:
            stream.send()
        except Ended:
            self._end(stream)

    def sweep(self, now: float) -> None:
        """Ends the connections that are nobody's (any more). Call it every second or so."""
        for stream in [*self._streams.values()]:
            stream.known = self.at(stream.address) is not None
            if not stream.known and now - stream.since > UNKNOWN_SECONDS:
                self._end(stream)

    def _end(self, stream: Stream) -> None:
        self._streams.pop(stream.address, None)
        if self._loop is not None:
            self._loop.remove_reader(stream.socket)
            self._loop.remove_writer(stream.socket)
        stream.socket.close()
        self.left(stream.address)


def _listen(host: str, port: int) -> socket.socket:
    if ":" not in host:
        listening = socket.create_server((host, port), backlog=BACKLOG)
    else:
        listening = socket.create_server(
            (host, port), family=socket.AF_INET6, dualstack_ipv6=host == "::", backlog=BACKLOG
        )
    listening.setblocking(False)
    return listening
