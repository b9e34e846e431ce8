"""Writes the answer to a client's offer. Pure: what was offered in, text out (RFC 8866, 8829, 8843)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from audiencia.media.packets import rtp, twcc
from audiencia.media.packets.offer import CODECS, MID_EXTENSION, PROTOCOL, RTX, Direction, Offer, Section
from audiencia.media.worker.bandwidth import DEFAULT, SCREEN
from audiencia.media.worker.routing_table import SLOTS, Media

BITRATES: Mapping[Media, int] = {"camera": DEFAULT, "screen": SCREEN}
"""What a client may send, in bit/s, unless the control plane says otherwise; sound takes what Opus takes."""
FIRST_ESTIMATE = 600_000
"""What a client takes the line for before it knows, in bit/s. It is no leave to send more: its pacer lets the first
keyframe out at this rate, so that the first picture does not wait for a line that is thought to be narrow."""


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
