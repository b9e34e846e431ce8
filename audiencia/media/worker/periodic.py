"""What the worker does by itself, many times a second: asks again, reports arrivals, and looks after lines."""

from collections.abc import Iterable
from itertools import islice

from audiencia.media.packets import rtcp, twcc
from audiencia.media.worker.bandwidth_allocator import Lines
from audiencia.media.worker.batches import Outlet
from audiencia.media.worker.connection import Connection
from audiencia.media.worker.forwarder import Forwarder
from audiencia.media.worker.rtcp_sender import RtcpSender

TICK_SECONDS = 0.01
CLOCK_SECONDS = 0.05
"""Waking up costs more than a tick: usually ticks come with the datagrams that wake the worker, and so late where there are none."""
IDLE_SECONDS = 0.1
FEEDBACK_SECONDS = 0.1
SECOND = 1.0
ASKED = 30
"""Sources that may be asked for missing packets in one tick. When more lose packets at once, the worker itself or its line has
too much to do, and requests would only add to it."""
FEEDBACK_TICKS = round(FEEDBACK_SECONDS / TICK_SECONDS)
SECOND_TICKS = round(SECOND / TICK_SECONDS)


class Rounds:
    """Each connection has its turn in one of ten ticks, so that no packet waits for all of them."""

    def __init__(self, clients: Iterable[Connection], forwarder: Forwarder, rtcp_sender: RtcpSender, lines: Lines,
                 outlet: Outlet) -> None:  # fmt: skip
        self._clients = clients
        self._forwarder = forwarder
        self._rtcp_sender = rtcp_sender
        self._lines = lines
        self._outlet = outlet
        self._ticked = 0

    @property
    def idle(self) -> bool:
        """Whether nobody is there for whom a tick does anything."""
        return next(iter(self._clients), None) is None

    def tick(self, now: float) -> bool:
        """Call it with each batch of datagrams, and from time to time where none come: ticks once in `TICK_SECONDS`, and says whether
        it did. Whose turn was passed over has it now, at most once. A tick that breaks something is due again."""
        tick = int(now / TICK_SECONDS)
        if tick <= self._ticked:
            return False
        lossy = self._forwarder.lossy
        for source in tuple(islice(lossy, ASKED)):
            self._rtcp_sender.ask_missing(source, now)
            del lossy[source]
            if source.losses:
                lossy[source] = None
        first = max(self._ticked + 1, tick - FEEDBACK_TICKS + 1)
        for after, client in enumerate(self._clients, -first):  # How long after `first` its turn comes, modulo.
            if after % FEEDBACK_TICKS <= tick - first and client.srtp is not None:
                self._feed_back(client, now)
                if after % SECOND_TICKS <= tick - first:
                    self._report(client, now)
        self._outlet.flush()
        self._ticked = tick
        return True

    def _feed_back(self, client: Connection, now: float) -> None:
        if client.reported:
            ssrc = next((source.ssrc for source in client.sources.values() if source.ssrc is not None), 0)
            packets = twcc.feedback(ssrc, client.reported, client.reports)
            client.reported.clear()
            client.reports = client.reports + len(packets) & 0xFF
            for packet in packets:
                self._rtcp_sender.say(client, rtcp.receiver_report(()) + packet)
        for source in client.sources.values():
            if source.keyframes.wanted:
                self._rtcp_sender.ask_keyframe(source, now)

    def _report(self, client: Connection, now: float) -> None:
        blocks = [source.arrivals.report(source.ssrc, now) for source in client.sources.values() if source.ssrc]
        present = [block for block in blocks if block is not None]
        if present:
            self._rtcp_sender.say(client, rtcp.receiver_report(present))
        self._lines.measure([client], SECOND, now)
        client.watch_line()
