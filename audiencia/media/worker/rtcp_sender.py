"""Says things to clients in RTCP, under their own keys."""

from audiencia.media.packets import rtcp
from audiencia.media.worker.batches import Outlet
from audiencia.media.worker.connection import Connection, Slot, Source

SOUND_ROUND_TRIP = 0.15
"""Seconds: over a longer line sound that is sent again comes too late, or everything would have to wait for it."""


class RtcpSender:
    """What is said leaves with the next `flush` of the outlet."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet

    def say(self, connection: Connection, packet: bytes) -> None:
        """Sends one compound packet; without effect while there are no keys."""
        if connection.srtp is None or connection.address is None:
            return
        out = self._outlet.buffer()
        out.view[: len(packet)] = packet
        end = connection.srtp.protect_rtcp(out, 0, len(packet))
        if end:
            self._outlet.put(out, 0, end, connection.address)

    def ask_keyframe(self, source: Source, now: float) -> None:
        """Asks for a keyframe when somebody wants one and it is time."""
        if not source.targets:
            source.keyframes.arrived()
        elif source.ssrc is not None and source.keyframes.due(
            now, source.arrivals.last_packet, source.arrivals.began, source.connection.round_trip.seconds
        ):
            self.say(source.connection, rtcp.picture_loss(source.ssrc))

    def ask_missing(self, source: Source, now: float) -> None:
        """Asks for packets that are late, and for those that did not come although they were asked for."""
        losses, client, is_video = source.losses, source.connection, source.is_video
        if not is_video and client.round_trip.seconds > SOUND_ROUND_TRIP:
            losses.clear()
            return
        left = client.asks_left if is_video else client.sound_asks_left
        asked = losses.overdue(source.arrivals.highest, now, left)
        asked += losses.again(now, client.round_trip.seconds, left - len(asked))
        if is_video:
            client.asks_left -= len(asked)
        else:
            client.sound_asks_left -= len(asked)
        if asked and source.ssrc is not None:
            self.say(source.connection, rtcp.receiver_report(()) + rtcp.nack(source.ssrc, sorted(asked)))

    def tell_clock(self, slot: Slot, now: float) -> None:
        """Tells a viewer which moment the timestamps in a slot stand for, as far as their sender has said so."""
        source = slot.source
        known = source.clock.at(now) if source is not None else None
        if source is None or known is None or not slot.numbers.running or source.connection.ntp_shift is None:
            return
        ntp, timestamp = known[0] + source.connection.ntp_shift, known[1] + slot.numbers.timestamp_shift
        slot.connection.round_trip.sent(ntp, now)
        self.say(
            slot.connection, rtcp.sender_report(slot.ssrc, ntp, timestamp, slot.numbers.passed, slot.octets, slot.cname)
        )
