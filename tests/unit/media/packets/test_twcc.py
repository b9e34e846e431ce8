"""Transport-wide feedback says, to a quarter of a millisecond, which packets came and when."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from audiencia.media.packets import twcc


def read(packet: bytes) -> tuple[int, int, int, dict[int, float | None]]:
    """SSRC, feedback count, base and, by sequence number, the arrival (None: lost), as the draft says in 3.1."""
    flags, kind, words, author, ssrc, base, count, reference = struct.unpack_from("!BBHIIHHI", packet)
    assert (flags & 0xDF, kind, author) == (0x80 | twcc.FORM, 205, 1)
    assert len(packet) == 4 * (words + 1)
    end = len(packet) - (packet[-1] if flags & 0x20 else 0)
    at = 20
    symbols: list[int] = []
    while len(symbols) < count:
        (chunk,) = struct.unpack_from("!H", packet, at)
        at += 2
        if chunk >> 15:
            assert chunk >> 14 == 3, "vectors of one-bit symbols are not written"
            symbols += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            symbols += [chunk >> 13] * (chunk & 0x1FFF)
    symbols = symbols[:count]
    time = (reference >> 8) * twcc.REFERENCE
    times: dict[int, float | None] = {}
    for place, symbol in enumerate(symbols):
        if symbol == 1:
            time += packet[at] * twcc.TICK
            at += 1
        elif symbol == 2:
            time += struct.unpack_from("!h", packet, at)[0] * twcc.TICK
            at += 2
        times[base + place & 0xFFFF] = time if symbol else None
    assert at == end
    return ssrc, reference & 0xFF, base, times


@given(
    st.integers(0, 0xFFFF),
    st.lists(st.tuples(st.integers(1, 5), st.floats(0, 0.2)), min_size=1, max_size=60),
    st.floats(0.1, 500_000),
    st.integers(0, 255),
)
def test_each_arrival_is_reported(start: int, steps: list[tuple[int, float]], now: float, count: int) -> None:
    arrivals, number = [], start
    for step, wait in steps:
        arrivals.append((number & 0xFFFF, now))
        number, now = number + step, now + wait
    found: dict[int, float | None] = {}
    for place, packet in enumerate(twcc.feedback(77, arrivals, count)):
        ssrc, feedback, _, times = read(packet)
        assert (ssrc, feedback) == (77, count + place & 0xFF)
        found |= times
    assert {number for number, time in found.items() if time is not None} == {number for number, _ in arrivals}
    for number, time in arrivals:
        told = found[number]
        assert told is not None
        # The reference has 24 bits of 64 ms; times are compared within that.
        assert abs((told - time + 500_000) % (twcc.REFERENCE * 2**24) - 500_000) <= 1.01 * twcc.TICK


@given(st.integers(0, 0xFF00), st.lists(st.floats(0, 0.06), min_size=1, max_size=300), st.floats(0, 1e6))
def test_an_unbroken_run_is_short(start: int, waits: list[float], now: float) -> None:
    arrivals = []
    for number, wait in enumerate(waits, start):
        now += wait
        arrivals.append((number, now))
    packets = twcc.feedback(5, arrivals, 0)
    times = {number: time for packet in packets for number, time in read(packet)[3].items()}
    assert list(times) == [number for number, _ in arrivals]
    if len(arrivals) <= twcc.SPAN:
        assert len(packets[0]) <= 20 + 2 + len(arrivals) + 3


def test_packets_out_of_order_and_twice() -> None:
    (packet,) = twcc.feedback(5, [(10, 1.0), (12, 1.01), (11, 1.02), (12, 1.5)], 0)
    times = read(packet)[3]
    assert [round((time or 0) - 1.0, 2) for time in times.values()] == [0.0, 0.02, 0.01]


def test_what_came_before_the_first_is_reported_too() -> None:
    (packet,) = twcc.feedback(5, [(1, 2.0), (0xFFFF, 2.01)], 0)
    _, _, base, times = read(packet)
    assert base == 0xFFFF
    assert [time is not None for time in times.values()] == [True, False, True]


@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.floats(0, 1e6)), max_size=300))
def test_any_arrivals_make_packets_of_a_size_that_can_be_sent(arrivals: list[tuple[int, float]]) -> None:
    packets = twcc.feedback(5, arrivals, 0)
    assert all(len(packet) <= 1200 and len(packet) % 4 == 0 for packet in packets)
    assert bool(packets) == bool(arrivals)


def test_who_numbers_at_random_causes_few_packets() -> None:
    arrivals = [(number * 7919 & 0xFFFF, number / 1000) for number in range(500)]
    assert len(twcc.feedback(5, arrivals, 0)) == twcc.MOST_PACKETS
