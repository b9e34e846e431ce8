"""One client's media connection: who it is, how it is reached, what it sends and what it is shown."""

import secrets
from collections import deque
from collections.abc import Callable, Iterator
from typing import Literal

from audiencia.core.ids import PartyId, PeerId
from audiencia.media.packets import rtp
from audiencia.media.packets.answer import stream_of_slot
from audiencia.media.packets.cache import Cache
from audiencia.media.packets.clocks import RoundTrip, SenderClock
from audiencia.media.packets.offer import Offer, Section
from audiencia.media.packets.seqmap import NumberMap, PictureMap
from audiencia.media.worker.address import Address
from audiencia.media.worker.admission import Urgency, Whence
from audiencia.media.worker.arrivals import Arrivals
from audiencia.media.worker.bandwidth import DEFAULT, SCREEN, SUSTAINED
from audiencia.media.worker.keyframes import KeyframeRequests
from audiencia.media.worker.line_quality import LineQuality, LineWatch
from audiencia.media.worker.losses import PICTURE, SOUND, SOUND_ASKED, Losses, asked_at_most
from audiencia.media.worker.peer import Certificate, Handshake, Srtp
from audiencia.media.worker.routing_table import Media, kind_of_slot

State = Literal["new", "connecting", "connected", "closed"]
Send = Callable[[bytes, Address], None]
CLOCK_RATES = {"audio": 48_000, "video": 90_000}
MAX_STREAMS = 64
"""SSRCs one client may send under, feedback included (Firefox uses one for each of up to 14 sections): libsrtp keeps state
for each, without a limit of its own."""
REPAIRS_PER_SECOND = 200  # Packets sent again to one viewer: a request is small and its answer large.
CHECKS_PER_SECOND = 200
"""STUN binding requests of one client that are answered; while they look for a path browsers send one in 20 ms at most."""
HEARD_PER_SECOND = 100_000
"""Octets of RTCP of one client that are read; each number asked for again counts as `ASKED_OCTETS`."""
ASKED_OCTETS = 16
MAX_ADDRESSES = 8
"""Paths one client may have checked: a telephone has two networks, each with two families, over UDP and TCP."""


class Source:
    """One of the three things a client sends. `targets` are the slots that show it now; `cache` holds its last packets
    while anybody sees it, and of sound while somebody who hears it misses some (`keeps`)."""

    __slots__ = ("arrivals", "cache", "clock", "connection", "is_video", "keeps", "keyframes", "losses", "media",
                 "octets", "payload_type", "rtx", "rtx_ssrc", "ssrc", "targets")  # fmt: skip

    def __init__(self, connection: "Connection", media: Media, section: Section) -> None:
        self.connection = connection
        self.media = media
        self.is_video = section.kind == "video"
        self.payload_type = section.payload_type
        self.ssrc = section.ssrc
        self.rtx = section.rtx
        self.rtx_ssrc = section.rtx_ssrc
        self.arrivals = Arrivals(CLOCK_RATES[section.kind])
        self.clock = SenderClock(CLOCK_RATES[section.kind])
        self.keyframes = KeyframeRequests()
        self.losses = Losses(PICTURE if self.is_video else SOUND)
        self.octets = 0
        """What came, from a sample: one of eight packets is counted eight times."""
        self.targets: tuple[Slot, ...] = ()
        self.cache = Cache()
        self.keeps = self.is_video

    def flush(self) -> None:
        """Forgets every packet: nothing that was sent before now can be sent again."""
        self.cache.clear()
        self.keeps = self.is_video
        self.losses.clear()


