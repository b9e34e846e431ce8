"""Fits what is sent to the lines of those who see it: viewers tell how much theirs carries, sources are told what to send."""

from collections.abc import Iterable

from audiencia.media.packets import rtcp
from audiencia.media.worker.bandwidth import Shown, believed, divide, limit, total
from audiencia.media.worker.connection import Connection, Slot, Source
from audiencia.media.worker.forwarder import Forwarder
from audiencia.media.worker.rtcp_sender import RtcpSender

SEEN_SECONDS = 2.0
"""For so long a picture is shown in any case, since its viewer was given it; its source sends the least meanwhile."""
OPENED_SECONDS = 15.0
"""For so long a viewer who asks for keyframes, as it cannot open what comes yet, is waited for: people agree on a call's keys anew when
somebody comes in, and a busy machine takes its time for that."""


class Lines:
    """Pauses and resumes pictures through `forwarder`, and tells limits to sources through `rtcp_sender`."""

    def __init__(self, forwarder: Forwarder, rtcp_sender: RtcpSender) -> None:
        self._forwarder = forwarder
        self._rtcp_sender = rtcp_sender

    def heard(self, viewer: Connection, bitrate: int, now: float) -> None:
        """A viewer said what its line carries."""
        viewer.estimate = believed(viewer.estimate, bitrate, viewer.sent_rate, viewer.told, min(viewer.sent_rates))
        viewer.told = bitrate
        self.fit(viewer, now)

    def wished(self, slot: Slot, now: float) -> None:
        """A viewer cannot go on without a keyframe. Of a picture that is away none is asked for: it comes back with one."""
        if slot.source is not None and slot in slot.source.targets:
            slot.wished_at = now
            slot.source.keyframes.want()
            self._rtcp_sender.ask_keyframe(slot.source, now)

    def fit(self, viewer: Connection, now: float) -> None:
        """Divides a viewer's line over its slots; sources hear of it at once where they must slow down."""
        showing = [slot for slot in viewer.slots.values() if slot.source is not None]
        pictures = [slot for slot in showing if slot.is_video]
        if viewer.estimate is None:
            shares: dict[str, int | None] = dict.fromkeys((slot.name for slot in pictures), None)
        else:
            shown = [Shown(slot.name, _cap(slot), _is_pairs(slot)) for slot in pictures]
            paused = frozenset(slot.name for slot in pictures if slot.share == 0)
            shares = dict(divide(viewer.estimate, len(showing) - len(pictures), shown, paused))
        for slot in pictures:
            self._give(slot, shares[slot.name], now)

    def _give(self, slot: Slot, share: int | None, now: float) -> None:
        before, slot.share = slot.share, share
        assert slot.source is not None
        if share == 0:
            # Whoever comes into the call is seen for a moment, however weak the line. By then a viewer has told whether it is:
            # an estimate is slow, and one that fell while the viewer's machine was busy would keep a picture away for long.
            if not slot.waiting_for_keyframe and now - _opened(slot) >= SEEN_SECONDS:
                self._forwarder.pause(slot)
        elif before == 0:
            self._forwarder.resume(slot, now)
        if share is not None and (before is None or share < before) and not slot.connection.secondary:
            self.tell(slot.source.connection, now)

    def tell(self, client: Connection, now: float) -> None:
        """Tells a client how much it may send, while something keeps it from its cap or it does not keep to that.
        Of a client whose pictures nobody sees nothing is asked: it would begin its next call with an estimate as low as that,
        for browsers raise theirs slowly."""
        cameras = [source for source in client.sources.values() if source.is_video]
        seen = [source for source in cameras if source.targets]
        if any(_begins(slot, now) for source in seen for slot in source.targets):
            # First the picture, then how large it may be: an encoder that is told sooner begins with a smaller one, and late.
            return
        limits = [_limit(source) for source in seen or cameras]
        caps = [client.caps[source.media] for source in seen or cameras]
        binding = any(one < cap for one, cap in zip(limits, caps, strict=True))
        limited = bool(seen) and (binding or client.received_rate > 1.25 * total(caps))
        if limited or client.limited:
            ssrcs = [source.ssrc for source in cameras if source.ssrc is not None]
            self._rtcp_sender.say(client, rtcp.receiver_report(()) + rtcp.receiver_estimate(total(limits), ssrcs))
        client.limited = limited

    def measure(self, clients: Iterable[Connection], seconds: float, now: float) -> None:
        """Notes what these clients sent and got since the last time, and tells limits again; once a second for each."""
        for client in clients:
            client.measure(seconds)
            self.tell(client, now)


def _begins(slot: Slot, now: float) -> bool:
    """Whether its first picture is still to come; a closed camera's never does, and must not keep limits from a screen."""
    return slot.waiting_for_keyframe and now - slot.began < SEEN_SECONDS


def _opened(slot: Slot) -> float:
    """Since when its viewer can show what comes, as far as it tells."""
    return max(slot.began, min(slot.wished_at, slot.began + OPENED_SECONDS))


def _is_pairs(slot: Slot) -> bool:
    """Whether one of the two whose talk it is looks at the other."""
    assert slot.source is not None
    return not slot.connection.secondary and not slot.source.connection.secondary


def _cap(slot: Slot) -> int:
    assert slot.source is not None
    return slot.source.connection.caps[slot.source.media]


def _limit(source: Source) -> int:
    shares = [slot.share for slot in source.targets if slot.share is not None and not slot.connection.secondary]
    return limit(source.connection.caps[source.media], shares)
