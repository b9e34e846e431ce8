"""Sends packets again to viewers who missed them, from the cache of the source that a slot shows (RFC 4588).
What may be sent again is exactly what was sent: packets of the source that is in the slot now, since it took the slot.
A number of an earlier source is unknown to the slot's map, and that source's cache is not looked at. Sound is kept from
the first request on: most lines lose none, and each packet that is kept costs a copy."""

from collections.abc import Sequence

from audiencia.media.packets import rtp, vp8
from audiencia.media.packets.cache import SIZE
from audiencia.media.packets.rtp import HEADER
from audiencia.media.worker.batches import Outlet
from audiencia.media.worker.connection import Slot, Source
from audiencia.media.worker.forwarder import PAYLOAD
from audiencia.media.worker.losses import ROUND_SECONDS


class Repairs:
    """Sends by `outlet`, which its owner flushes."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet

    def resend(self, slot: Slot, sequences: Sequence[int], now: float) -> None:
        """Sends what of these is known, by the numbers that the viewer knows."""
        source = slot.source
        if source is None or slot not in source.targets:
            return
        source.keeps = True
        for wanted in sequences:
            number = slot.numbers.source_of(wanted)
            packet = source.cache.get(number) if number is not None else None
            if number is None or packet is None:
                continue
            if slot.connection.repairs_left <= 0:
                return
            if not slot.is_video and not _is_due(slot, number, now):
                continue
            slot.connection.repairs_left -= 1
            self._send(slot, source, packet, now)

    def _send(self, slot: Slot, source: Source, packet: bytes, now: float) -> None:
        first, second, sequence, timestamp, _ = HEADER.unpack_from(packet)
        begin = rtp.payload_start(packet, 0, len(packet))
        viewer, out = slot.connection, self._outlet.buffer()
        if viewer.srtp is None or viewer.address is None:
            return
        number, timestamp = slot.numbers.as_before(sequence, timestamp)
        start, payload_type, ssrc = PAYLOAD, slot.payload_type, slot.ssrc
        body = PAYLOAD if slot.rtx is None else PAYLOAD + 2
        end = body + len(packet) - begin
        out.view[body:end] = memoryview(packet)[begin:]
        if slot.is_video:
            vp8.renumber(out.raw, body, end, slot.pictures)
        if slot.rtx is not None:
            out.raw[start], out.raw[start + 1] = number >> 8, number & 0xFF
            slot.rtx_sequence = number = slot.rtx_sequence + 1 & 0xFFFF
            payload_type, ssrc = slot.rtx, slot.rtx_ssrc
        time = int(now * 262144) & 0xFFFFFF
        at = slot.write_head(out.raw, start, first, second & 0x80 | payload_type, number, timestamp, ssrc, time)
        sealed = viewer.srtp.protect(out, at, end)
        if sealed:
            viewer.repaired += 1
            self._outlet.put(out, at, sealed, viewer.address)


def _is_due(slot: Slot, number: int, now: float) -> bool:
    """Whether a packet of sound is to be sent (again) now, and notes that it is. Browsers ask for it with each packet that
    comes, until it is there: it is sent once in a round trip."""
    repeated = slot.repeated
    if now - repeated.get(number, -1.0) < max(ROUND_SECONDS, slot.connection.round_trip.seconds):
        return False
    if len(repeated) >= SIZE:
        repeated.clear()
    repeated[number] = now
    return True