class Slot:
    """One of up to eleven places at a client's side. Its SSRCs and its numbering last as long as the connection."""

    __slots__ = (
        "began", "cname", "connection", "fresh", "is_video", "name", "numbers", "octets", "payload_type", "pictures",
        "repeated", "rtx", "rtx_sequence", "rtx_ssrc", "share", "source", "ssrc", "time_id", "waiting_for_keyframe",
        "wished_at",
    )  # fmt: skip

    def __init__(self, connection: "Connection", name: str, section: Section, ssrc: int, rtx_ssrc: int) -> None:
        self.connection = connection
        self.name = name
        self.is_video = kind_of_slot(name) == "video"
        self.payload_type = section.payload_type
        self.rtx = section.rtx
        self.ssrc = ssrc
        self.rtx_ssrc = rtx_ssrc
        self.rtx_sequence = secrets.randbelow(32768)
        self.cname = stream_of_slot(name)
        rate = CLOCK_RATES[section.kind]
        self.numbers = NumberMap(rate, secrets.randbelow(32768), secrets.randbits(32))
        self.pictures = PictureMap(secrets.randbelow(1 << 15), secrets.randbelow(256))
        # The extension's second word, but for the time itself.
        self.time_id = (section.time_extension << 4 | 2) << 24 if self.is_video and section.time_extension else 0
        self.octets = 0
        self.repeated: dict[int, float] = {}
        """When packets of sound were sent again last, by the source's number."""
        self.source: Source | None = None
        self.fresh = True
        """Nothing of the present source has been passed on."""
        self.waiting_for_keyframe = False
        self.began = 0.0
        """Since when it shows the present source, without a pause."""
        self.wished_at = 0.0
        """When its viewer last asked for a keyframe: it had nothing to show, or could not open what came."""
        self.share: int | None = None
        """What of the viewer's line this slot may have, in bit/s; None while the line is wide enough."""

    def restart(self) -> None:
        """What comes next is another stream: the numbers go on, and video begins with a keyframe."""
        self.fresh = True
        self.waiting_for_keyframe = self.is_video
        self.numbers.restart()
        self.pictures.restart()
        self.repeated.clear()

    def write_head(self, raw: bytearray, payload: int, first: int, second: int, sequence: int, timestamp: int, ssrc: int,
                   time: int) -> int:  # fmt: skip
        """Writes a header that ends where the payload begins, and gives where it begins.
        Of the source's `first` byte the padding bit is kept; `second` is marker and payload type. `time` is
        `abs-send-time`, from which the viewer learns how its line fares."""
        if self.time_id:
            at = payload - rtp.TIMED.size
            rtp.TIMED.pack_into(raw, at, 0x90 | first & 0x20, second, sequence, timestamp, ssrc, rtp.ONE_BYTE_FORM,
                                self.time_id | time)  # fmt: skip
        else:
            at = payload - rtp.HEADER_SIZE
            rtp.HEADER.pack_into(raw, at, 0x80 | first & 0x20, second, sequence, timestamp, ssrc)
        return at


