"""Reads a client's offer and writes the answer to it. Pure: text in, text out (RFC 8866, 8829, 8843).
An offer says which slot each of its sections is for, and only that is accepted: a client sends its microphone, camera and
screen and receives slots of `routing_table`, all bundled on one transport. A later offer of the same connection may add
slots that it receives. None of the client's candidates is used: we are ICE-lite and wait for its checks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal, cast

from audiencia.media.packets import rtp, twcc
from audiencia.media.worker.bandwidth import DEFAULT, SCREEN
from audiencia.media.worker.routing_table import MEDIA, SLOTS, Kind, Media, kind_of_media, kind_of_slot

Direction = Literal["sendonly", "recvonly"]
ALL: tuple[str, ...] = (*MEDIA, *SLOTS)
"""Everything that a client may send and receive; the sections of an offer that does not name its slots."""
FIRST = ("microphone", "camera")
"""The first sections of every offer: what they say of header extensions holds for all that the client sends."""
MAX_OFFER = 64_000
MOST_TYPES = 128  # Payload types of RTP (7 bits). Their lines are compared in pairs: 11,000 of them took 0.2 s.
MID_EXTENSION = "urn:ietf:params:rtp-hdrext:sdes:mid"
CODECS: dict[Kind, str] = {"audio": "opus/48000/2", "video": "VP8/90000"}
RTX = "rtx/90000"
PROTOCOL = "UDP/TLS/RTP/SAVPF"
BITRATES: Mapping[Media, int] = {"camera": DEFAULT, "screen": SCREEN}
"""What a client may send, in bit/s, unless the control plane says otherwise; sound takes what Opus takes."""
FIRST_ESTIMATE = 600_000
"""What a client takes the line for before it knows, in bit/s. It is no leave to send more: its pacer lets the first
keyframe out at this rate, so that the first picture does not wait for a line that is thought to be narrow."""

_TOKEN = re.compile(r"[A-Za-z0-9_.{}-]{1,32}")
_FINGERPRINT = re.compile(r"(sha-256|sha-384|sha-512) ([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31,63})", re.IGNORECASE)


class BadOffer(ValueError):
    """The offer is not laid out as it says; the text says in which way, for a log."""


@dataclass(frozen=True, slots=True)
class Section:
    """One m-line of an offer. `ssrc` is what the client says it will send with, None when it does not say.
    `rtx` is the payload type of retransmissions (RFC 4588) and `rtx_ssrc` what they will be sent with; the extensions
    are the ids that the client gave them. None for what it does not offer, or what its section is not answered with."""

    mid: str
    kind: Kind
    payload_type: int
    mid_extension: int | None
    transport_extension: int | None
    time_extension: int | None
    ssrc: int | None
    rtx: int | None
    rtx_ssrc: int | None
    reduced_size: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """What we need of an offer: who may speak DTLS with us, the client's ICE user name and password where it says them, and the
    sections, in the order of the slots that it names."""

    fingerprints: tuple[tuple[str, str], ...]
    credentials: tuple[str, ...]
    slots: tuple[str, ...]
    sections: tuple[Section, ...]

    def sending(self) -> dict[Media, Section]:
        """The sections that carry the client's own media, by media name."""
        return {name: section for name, section in self._named() if name in MEDIA}

    def receiving(self) -> dict[str, Section]:
        """The sections of the client's slots, by slot name."""
        return {name: section for name, section in self._named() if name in SLOTS}

    def _named(self) -> Iterator[tuple[str, Section]]:
        return zip(self.slots, self.sections, strict=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where clients find us: the addresses, the UDP port, and the ports on which we take TCP connections."""

    addresses: Sequence[str]
    port: int
    tcp_ports: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Transport:
    """Our side: ICE credentials, the certificate's SHA-256 fingerprint, and where the client finds us."""

    ufrag: str
    password: str
    fingerprint: str
    place: Place


def parse_offer(text: str, slots: Sequence[str] = ALL) -> Offer:
    """Reads an offer whose sections are for `slots`, in this order. Raises `BadOffer` for anything else."""
    _check_slots(slots)
    if len(text) > MAX_OFFER or not text.isascii():
        raise BadOffer("too long, or not ASCII")
    head, *bodies = re.split(r"^(?=m=)", text.replace("\r\n", "\n"), flags=re.MULTILINE)
    if not head.startswith("v=0\n") or len(bodies) != len(slots):
        raise BadOffer(f"{len(bodies)} sections, expected {len(slots)}")
    sections = tuple(_section(body, *_way(slot)) for body, slot in zip(bodies, slots, strict=True))
    mids = [section.mid for section in sections]
    if len(set(mids)) != len(mids) or f"a=group:BUNDLE {' '.join(mids)}" not in head.split("\n"):
        raise BadOffer("the sections are not one bundle in their order")
    ssrcs = [ssrc for section in sections for ssrc in (section.ssrc, section.rtx_ssrc) if ssrc is not None]
    if len(set(ssrcs)) != len(ssrcs):
        raise BadOffer("two sections send with one SSRC")
    for name in ("mid_extension", "transport_extension", "time_extension"):
        if len({getattr(section, name) for section in sections} - {None}) > 1:
            raise BadOffer("a header extension has two ids in one bundle")
    return Offer(_fingerprints(head, bodies[0]), _credentials(head, bodies[0]), tuple(slots), sections)


def _check_slots(slots: Sequence[str]) -> None:
    if tuple(slots[: len(FIRST)]) != FIRST:
        raise BadOffer("the first slots are microphone and camera")
    if len(set(slots)) != len(slots) or not set(slots) <= set(ALL):
        raise BadOffer("a slot is named twice, or there is no such slot")


def _way(slot: str) -> tuple[Kind, Direction]:
    """Kind and direction of a section, as the client says it."""
    return (kind_of_slot(slot), "recvonly") if slot in SLOTS else (kind_of_media(cast(Media, slot)), "sendonly")


def check_added(before: Offer, after: Offer) -> None:
    """Refuses a later offer of one connection that does anything but add slots that are received. Raises `BadOffer`."""
    if after.credentials != before.credentials or after.fingerprints != before.fingerprints:
        raise BadOffer("another offer under the same peer id: other credentials or another certificate")
    known, added = len(before.slots), after.slots[len(before.slots) :]
    if after.slots[:known] != before.slots:
        raise BadOffer("the slots that were there are not named as they were")
    for slot, was, now in zip(before.slots, before.sections, after.sections, strict=False):
        if was != now:
            other = ", ".join(
                field.name for field in fields(Section) if getattr(was, field.name) != getattr(now, field.name)
            )
            raise BadOffer(f"the section of {slot} is not as it was: {other}")
    if not added or not set(added) <= set(SLOTS):
        raise BadOffer("no slot is added that is received")


def _section(body: str, kind: Kind, direction: Direction) -> Section:
    lines = body.rstrip("\n").split("\n")
    parts = lines[0].removeprefix("m=").split(" ")
    if len(parts) < 4 or parts[0] != kind or parts[2] != PROTOCOL:
        raise BadOffer(f"expected a section m={kind} over {PROTOCOL}")
    if max(len(parts) - 3, *(len(_values(lines, kind)) for kind in ("a=rtpmap:", "a=fmtp:"))) > MOST_TYPES:
        raise BadOffer("more payload types than there are")
    if f"a={direction}" not in lines or "a=rtcp-mux" not in lines:
        raise BadOffer(f"expected a=rtcp-mux and a={direction}")
    if not {"a=setup:actpass", "a=setup:active"} & set(lines):
        raise BadOffer("the client must be able to begin DTLS")
    payload_type, sends = _payload_type(lines, parts[3:], CODECS[kind]), direction == "sendonly"
    ssrc, rtx_ssrc = _ssrcs(lines) if sends else (None, None)
    # What is not answered a browser may leave out of its next offer.
    arrivals = _extension(lines, twcc.URI) if sends else None
    sent_at = _extension(lines, rtp.SEND_TIME) if kind == "video" and not sends else None
    return Section(
        mid=_mid(lines), kind=kind, payload_type=payload_type, mid_extension=_extension(lines, MID_EXTENSION),
        transport_extension=arrivals, time_extension=sent_at,
        ssrc=ssrc, rtx=_rtx(lines, parts[3:], payload_type), rtx_ssrc=rtx_ssrc, reduced_size="a=rtcp-rsize" in lines,
    )  # fmt: skip


def _values(lines: Sequence[str], prefix: str) -> list[str]:
    return [line.removeprefix(prefix) for line in lines if line.startswith(prefix)]


def _mid(lines: Sequence[str]) -> str:
    mids = _values(lines, "a=mid:")
    # The mid is echoed in the answer: it must not be able to write lines of its own.
    if len(mids) != 1 or not _TOKEN.fullmatch(mids[0]):
        raise BadOffer("each section has one mid")
    return mids[0]


def _payload_type(lines: Sequence[str], listed: Sequence[str], codec: str) -> int:
    for value in _values(lines, "a=rtpmap:"):
        number, _, name = value.partition(" ")
        # Below 35 and from 64 to 95 a number could be taken for RTCP on the same port or for a static type (RFC 5761).
        if name.lower() == codec.lower() and number in listed and _is_dynamic(number):
            return int(number)
    raise BadOffer(f"no usable {codec}")


def _is_dynamic(number: str) -> bool:
    return 35 <= _short(number) <= 63 or 96 <= _short(number) <= 127


def _short(number: str) -> int:
    """A number of up to three digits; -1 for anything else. `int` raises for thousands of digits."""
    return int(number) if number.isdigit() and len(number) <= 3 else -1


def _rtx(lines: Sequence[str], listed: Sequence[str], payload_type: int) -> int | None:
    for value in _values(lines, "a=fmtp:"):
        number, _, parameters = value.partition(" ")
        repeats = f"apt={payload_type}" in parameters.split(";")
        if repeats and number in listed and _is_dynamic(number) and f"a=rtpmap:{number} {RTX}" in lines:
            return int(number)
    return None


def _extension(lines: Sequence[str], wanted: str) -> int | None:
    for value in _values(lines, "a=extmap:"):
        number, _, uri = value.partition(" ")
        if uri == wanted and 1 <= _short(number) <= 14:
            return int(number)
    return None


def _ssrcs(lines: Sequence[str]) -> tuple[int | None, int | None]:
    # The first of a group carries the media, the second what is sent again (RFC 5576, 4.2; RFC 4588, 8.3).
    groups = _values(lines, "a=ssrc-group:FID ")
    listed = groups[0].split(" ") if groups else [value.split(" ")[0] for value in _values(lines, "a=ssrc:")][:1]
    if not listed:
        return None, None
    if any(not re.fullmatch(r"\d{1,10}", one) or not 0 < int(one) < 2**32 for one in listed[:2]):
        raise BadOffer("an SSRC is not a number of 32 bits")
    return int(listed[0]), int(listed[1]) if len(listed) > 1 else None


def _fingerprints(head: str, first: str) -> tuple[tuple[str, str], ...]:
    lines = [*head.split("\n"), *first.split("\n")]
    found = [_FINGERPRINT.fullmatch(value) for value in _values(lines, "a=fingerprint:")]
    known = tuple((match[1].lower(), match[2].upper()) for match in found if match)
    if not known or len(known) > 6:
        raise BadOffer("no usable fingerprint")
    return known


def _credentials(head: str, first: str) -> tuple[str, ...]:
    lines = [*head.split("\n"), *first.split("\n")]
    return tuple(line for line in lines if line.startswith(("a=ice-ufrag:", "a=ice-pwd:")))


def stream_of_slot(slot: str) -> str:
    """The media stream a slot belongs to: sound and picture of one person play in step because they share it."""
    return slot if slot.startswith("screen") else f"person{slot[-1]}"


def write_answer(
    offer: Offer,
    transport: Transport,
    slot_ssrcs: Mapping[str, int],
    rtx_ssrcs: Mapping[str, int],
    bitrates: Mapping[Media, int] = BITRATES,
    version: int = 1,
) -> str:
    """The answer to `offer`, by which the client never sends more than `bitrates`. Slot `s` will be sent with
    `slot_ssrcs[s]` for as long as the connection lives, and what of it is sent again with `rtx_ssrcs[s]`, where the client
    offered that. `version` is one more with each answer of a connection (RFC 3264, 8)."""
    lines = ["v=0", f"o=- 1 {version} IN IP4 0.0.0.0", "s=-", "t=0 0", "a=ice-lite"]
    lines.append("a=group:BUNDLE " + " ".join(section.mid for section in offer.sections))
    lines.append("a=msid-semantic: WMS *")
    for slot, section in zip(offer.slots, offer.sections, strict=True):
        if slot not in SLOTS:
            lines += _answer_section(offer, section, transport, "recvonly", bitrates.get(cast(Media, slot)))
            continue
        lines += _answer_section(offer, section, transport, "sendonly", None)
        lines += _streams(slot, slot_ssrcs[slot], rtx_ssrcs[slot] if section.rtx is not None else None)
    return "\r\n".join([*lines, ""])


def _streams(slot: str, ssrc: int, rtx_ssrc: int | None) -> list[str]:
    stream = stream_of_slot(slot)
    ssrcs = [ssrc] if rtx_ssrc is None else [ssrc, rtx_ssrc]
    lines = [f"a=msid:{stream} {slot}"]
    if rtx_ssrc is not None:
        lines.append(f"a=ssrc-group:FID {ssrc} {rtx_ssrc}")
    for one in ssrcs:
        lines += [f"a=ssrc:{one} cname:{stream}", f"a=ssrc:{one} msid:{stream} {slot}"]
    return lines


def _answer_section(
    offer: Offer, section: Section, transport: Transport, direction: Direction, bitrate: int | None
) -> list[str]:
    number, again = section.payload_type, "" if section.rtx is None else f" {section.rtx}"
    lines = [f"m={section.kind} 9 {PROTOCOL} {number}{again}", "c=IN IP4 0.0.0.0"]
    if bitrate is not None:
        lines.append(f"b=TIAS:{bitrate}")
    lines += [
        f"a=mid:{section.mid}", f"a={direction}", "a=rtcp-mux", f"a=ice-ufrag:{transport.ufrag}",
        f"a=ice-pwd:{transport.password}", f"a=fingerprint:sha-256 {transport.fingerprint}", "a=setup:passive",
        f"a=rtpmap:{number} {CODECS[section.kind]}",
    ]  # fmt: skip
    if section.reduced_size:
        lines.append("a=rtcp-rsize")
    if section.mid_extension is not None:
        lines.append(f"a=extmap:{section.mid_extension} {MID_EXTENSION}")
    # In each section, although all are one transport: browsers read the first one, aiortc the last, which knows no TCP.
    first = section is offer.sections[0]
    ways = [*_candidates(transport.place), *(_tcp_candidates(transport.place) if first else ())]
    return [*lines, *_feedback(section, direction), *ways, "a=end-of-candidates", *_codec(section)]


def _codec(section: Section) -> list[str]:
    number = section.payload_type
    if section.kind == "audio":
        return [f"a=fmtp:{number} minptime=10;useinbandfec=1;usedtx=1"]
    # libwebrtc's own parameter, in kbit/s; others pass over it. The last section decides for the whole connection.
    lines = [f"a=fmtp:{number} x-google-start-bitrate={FIRST_ESTIMATE // 1000}"]
    if section.rtx is not None:
        lines += [f"a=rtpmap:{section.rtx} {RTX}", f"a=fmtp:{section.rtx} apt={number}"]
    return lines


def _feedback(section: Section, direction: Direction) -> list[str]:
    """Of what a client sends we report each arrival; of what it receives it tells us how much its line carries."""
    number = section.payload_type
    # Of sound too, although no browser offers it: those on libwebrtc do both sides of it when an answer says so.
    lines = [f"a=rtcp-fb:{number} nack"]
    if section.kind == "video":
        lines += [f"a=rtcp-fb:{number} {kind}" for kind in ("nack pli", "ccm fir", "goog-remb")]
    if direction == "recvonly" and section.transport_extension is not None:
        lines += [f"a=rtcp-fb:{number} transport-cc", f"a=extmap:{section.transport_extension} {twcc.URI}"]
    if direction == "sendonly" and section.kind == "video" and section.time_extension is not None:
        lines.append(f"a=extmap:{section.time_extension} {rtp.SEND_TIME}")
    return lines


def _candidates(place: Place) -> list[str]:
    # RFC 8445, 5.1.2.1: type preference of a host candidate, earlier addresses preferred, component 1.
    return [
        f"a=candidate:{n} 1 udp {126 << 24 | (65536 - n) << 8 | 255} {address} {place.port} typ host"
        for n, address in enumerate(place.addresses, start=1)
    ]


def _tcp_candidates(place: Place) -> list[str]:
    """Below all over UDP; within them by RFC 6544, 4.2: the client connects (direction preference 4)."""
    ways = [(address, port) for port in place.tcp_ports for address in place.addresses]
    return [
        f"a=candidate:{len(place.addresses) + n} 1 tcp {90 << 24 | (4 << 13 | 8192 - n) << 8 | 255} {address} {port} typ host "
        "tcptype passive"
        for n, (address, port) in enumerate(ways, start=1)
    ]
