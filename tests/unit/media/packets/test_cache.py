"""What is kept to be sent again: the latest packet of each number, and nothing after it was cleared."""

from hypothesis import given
from hypothesis import strategies as st

from audiencia.media.packets.cache import PLACE, SIZE, Cache


def packet(sequence: int, body: bytes) -> bytes:
    return b"\x80\x60" + sequence.to_bytes(2, "big") + bytes(8) + body


@given(st.integers(0, 0xFFFF), st.lists(st.integers(1, 400), max_size=40), st.integers(0, 0xFFFF))
def test_the_latest_of_each_place_is_found_and_nothing_else(start: int, steps: list[int], other: int) -> None:
    cache, number, kept = Cache(), start, {}
    for step in [0, *steps]:
        number = (number + step) & 0xFFFF
        cache.put(number, memoryview(packet(number, bytes([step & 0xFF]) * (step % 90))))
        kept[number % SIZE] = number, packet(number, bytes([step & 0xFF]) * (step % 90))
    for known, whole in kept.values():
        assert cache.get(known) == whole
        assert cache.get((known + SIZE) & 0xFFFF) is None
    if kept.get(other % SIZE, (None, b""))[0] != other:
        assert cache.get(other) is None
    cache.clear()
    assert all(cache.get(known) is None for known, _ in kept.values())


def test_a_packet_that_is_too_long_takes_the_place_of_what_was_there() -> None:
    cache = Cache()
    cache.put(7, memoryview(packet(7, b"x")))
    cache.put(7 + SIZE, memoryview(packet(7 + SIZE, bytes(PLACE))))
    assert cache.get(7) is None
    assert cache.get(7 + SIZE) is None
    cache.put(8, memoryview(packet(8, bytes(PLACE - 14))))
    assert cache.get(8) == packet(8, bytes(PLACE - 14))
