"""One client's media connection: who it is, how it is reached, what it sends and what it is shown."""

import secrets
from collections.abc import Callable, Iterator
from typing import Literal

from audiencia.ids import PartyId, PeerId
from audiencia.media.arrivals import Arrivals
from audiencia.media.keyframes import KeyframeRequests
from audiencia.media.peer import Certificate, Handshake, Srtp
from audiencia.media.routing_table import Media, kind_of_slot
from audiencia.media.sdp import Offer, Section, stream_of_slot
from audiencia.media.seqmap import NumberMap, PictureMap

Address = tuple[str, int] | tuple[str, int, int, int]
State = Literal["new", "connecting", "connected", "closed"]
Send = Callable[[bytes, Address], None]

CLOCK_RATES = {"audio": 48_000, "video": 90_000}
MAX_STREAMS = 64
"""SSRCs one client may send under, feedback included (Firefox uses one for each of its 14 sections): libsrtp keeps state
for each, without a limit of its own."""
MAX_ADDRESSES = 4
"""Paths one client may have checked: a telephone has two networks, each with two families."""


class Source:
    """One of the three things a client sends. `targets` are the slots that show it now."""

    __slots__ = ("arrivals", "connection", "is_video", "keyframes", "media", "payload_type", "ssrc", "targets")

    def __init__(self, connection: "Connection", media: Media, section: Section) -> None:
        self.connection = connection
        self.media = media
        self.is_video = section.kind == "video"
        self.payload_type = section.payload_type
        self.ssrc = section.ssrc
        self.arrivals = Arrivals(CLOCK_RATES[section.kind])
        self.keyframes = KeyframeRequests()
        self.targets: tuple[Slot, ...] = ()


class Slot:
    """One of the eleven places at a client's side. Its SSRC and its numbering last as long as the connection."""

    __slots__ = (
        "cname", "connection", "is_video", "name", "numbers", "octets", "packets", "payload_type", "pictures", "source",
        "ssrc", "waiting_for_keyframe",
    )  # fmt: skip

    def __init__(self, connection: "Connection", name: str, section: Section, ssrc: int) -> None:
        self.connection = connection
        self.name = name
        self.is_video = kind_of_slot(name) == "video"
        self.payload_type = section.payload_type
        self.ssrc = ssrc
        self.cname = stream_of_slot(name)
        rate = CLOCK_RATES[section.kind]
        self.numbers = NumberMap(rate, secrets.randbelow(32768), secrets.randbits(32))
        self.pictures = PictureMap(secrets.randbelow(1 << 15), secrets.randbelow(256))
        self.packets = self.octets = 0
        self.source: Source | None = None
        self.waiting_for_keyframe = False


class Connection:
    """A client's connection. The registry changes its state; the forwarder reads the tables made here."""

    def __init__(self, peer_id: PeerId, party: PartyId, offer: Offer, certificate: Certificate, send: Send) -> None:
        self.peer_id = peer_id
        self.party = party
        self.offer = offer
        self.ufrag = secrets.token_hex(8)
        self.password = secrets.token_hex(16)
        self.state: State = "new"
        self.address: Address | None = None
        self.addresses: list[Address] = []
        self.last_seen = 0.0
        self.packets_in = self.packets_out = 0
        self.ntp_shift: int | None = None
        self._streams: set[int] = set()
        self.srtp: Srtp | None = None
        self._send = send
        self.handshake = Handshake(certificate, self._send_datagram)
        self.sources = {media: Source(self, media, section) for media, section in offer.sending().items()}
        self.source_of_ssrc = {source.ssrc: source for source in self.sources.values() if source.ssrc is not None}
        self.source_of_mid = {section.mid.encode(): self.sources[media] for media, section in offer.sending().items()}
        self.mid_extension = offer.sections[0].mid_extension
        self.slots = {
            name: Slot(self, name, section, ssrc)
            for (name, section), ssrc in zip(offer.receiving().items(), _distinct_ssrcs(), strict=False)
        }
        self.slot_of_ssrc = {slot.ssrc: slot for slot in self.slots.values()}

    def _send_datagram(self, data: bytes) -> None:
        if self.address is not None:
            self._send(data, self.address)

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
