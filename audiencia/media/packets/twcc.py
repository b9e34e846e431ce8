"""Transport-wide congestion feedback: when each packet of a client arrived, for its own estimate of the line.
draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1. Pure; times in seconds."""

import struct
from collections.abc import Sequence
from operator import sub

from audiencia.media.packets.rtcp import OUR_SSRC, TRANSPORT_FEEDBACK
from audiencia.media.packets.seqmap import ahead

URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
FORM = 15
REFERENCE, TICK = 0.064, 0.00025
REFERENCE_TICKS = 256
SPAN = 280  # Sequence numbers in one packet at most: forty chunks of seven, 840 bytes if every delta takes two.
MOST_PACKETS = 8
"""Feedback packets a round at most. Packets beyond, as of a client that numbers at random, are not reported."""
_HEAD = struct.Struct("!BBHIIHHI")
_CHUNK = struct.Struct("!H")
_LONG = struct.Struct("!h")


def feedback(ssrc: int, arrivals: Sequence[tuple[int, float]], count: int) -> list[bytes]:
    """Packets that report `arrivals` (transport sequence number, time) to the sender of `ssrc`.
    `count` numbers the first of them; each further one takes the next number. What lies between two arrivals counts as
    lost. Of a number that came twice the first arrival counts."""
    if not arrivals:
        return []
    whole = _unbroken(ssrc, arrivals, count)
    if whole is not None:
        return [whole]
    base = arrivals[0][0]
    times: dict[int, float] = {}
    for number, time in arrivals:
        times.setdefault(ahead(number, base, 16), time)
    places = sorted(times)
    packets: list[bytes] = []
    while places and len(packets) < MOST_PACKETS:
        first = places[0]
        taken = next((n for n, place in enumerate(places) if place - first >= SPAN), len(places))
        packets.append(_packet(ssrc, base + first, [(place - first, times[place]) for place in places[:taken]],
                               count + len(packets)))  # fmt: skip
        places = places[taken:]
    return packets


def _unbroken(ssrc: int, arrivals: Sequence[tuple[int, float]], count: int) -> bytes | None:
    """The packet when nothing was lost and nothing late, which is the usual case and half as much work; or None."""
    first, size = arrivals[0][0], len(arrivals)
    if size > SPAN or [number for number, _ in arrivals] != list(range(first, first + size)):
        return None
    ticks = [int(time / TICK) for _, time in arrivals]
    reference = ticks[0] // REFERENCE_TICKS
    try:
        deltas = bytes(map(sub, ticks, [reference * REFERENCE_TICKS, *ticks]))
    except ValueError:
        # A time between two packets is no number of one byte.
        return None
    return _joined(ssrc, first, size, reference, count, _CHUNK.pack(0x2000 | size) + deltas)


def _packet(ssrc: int, base: int, arrivals: list[tuple[int, float]], count: int) -> bytes:
    reference = int(arrivals[0][1] / TICK) // REFERENCE_TICKS
    symbols, deltas = _symbols(arrivals, reference)
    chunks = b"".join(_CHUNK.pack(0xC000 | _seven(symbols[at : at + 7])) for at in range(0, len(symbols), 7))
    return _joined(ssrc, base, len(symbols), reference, count, chunks + deltas)


def _joined(ssrc: int, base: int, size: int, reference: int, count: int, body: bytes) -> bytes:
    pad = -len(body) % 4
    body += bytes(pad - 1) + bytes([pad]) if pad else b""
    words = 4 + len(body) // 4
    return _HEAD.pack(
        0x80 | (0x20 if pad else 0) | FORM, TRANSPORT_FEEDBACK, words, OUR_SSRC, ssrc, base & 0xFFFF, size,
        (reference & 0xFFFFFF) << 8 | count & 0xFF,
    ) + body  # fmt: skip


def _symbols(arrivals: list[tuple[int, float]], reference: int) -> tuple[list[int], bytes]:
    symbols = [0] * (arrivals[-1][0] + 1)
    deltas = bytearray()
    # In whole ticks, so that what is lost by rounding does not add up.
    last = reference * REFERENCE_TICKS
    for place, time in arrivals:
        tick = int(time / TICK)
        delta = max(-32768, min(32767, tick - last))
        last += delta
        if 0 <= delta < 256:
            symbols[place] = 1
            deltas.append(delta)
        else:
            symbols[place] = 2
            deltas += _LONG.pack(delta)
    return symbols, bytes(deltas)


def _seven(symbols: list[int]) -> int:
    value = 0
    for symbol in symbols:
        value = value << 2 | symbol
    return value << 2 * (7 - len(symbols))
