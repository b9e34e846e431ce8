"""The few RTCP packets a forwarder reads and writes. Pure.
RFC 3550, 6 (reports); RFC 4585, 6.2.1 and 6.3.1 (NACK, PLI); RFC 5104, 4.3.1 (FIR); draft-alvestrand-rmcat-remb-03 (REMB)."""

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

SENDER_REPORT, RECEIVER_REPORT, SOURCE_DESCRIPTION = 200, 201, 202
TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK = 205, 206
NACK = 1
PICTURE_LOSS, FULL_INTRA, APPLICATION = 1, 4, 15
OUR_SSRC = 1  # Names us as the author of reports and requests; we send no media under it.
_HEADER = struct.Struct("!BBH")
_SENDER_INFO = struct.Struct("!IQIII")
_BLOCK = struct.Struct("!IIIIII")
_PAIR = struct.Struct("!HH")
MOST_ASKED = 512  # Packets that one NACK may ask for; the rest of it is passed over.


class SenderReport(NamedTuple):
    """A source ties its timestamps to its wall clock (`ntp`, 32.32 bits)."""

    ssrc: int
    ntp: int
    timestamp: int


class KeyframeWish(NamedTuple):
    """A viewer needs a keyframe in the stream it receives as `ssrc` (PLI or FIR)."""

    ssrc: int


class ReportBlock(NamedTuple):
    """What a receiver says of one stream. `fraction` is in 1/256, `delay` in 1/65536 s, `jitter` in timestamp units."""

    ssrc: int
    fraction: int
    lost: int
    highest: int
    jitter: int
    last_report: int
    delay: int


class Missing(NamedTuple):
    """A viewer lacks these packets of the stream it receives as `ssrc` (NACK)."""

    ssrc: int
    sequences: tuple[int, ...]


class Estimate(NamedTuple):
    """What a viewer believes its line can carry, in bit/s, for all that it receives (REMB)."""

    bitrate: int


Item = SenderReport | KeyframeWish | ReportBlock | Missing | Estimate


def parse(data: bytes) -> Iterator[Item]:
    """What concerns us in a compound packet; the rest, and all after the first malformed part, is passed over."""
    at = 0
    while at + 8 <= len(data):
        flags, kind, words = _HEADER.unpack_from(data, at)
        end = at + 4 * (words + 1)
        if flags >> 6 != 2 or end > len(data):
            return
        if kind == SENDER_REPORT and end - at >= 28:
            ssrc, ntp, timestamp, _, _ = _SENDER_INFO.unpack_from(data, at + 4)
            yield SenderReport(ssrc, ntp, timestamp)
            yield from _blocks(data, at + 28, end, flags & 0x1F)
        elif kind == RECEIVER_REPORT:
            yield from _blocks(data, at + 8, end, flags & 0x1F)
        elif kind == PAYLOAD_FEEDBACK and end - at >= 12:
            yield from _wishes(data, at, end, flags & 0x1F)
        elif kind == TRANSPORT_FEEDBACK and flags & 0x1F == NACK and end - at >= 16:
            yield Missing(int.from_bytes(data[at + 8 : at + 12], "big"), tuple(_sequences(data, at + 12, end)))
        at = end


def _blocks(data: bytes, at: int, end: int, count: int) -> Iterator[ReportBlock]:
    for place in range(at, min(end, at + count * _BLOCK.size) - _BLOCK.size + 1, _BLOCK.size):
        ssrc, loss, *rest = _BLOCK.unpack_from(data, place)
        lost = loss & 0xFFFFFF
        yield ReportBlock(ssrc, loss >> 24, lost - (1 << 24) if lost >> 23 else lost, *rest)


def _sequences(data: bytes, at: int, end: int) -> list[int]:
    found: list[int] = []
    for place in range(at, end - 3, 4):
        first, mask = _PAIR.unpack_from(data, place)
        found.append(first)
        found += [(first + step) & 0xFFFF for step in range(1, 17) if mask >> step - 1 & 1]
        if len(found) > MOST_ASKED:
            break
    return found[:MOST_ASKED]


def _wishes(data: bytes, at: int, end: int, form: int) -> Iterator[KeyframeWish | Estimate]:
    if form == PICTURE_LOSS:
        yield KeyframeWish(int.from_bytes(data[at + 8 : at + 12], "big"))
    elif form == FULL_INTRA:
        for entry in range(at + 12, end - 7, 8):
            yield KeyframeWish(int.from_bytes(data[entry : entry + 4], "big"))
    elif form == APPLICATION and data[at + 12 : at + 16] == b"REMB" and end - at >= 20:
        value = int.from_bytes(data[at + 17 : at + 20], "big")
        yield Estimate((value & 0x3FFFF) << (value >> 18))


def sender_report(ssrc: int, ntp: int, timestamp: int, packets: int, octets: int, cname: str) -> bytes:
    """A compound packet: sender report and the name that ties sound and picture of one person together."""
    info = _SENDER_INFO.pack(ssrc, ntp & (2**64 - 1), timestamp & 0xFFFFFFFF, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    name = cname.encode()
    item = struct.pack("!IBB", ssrc, 1, len(name)) + name
    item += bytes(4 - len(item) % 4)
    description = _HEADER.pack(0x81, SOURCE_DESCRIPTION, len(item) // 4) + item
    return _HEADER.pack(0x80, SENDER_REPORT, 6) + info + description


def receiver_report(blocks: Sequence[ReportBlock]) -> bytes:
    """A report on up to 31 streams; with none, the empty report that has to open a compound packet."""
    body = b"".join(
        _BLOCK.pack(block.ssrc, block.fraction << 24 | block.lost & 0xFFFFFF, *block[3:]) for block in blocks
    )
    return _HEADER.pack(0x80 | len(blocks), RECEIVER_REPORT, 1 + len(body) // 4) + struct.pack("!I", OUR_SSRC) + body


def picture_loss(ssrc: int) -> bytes:
    """Asks the sender of `ssrc` for a keyframe."""
    ask = _HEADER.pack(0x80 | PICTURE_LOSS, PAYLOAD_FEEDBACK, 2) + struct.pack("!II", OUR_SSRC, ssrc)
    return receiver_report(()) + ask


def nack(ssrc: int, sequences: Sequence[int]) -> bytes:
    """Asks the sender of `ssrc` for packets again. `sequences` must not be empty."""
    pairs: list[tuple[int, int]] = []
    for number in sequences:
        if pairs and 1 <= (number - pairs[-1][0]) & 0xFFFF <= 16:
            first, mask = pairs[-1]
            pairs[-1] = first, mask | 1 << ((number - first) & 0xFFFF) - 1
        else:
            pairs.append((number, 0))
    head = _HEADER.pack(0x80 | NACK, TRANSPORT_FEEDBACK, 2 + len(pairs)) + struct.pack("!II", OUR_SSRC, ssrc)
    return head + b"".join(_PAIR.pack(*pair) for pair in pairs)


def receiver_estimate(bitrate: int, ssrcs: Sequence[int]) -> bytes:
    """Tells a client to send no more than `bitrate` bit/s (REMB), rounded down to 18 significant bits."""
    exponent = max(0, bitrate.bit_length() - 18)
    value = len(ssrcs) << 24 | exponent << 18 | bitrate >> exponent
    head = _HEADER.pack(0x80 | APPLICATION, PAYLOAD_FEEDBACK, 4 + len(ssrcs))
    return head + struct.pack(f"!II4sI{len(ssrcs)}I", OUR_SSRC, 0, b"REMB", value, *ssrcs)
