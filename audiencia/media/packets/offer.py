"""Reads a client's offer. Pure: text in, what it says out (RFC 8866, 8829, 8843).
An offer says which slot each of its sections is for, and only that is accepted: a client sends its microphone, camera and
screen and receives slots of `routing_table`, all bundled on one transport. A later offer of the same connection may add
slots that it receives. None of the client's candidates is used: we are ICE-lite and wait for its checks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Literal, cast

from audiencia.media.packets import rtp, twcc
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
