"""Listens to what clients say in RTCP: clocks of senders, and wishes, losses and lines of viewers."""

from collections.abc import Callable

from audiencia.media.packets import rtcp
from audiencia.media.packets.clocks import ntp_of
from audiencia.media.worker.bandwidth_allocator import Lines
from audiencia.media.worker.connection import ASKED_OCTETS, CLOCK_RATES, Connection, Source
from audiencia.media.worker.peer import HEADROOM, PacketBuffer
from audiencia.media.worker.repairs import Repairs
from audiencia.media.worker.rtcp_sender import RtcpSender


class RtcpReceiver:
    """`wall_clock` is Unix time in seconds, for the clocks that viewers are told."""

    def __init__(
        self, rtcp_sender: RtcpSender, repairs: Repairs, lines: Lines, wall_clock: Callable[[], float]
    ) -> None:
        self._rtcp_sender = rtcp_sender
        self._repairs = repairs
        self._lines = lines
        self._wall_clock = wall_clock

    def on_rtcp(self, connection: Connection, buffer: PacketBuffer, end: int, now: float) -> None:
        """A datagram that looks like RTCP, from a validated address of `connection`, in `buffer[HEADROOM:end]`."""
        sender = int.from_bytes(buffer.raw[HEADROOM + 4 : HEADROOM + 8], "big")
        if connection.srtp is None or not connection.may_send_as(sender):
            return
        end = connection.srtp.unprotect_rtcp(buffer, end)
        if not end:
            return
        connection.sent_as(sender)
        connection.heard = now
        connection.heard_left -= end - HEADROOM
        if connection.heard_left < 0:
            return
        for item in rtcp.parse(bytes(buffer.view[HEADROOM:end])):
            self._hear(connection, item, now)

    def _hear(self, connection: Connection, item: rtcp.Item, now: float) -> None:
        match item:
            case rtcp.SenderReport(ssrc=ssrc):
                source = connection.source_of_ssrc.get(ssrc)
                if source is not None:
                    self._on_clock(source, item, now)
            case rtcp.ReportBlock():
                connection.round_trip.heard(item.last_report, item.delay, now)
                shown = connection.slot_of_ssrc.get(item.ssrc)
                if shown is not None and shown.source is not None:
                    rate = CLOCK_RATES["video" if shown.is_video else "audio"]
                    connection.watch.heard(item, rate, is_voice=not shown.is_video)
            case rtcp.KeyframeWish(ssrc=ssrc):
                slot = connection.slot_of_ssrc.get(ssrc)
                if slot is not None and slot.is_video:
                    self._lines.wished(slot, now)
            case rtcp.Missing(ssrc=ssrc, sequences=sequences):
                slot = connection.slot_of_ssrc.get(ssrc)
                connection.heard_left -= ASKED_OCTETS * len(sequences)
                if slot is not None:
                    self._repairs.resend(slot, sequences, now)
            case rtcp.Estimate(bitrate=bitrate):
                self._lines.heard(connection, bitrate, now)

    def _on_clock(self, source: Source, report: rtcp.SenderReport, now: float) -> None:
        source.arrivals.sender_report(report.ntp, now)
        source.clock.note(report.ntp, report.timestamp, now)
        if source.connection.ntp_shift is None:
            # One shift for all that this client sends keeps its sound and picture in step, while viewers see one clock
            # whoever is in the slot.
            source.connection.ntp_shift = ntp_of(self._wall_clock()) - report.ntp
        for slot in source.targets:
            self._rtcp_sender.tell_clock(slot, now)
