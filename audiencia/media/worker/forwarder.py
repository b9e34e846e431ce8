"""The way of a packet through a media worker: in from one client, renumbered, out to who is shown it. No await, no queue.
What a slot shows changes only in `show` and `hide`. A slot that has been given another source passes nothing of video
until that source's first keyframe, and nothing at all of the one before."""

from audiencia.media.packets import rtp, vp8
from audiencia.media.worker.arrivals import PAUSE
from audiencia.media.worker.batches import Outlet
from audiencia.media.worker.connection import Connection, Slot, Source
from audiencia.media.worker.peer import HEADROOM, PacketBuffer
from audiencia.media.worker.rtcp_sender import RtcpSender

PAYLOAD = 64  # Where a payload begins that is copied: there is room for any header before it.
_HEADER_END = HEADROOM + rtp.HEADER_SIZE
_EXTENSION = _HEADER_END + 4  # Where the first header extension lies in a packet without contributing sources.
_MOST_REPORTED = 2000


class Forwarder:
    """Sends by `outlet`, which its owner flushes; `rtcp_sender` asks for keyframes."""

    def __init__(self, outlet: Outlet, rtcp_sender: RtcpSender) -> None:
        self._outlet = outlet
        self._rtcp_sender = rtcp_sender
        self.lossy: dict[Source, None] = {}
        """Sources of which something may be missing, those that were looked at longest ago first."""
        self._now = 0.0
        self._send_time = 0

    def show(self, slot: Slot, source: Source, now: float) -> None:
        """From now on `slot` shows `source`."""
        self.hide(slot)
        slot.source = source
        self._begin(slot, source, now)

    def hide(self, slot: Slot) -> None:
        """From now on `slot` shows nothing; what of its source is still under way is not passed on."""
        if slot.source is not None:
            self._end(slot, slot.source)
            slot.source = None
        slot.share = None
        slot.restart()
        slot.waiting_for_keyframe = False

    def pause(self, slot: Slot) -> None:
        """The viewer's line is too weak for this picture; the slot keeps its source."""
        if slot.source is not None:
            self._end(slot, slot.source)

    def resume(self, slot: Slot, now: float) -> None:
        """There is room for the picture again; it begins with a keyframe."""
        if slot.source is not None and slot not in slot.source.targets:
            self._begin(slot, slot.source, now)

    def _begin(self, slot: Slot, source: Source, now: float) -> None:
        slot.restart()
        slot.began = now
        source.targets = (*source.targets, slot)
        if slot.is_video:
            source.keyframes.want()
            self._rtcp_sender.ask_keyframe(source, now)

    def _end(self, slot: Slot, source: Source) -> None:
        source.targets = tuple(other for other in source.targets if other is not slot)
        if not source.targets:
            source.flush()
            self.lossy.pop(source, None)

    def flush(self) -> None:
        """Sends what waits, where no batch of datagrams is under way."""
        self._outlet.flush()

    def on_rtp(self, connection: Connection, buffer: PacketBuffer, end: int, now: float) -> None:
        """A datagram that looks like RTP, from a validated address of `connection`, in `buffer[HEADROOM:end]`."""
        srtp, raw = connection.srtp, buffer.raw
        first, second, sequence, timestamp, ssrc = _unpack(raw, HEADROOM)
        source = connection.source_of_ssrc.get(ssrc)
        if srtp is None or (source is None and not connection.may_send_as(ssrc)):
            return
        end = srtp.unprotect(buffer, end)
        if end <= _HEADER_END:
            return
        if first & 0x1F == 0x10:
            payload = _EXTENSION + 4 * (raw[_EXTENSION - 2] << 8 | raw[_EXTENSION - 1])
        else:
            payload = rtp.payload_start(raw, HEADROOM, end)
        if not _HEADER_END <= payload <= end:
            return
        # Usually it is the first of the extensions, and two bytes long.
        if raw[_EXTENSION] == connection.transport_mark and payload > _EXTENSION and first & 0x10:
            connection.reported.append((raw[_EXTENSION + 1] << 8 | raw[_EXTENSION + 2], now))
        elif connection.transport_extension is not None:
            self._note_transport(connection, buffer, end, now)
        if source is None:
            source = self._adopt(connection, buffer, end, ssrc)
            if source is None:
                connection.others_in += 1
                connection.heard = now
                self._on_repaired(connection, buffer, payload, end, now)
                return
        if second & 0x7F != source.payload_type:
            return
        arrivals = source.arrivals
        if sequence == arrivals.expected and now - arrivals.latest < PAUSE:
            step = 1
            arrivals.expected = sequence + 1 & 0xFFFF
            arrivals.latest = now
            if sequence & 7 == 0:
                arrivals.measure(timestamp, now)
                source.octets += 8 * (end - payload)
        else:
            if now - arrivals.latest >= PAUSE:
                source.clock.compare(timestamp, now)
            step = arrivals.add(sequence, timestamp, now)
        if not source.targets or payload == end:
            return
        if source.keeps:
            source.cache.put(sequence, buffer.view[HEADROOM:end])
        if step != 1:
            self._note_loss(source, sequence, step, now)
        self._pass(source, buffer, first, second, sequence, timestamp, payload, end, now)

    def _pass(self, source: Source, buffer: PacketBuffer, first: int, second: int, sequence: int, timestamp: int,
              payload: int, end: int, now: float) -> None:  # fmt: skip
        """Passes a packet on to all who see its source, to the last of them in the memory it came in.
        One long function, and `on_rtp` too: they run for each packet, and a call costs as much as five lines of them."""
        is_video, outlet, targets = source.is_video, self._outlet, source.targets
        if is_video and source.keyframes.wanted:
            self._note_keyframe(source, vp8.starts_keyframe(buffer.raw, payload, end), now)
        if now != self._now:
            self._now, self._send_time = now, int(now * 262144) & 0xFFFFFF
        following, head, marker = sequence + 1 & 0xFFFF, 0x80 | first & 0x20, second & 0x80
        in_place, size, body = targets[-1] if payload & 3 == 0 else None, end - payload, buffer.view[payload:end]
        picture = vp8.plain_picture(buffer.raw, payload, end) if is_video else -1
        # A slot begins with the start of a picture, so that only there something has to be noted.
        begins = buffer.raw[payload] & 0x10
        for slot in targets:
            fresh = slot.fresh
            if fresh:
                if slot.waiting_for_keyframe and not vp8.starts_keyframe(buffer.raw, payload, end):
                    continue
                slot.fresh = slot.waiting_for_keyframe = False
            numbers, viewer = slot.numbers, slot.connection
            if sequence == numbers.expected:
                numbers.expected, numbers.timestamp, numbers.time = following, timestamp, now
            elif numbers.map(sequence, timestamp, now) is None:
                continue
            srtp, address = viewer.srtp, viewer.address
            if srtp is None or address is None:
                numbers.absent += 1
                continue
            if slot is in_place:
                out, start, stop = buffer, payload, end
            else:
                out, start, stop = outlet.buffer(), PAYLOAD, PAYLOAD + size
                out.view[PAYLOAD:stop] = body
            raw = out.raw
            if picture >= 0:
                pictures = slot.pictures
                own = pictures.map(picture, 0)[0] if begins else picture + pictures.shift & 0x7FFF
                raw[start + 2], raw[start + 3] = 0x80 | own >> 8, own & 0xFF
            elif is_video:
                vp8.renumber(raw, start, stop, slot.pictures)
            number, stamp = sequence + numbers.sequence_shift & 0xFFFF, timestamp + numbers.timestamp_shift & 0xFFFFFFFF
            if slot.time_id:
                at = start - _TIMED
                _pack_timed(raw, at, head | 0x10, marker | slot.payload_type, number, stamp, slot.ssrc, rtp.ONE_BYTE_FORM,
                            slot.time_id | self._send_time)  # fmt: skip
            else:
                at = start - _HEADER
                _pack(raw, at, head, marker | slot.payload_type, number, stamp, slot.ssrc)
            sealed = srtp.protect(out, at, stop)
            if sealed:
                outlet.put(out, at, sealed, address)
                if sequence & 7 == 0:
                    slot.octets += 8 * size
            else:
                numbers.absent += 1
            if fresh:
                source.clock.compare(timestamp, now)
                self._rtcp_sender.tell_clock(slot, now)

    def _note_keyframe(self, source: Source, starts: bool, now: float) -> None:
        if starts:
            source.keyframes.arrived()
        else:
            self._rtcp_sender.ask_keyframe(source, now)

    def _note_loss(self, source: Source, sequence: int, step: int, now: float) -> None:
        losses = source.losses
        if step < 1:
            if source.rtx is None and sequence in losses.asked:
                # Sent again under its own number: on the way it was lost, which its sender's reports are to say.
                source.arrivals.absent += 1
                source.connection.others_in += 1
            losses.came(sequence)
        elif step > 1 and not losses.gap(sequence - step + 1, step - 1, now) and source.is_video:
            source.keyframes.want()
        # Asked for in the rounds: a request for each gap would slow every packet of a worker that has too much to do.
        if losses:
            self.lossy[source] = None

    def _note_transport(self, connection: Connection, buffer: PacketBuffer, end: int, now: float) -> None:
        assert connection.transport_extension is not None
        value = rtp.extension(buffer.raw, HEADROOM, end, connection.transport_extension)
        if value is not None and len(value) == 2 and len(connection.reported) < _MOST_REPORTED:
            connection.reported.append((value[0] << 8 | value[1], now))

    def _adopt(self, connection: Connection, buffer: PacketBuffer, end: int, ssrc: int) -> Source | None:
        """Learns the SSRC of a stream from its MID extension (RFC 8843, 9.2): not every offer announces them."""
        connection.sent_as(ssrc)
        if connection.mid_extension is None or ssrc in connection.source_of_rtx:
            return None
        mid = rtp.extension(buffer.raw, HEADROOM, end, connection.mid_extension)
        source = connection.source_of_mid.get(mid) if mid is not None else None
        if source is None:
            return None
        if buffer.raw[HEADROOM + 1] & 0x7F == source.rtx:
            connection.source_of_rtx[ssrc] = source
            return None
        if source.ssrc is not None:
            connection.source_of_ssrc.pop(source.ssrc, None)
        source.ssrc = ssrc
        connection.source_of_ssrc[ssrc] = source
        connection.others_in += source.arrivals.received
        source.arrivals.reset()
        source.clock.forget()
        source.flush()
        for slot in source.targets:
            slot.restart()
            source.keyframes.want()
        return source

    def _on_repaired(self, connection: Connection, buffer: PacketBuffer, payload: int, end: int, now: float) -> None:
        """A packet sent again (RFC 4588, 4): its own sequence number stands before the payload.
        Only what is missing is taken. Clients also send old packets again to try how much their line carries."""
        first, second, _, timestamp, ssrc = _unpack(buffer.raw, HEADROOM)
        source = connection.source_of_rtx.get(ssrc)
        if source is None or second & 0x7F != source.rtx or end - payload < 3 or not source.targets:
            return
        sequence = buffer.raw[payload] << 8 | buffer.raw[payload + 1]
        if not source.losses.came(sequence):
            return
        head = rtp.HEADER.pack(0x80 | first & 0x20, second & 0x80 | source.payload_type, sequence, timestamp, ssrc)
        source.cache.put(sequence, memoryview(head + buffer.view[payload + 2 : end]))
        self._pass(source, buffer, first, second, sequence, timestamp, payload + 2, end, now)


_unpack, _pack, _pack_timed = rtp.HEADER.unpack_from, rtp.HEADER.pack_into, rtp.TIMED.pack_into
_HEADER, _TIMED = rtp.HEADER_SIZE, rtp.TIMED.size
