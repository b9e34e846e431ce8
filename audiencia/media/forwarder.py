"""The way of a packet through the house: in from one client, renumbered, out to who is shown it. No await, no queue.

What a slot shows changes only in `show` and `hide`. A slot that has been given another source passes nothing of video
until that source's first keyframe, and nothing at all of the one before.
"""

from collections.abc import Callable, Iterable

import structlog

from audiencia.media import rtcp, rtp, vp8
from audiencia.media.connection import Address, Connection, Slot, Source
from audiencia.media.peer import PacketBuffer

log = structlog.get_logger()

Transmit = Callable[[memoryview, Address], None]
_NTP_SECOND = 1 << 32
_NTP_EPOCH = 2_208_988_800
"""Seconds from 1900 to 1970."""


class Forwarder:
    """`transmit` sends a datagram at once; `wall_clock` is Unix time in seconds, for sender reports only."""

    def __init__(self, transmit: Transmit, wall_clock: Callable[[], float]) -> None:
        self._transmit = transmit
        self._wall_clock = wall_clock
        self._out = PacketBuffer()

    def show(self, slot: Slot, source: Source, now: float) -> None:
        """From now on `slot` shows `source`."""
        self.hide(slot)
        slot.source = source
        slot.waiting_for_keyframe = slot.is_video
        source.targets = (*source.targets, slot)
        if slot.is_video:
            source.keyframes.want()
            self._ask(source, now)

    def hide(self, slot: Slot) -> None:
        """From now on `slot` shows nothing; what of its source is still under way is not passed on."""
        if slot.source is not None:
            slot.source.targets = tuple(other for other in slot.source.targets if other is not slot)
            slot.source = None
        slot.waiting_for_keyframe = False
        slot.numbers.restart()
        slot.pictures.restart()

    def on_rtp(self, connection: Connection, buffer: PacketBuffer, length: int, now: float) -> None:
        """A datagram that looks like RTP, from a validated address of `connection`."""
        srtp, raw = connection.srtp, buffer.raw
        first, second, sequence, timestamp, ssrc = rtp.HEADER.unpack_from(raw)
        if srtp is None or not connection.may_send_as(ssrc):
            return
        size = srtp.unprotect(buffer, length)
        if size <= rtp.HEADER_SIZE:
            return
        connection.sent_as(ssrc)
        connection.packets_in += 1
        connection.last_seen = now
        source = connection.source_of_ssrc.get(ssrc) or self._adopt(connection, buffer, size, ssrc)
        if source is None or second & 0x7F != source.payload_type:
            return
        start = rtp.payload_start(raw, size)
        if not start:
            return
        source.arrivals.add(sequence, timestamp, now)
        if not source.targets or start == size:
            return
        descriptor = vp8.parse(raw, start, size) if source.is_video else None
        if source.is_video:
            if descriptor is None:
                return
            if source.keyframes.wanted:
                self._note_keyframe(source, descriptor.starts_keyframe, now)
        payload = buffer.view[start:size]
        for slot in source.targets:
            if slot.waiting_for_keyframe:
                if descriptor is None or not descriptor.starts_keyframe:
                    continue
                slot.waiting_for_keyframe = False
            numbers = slot.numbers.map(sequence, timestamp, now)
            if numbers is not None:
                self._pass(slot, (first, second), numbers, payload, descriptor)

    def _pass(self, slot: Slot, head: tuple[int, int], numbers: tuple[int, int], payload: memoryview,
              descriptor: vp8.Descriptor | None) -> None:  # fmt: skip
        out, size = self._out, rtp.HEADER_SIZE + len(payload)
        # The source's header extensions (its mid above all) mean nothing to the viewer and stay behind.
        rtp.HEADER.pack_into(
            out.raw, 0, 0x80 | head[0] & 0x20, head[1] & 0x80 | slot.payload_type, numbers[0], numbers[1], slot.ssrc
        )
        out.view[rtp.HEADER_SIZE : size] = payload
        if descriptor is not None:
            picture, layer = slot.pictures.map(descriptor.picture_id, descriptor.tl0)
            vp8.rewrite(out.raw, rtp.HEADER_SIZE, descriptor, picture, layer)
        viewer = slot.connection
        if viewer.srtp is None or viewer.address is None:
            return
        length = viewer.srtp.protect(out, size)
        if length:
            slot.packets += 1
            slot.octets += len(payload)
            viewer.packets_out += 1
            self._transmit(out.view[:length], viewer.address)

    def _note_keyframe(self, source: Source, starts: bool, now: float) -> None:
        if starts:
            source.keyframes.arrived()
        else:
            self._ask(source, now)

    def _adopt(self, connection: Connection, buffer: PacketBuffer, size: int, ssrc: int) -> Source | None:
        """Learns the SSRC of a stream from its MID extension (RFC 8843, 9.2): not every offer announces them."""
        if connection.mid_extension is None:
            return None
        mid = rtp.extension(buffer.raw, size, connection.mid_extension)
        source = connection.source_of_mid.get(mid) if mid is not None else None
        if source is None:
            return None
        if source.ssrc is not None:
            connection.source_of_ssrc.pop(source.ssrc, None)
        source.ssrc = ssrc
        connection.source_of_ssrc[ssrc] = source
        source.arrivals.reset()
        for slot in source.targets:
            slot.waiting_for_keyframe = slot.is_video
            slot.numbers.restart()
            slot.pictures.restart()
            source.keyframes.want()
        return source

    def on_rtcp(self, connection: Connection, buffer: PacketBuffer, length: int, now: float) -> None:
        """A datagram that looks like RTCP, from a validated address of `connection`."""
        sender = int.from_bytes(buffer.raw[4:8], "big")
        if connection.srtp is None or not connection.may_send_as(sender):
            return
        size = connection.srtp.unprotect_rtcp(buffer, length)
        if not size:
            return
        connection.sent_as(sender)
        connection.last_seen = now
        for item in rtcp.parse(bytes(buffer.view[:size])):
            if isinstance(item, rtcp.SenderReport):
                source = connection.source_of_ssrc.get(item.ssrc)
                if source is not None:
                    self._on_sender_report(source, item, now)
            else:
                slot = connection.slot_of_ssrc.get(item.ssrc)
                if slot is not None and slot.source is not None and slot.is_video:
                    slot.source.keyframes.want()
                    self._ask(slot.source, now)

    def _on_sender_report(self, source: Source, report: rtcp.SenderReport, now: float) -> None:
        source.arrivals.sender_report(report.ntp, now)
        connection = source.connection
        if connection.ntp_shift is None:
            # One shift for all that this client sends keeps its sound and picture in step, while viewers see one clock
            # whoever is in the slot.
            ours = int((self._wall_clock() + _NTP_EPOCH) * _NTP_SECOND)
            connection.ntp_shift = ours - report.ntp
        for slot in source.targets:
            if slot.numbers.running and not slot.waiting_for_keyframe:
                timestamp = report.timestamp + slot.numbers.timestamp_shift
                self._send_rtcp(slot.connection, rtcp.sender_report(
                    slot.ssrc, report.ntp + connection.ntp_shift, timestamp, slot.packets, slot.octets, slot.cname
                ))  # fmt: skip

    def ask_again(self, connections: Iterable[Connection], now: float) -> None:
        """Repeats requests for keyframes that have not come; call it several times a second."""
        for connection in connections:
            for source in connection.sources.values():
                if source.keyframes.wanted:
                    self._ask(source, now)

    def report(self, connections: Iterable[Connection], now: float) -> None:
        """Tells each sender how its streams arrive; call it once a second."""
        for connection in connections:
            blocks = [source.arrivals.report(source.ssrc, now) for source in connection.sources.values() if source.ssrc]
            present = [block for block in blocks if block is not None]
            if present:
                self._send_rtcp(connection, rtcp.receiver_report(present))

    def _ask(self, source: Source, now: float) -> None:
        if not source.targets:
            source.keyframes.arrived()
        elif source.ssrc is not None and source.keyframes.due(now, source.arrivals.last_packet, source.arrivals.began):
            self._send_rtcp(source.connection, rtcp.picture_loss(source.ssrc))

    def _send_rtcp(self, connection: Connection, packet: bytes) -> None:
        if connection.srtp is None or connection.address is None:
            return
        self._out.raw[: len(packet)] = packet
        length = connection.srtp.protect_rtcp(self._out, len(packet))
        if length:
            self._transmit(self._out.view[:length], connection.address)