class Connection:
    """A client's connection. The registry changes its state; the forwarder reads the tables made here."""

    __slots__ = (
        "_measured", "_send", "_ssrcs", "_streams", "address", "addresses", "asks_left", "caps", "checks_left", "estimate", "handshake",
        "heard", "heard_left", "limited",
        "mid_extension", "ntp_shift", "offer", "others_in", "party", "password", "peer_id", "received_rate", "repaired",
        "repairs_left", "reported", "reports", "round_trip", "secondary", "sent_rate", "sent_rates", "slot_of_ssrc", "slots",
        "sound_asks_left", "source_of_mid", "source_of_rtx", "source_of_ssrc", "sources", "srtp", "state", "told", "transport_extension",
        "transport_mark", "ufrag", "urgency", "watch", "whence",
    )  # fmt: skip

    def __init__(self, peer_id: PeerId, party: PartyId, offer: Offer, certificate: Certificate, send: Send) -> None:
        self.peer_id = peer_id
        self.party = party
        self.offer = offer
        self.ufrag = secrets.token_hex(8)
        self.password = secrets.token_hex(16)
        self.state: State = "new"
        self.urgency = Urgency.NEAR
        self.whence = Whence()
        self.address: Address | None = None
        self.addresses: list[Address] = []
        self.heard = 0.0
        """When something authentic came that is no packet of a known source."""
        self.others_in = self.repaired = 0
        """Packets of unknown streams, and packets sent again."""
        self.ntp_shift: int | None = None
        self._streams: set[int] = set()
        self.srtp: Srtp | None = None
        self._send = send
        self.handshake = Handshake(certificate, self._send_datagram)
        self.round_trip = RoundTrip()
        self.watch = LineWatch()
        self.sources = {media: Source(self, media, section) for media, section in offer.sending().items()}
        self.source_of_ssrc = {source.ssrc: source for source in self.sources.values() if source.ssrc is not None}
        self.source_of_rtx = {one.rtx_ssrc: one for one in self.sources.values() if one.rtx_ssrc is not None}
        self.source_of_mid = {section.mid.encode(): self.sources[media] for media, section in offer.sending().items()}
        self._streams |= self.source_of_ssrc.keys() | self.source_of_rtx.keys()
        self.mid_extension = offer.sections[0].mid_extension
        self.transport_extension = offer.sections[1].transport_extension
        self.transport_mark = -1 if self.transport_extension is None else self.transport_extension << 4 | 1
        """The first byte of the extension with the transport-wide number."""
        self.reported: list[tuple[int, float]] = []
        """Transport-wide numbers and times of what arrived since the last feedback."""
        self.reports = 0
        self.estimate: int | None = None
        """What the client's line carries down to it, in bit/s; None while that is enough."""
        self.told: int | None = None
        """The client's last word on that."""
        self.secondary = False
        """Watches from the side: nobody sends less for its sake."""
        self.caps: dict[Media, int] = {"microphone": 0, "camera": DEFAULT, "screen": SCREEN}
        self.limited = False
        self.sent_rates = deque((0,), SUSTAINED)
        self.sent_rate = self.received_rate = 0
        self._measured = (0, 0)
        self.repairs_left = REPAIRS_PER_SECOND
        self.checks_left, self.heard_left = CHECKS_PER_SECOND, HEARD_PER_SECOND
        self.asks_left, self.sound_asks_left = PICTURE.most, SOUND_ASKED
        """Missing packets that it may be asked for until the next measurement."""
        self._ssrcs = _distinct_ssrcs()
        self.slots: dict[str, Slot] = {}
        self.slot_of_ssrc: dict[int, Slot] = {}
        self.take(offer)

    def take(self, offer: Offer) -> None:
        """Adds the slots that this offer has beside those of the one before (`check_added`)."""
        self.offer = offer
        for name, section in offer.receiving().items():
            if name not in self.slots:
                slot = self.slots[name] = Slot(self, name, section, next(self._ssrcs), next(self._ssrcs))
                self.slot_of_ssrc[slot.ssrc] = slot

    @property
    def last_seen(self) -> float:
        """When something authentic came last."""
        return max(self.heard, *(source.arrivals.latest for source in self.sources.values()))

    @property
    def packets_in(self) -> int:
        """Authentic packets of media that came."""
        return self.others_in + sum(source.arrivals.received for source in self.sources.values())

    @property
    def packets_out(self) -> int:
        """Packets of media that were sent."""
        return self.repaired + sum(slot.numbers.passed for slot in self.slots.values())

    def _send_datagram(self, data: bytes) -> None:
        if self.address is not None:
            self._send(data, self.address)

    def measure(self, seconds: float) -> None:
        """Notes the rates since the last time, in bit/s. `repairs_left`, `heard_left` and `asks_left` begin anew."""
        received = sum(source.octets for source in self.sources.values())
        sent = sum(slot.octets for slot in self.slots.values())
        before = self._measured
        self.received_rate = int(8 * (received - before[0]) / seconds)
        self.sent_rate = int(8 * (sent - before[1]) / seconds)
        self.sent_rates.append(self.sent_rate)
        self._measured = (received, sent)
        self.repairs_left, self.heard_left = REPAIRS_PER_SECOND, HEARD_PER_SECOND
        self.asks_left, self.sound_asks_left = asked_at_most(self.received_rate), SOUND_ASKED

    @property
    def takes_part(self) -> bool:
        """Whether anybody is shown to it, or it to anybody."""
        return any(slot.source for slot in self.slots.values()) or any(one.targets for one in self.sources.values())

    def watch_line(self) -> None:
        """Notes how the last second was on the line; after `measure`, and after a report was made of each source."""
        if not self.takes_part:
            self.watch.clear()
            return
        flowing = [source for source in self.sources.values() if source.arrivals.span]
        voice = next((one for one in flowing if not one.is_video), next(iter(flowing), None))
        if voice is not None:
            self.watch.up.jitter = voice.arrivals.jitter
        expected, lost = (sum(getattr(one.arrivals, name) for one in flowing) for name in ("span", "lost_lately"))
        self.watch.second(expected, lost, self.sent_rate, self.received_rate)

    @property
    def quality(self) -> LineQuality:
        """How the line fares."""
        return self.watch.quality(self.round_trip.seconds if self.round_trip.measured else None)

    def may_send_as(self, ssrc: int) -> bool:
        """Whether a packet under this SSRC is looked at."""
        return ssrc in self._streams or len(self._streams) < MAX_STREAMS

    def sent_as(self, ssrc: int) -> None:
        """An authentic packet came under this SSRC."""
        self._streams.add(ssrc)

    @property
    def is_half_open(self) -> bool:
        """Whether keys are not agreed yet."""
        return self.state in ("new", "connecting")


def _distinct_ssrcs() -> Iterator[int]:
    used = {0, 1}
    while True:
        ssrc = secrets.randbits(32)
        if ssrc not in used:
            used.add(ssrc)
            yield ssrc
