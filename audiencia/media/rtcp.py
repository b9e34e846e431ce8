"""The few RTCP packets a forwarder reads and writes (RFC 3550, 6; RFC 4585, 6.3.1; RFC 5104, 4.3.1). Pure."""

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

SENDER_REPORT, RECEIVER_REPORT, SOURCE_DESCRIPTION, GOODBYE, PAYLOAD_FEEDBACK = 200, 201, 202, 203, 206
PICTURE_LOSS, FULL_INTRA = 1, 4
OUR_SSRC = 1
"""Names us as the author of reports and requests; we send no media under it."""

_HEADER = struct.Struct("!BBH")
_SENDER_INFO = struct.Struct("!IQIII")
_BLOCK = struct.Struct("!IIIIII")


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


def parse(data: bytes) -> Iterator[SenderReport | KeyframeWish]:
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
        elif kind == PAYLOAD_FEEDBACK and end - at >= 12:
            yield from _wishes(data, at, end, flags & 0x1F)
        at = end


def _wishes(data: bytes, at: int, end: int, form: int) -> Iterator[KeyframeWish]:
    if form == PICTURE_LOSS:
        yield KeyframeWish(int.from_bytes(data[at + 8 : at + 12], "big"))
    elif form == FULL_INTRA:
        for entry in range(at + 12, end - 7, 8):
            yield KeyframeWish(int.from_bytes(data[entry : entry + 4], "big"))


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
