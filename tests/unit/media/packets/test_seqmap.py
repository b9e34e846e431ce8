"""The numbers of a slot: one unbroken stream for the viewer, whatever its sources do."""

import random

from hypothesis import given
from hypothesis import strategies as st

from audiencia.media.packets.seqmap import NumberMap, PictureMap, ahead

sequence = st.integers(0, 0xFFFF)
timestamp = st.integers(0, 0xFFFFFFFF)


@given(st.integers(0, 0xFFFF), st.integers(-0x8000, 0x7FFF))
def test_ahead_is_the_signed_distance(start: int, step: int) -> None:
    assert ahead((start + step) & 0xFFFF, start, 16) == step


@given(
    st.lists(st.tuples(sequence, timestamp, st.integers(1, 50)), min_size=1, max_size=8),
    st.integers(0, 32767),
    timestamp,
)
def test_sources_follow_each_other_without_a_gap(sources: list[tuple[int, int, int]], first: int, base: int) -> None:
    numbers, expected, now = NumberMap(90_000, first, base), first, 100.0
    for start, begun, count in sources:
        numbers.restart()
        for place in range(count):
            mapped = numbers.map((start + place) & 0xFFFF, (begun + 3000 * place) & 0xFFFFFFFF, now)
            assert mapped is not None
            assert mapped[0] == expected & 0xFFFF
            expected += 1
            now += 1 / 30


@given(sequence, timestamp, timestamp, st.floats(0.01, 3600))
def test_a_new_source_begins_later_by_the_time_that_passed(start: int, one: int, other: int, pause: float) -> None:
    numbers = NumberMap(48_000, 7, 1234)
    before = numbers.map(start, one, 10.0)
    numbers.restart()
    after = numbers.map(start, other, 10.0 + pause)
    assert before is not None
    assert after is not None
    assert abs(ahead(after[1], before[1], 32) - pause * 48_000) <= 1
    assert ahead(after[1], before[1], 32) >= 1


@given(sequence, st.integers(1, 200), st.randoms(use_true_random=False))
def test_packets_out_of_order_keep_their_distance(start: int, count: int, shuffle: random.Random) -> None:
    numbers = NumberMap(90_000, 100, 0)
    first = numbers.map(start, 0, 0.0)
    assert first is not None
    steps = list(range(1, count + 1))
    for at in range(0, count, 5):
        part = steps[at : at + 5]
        shuffle.shuffle(part)
        steps[at : at + 5] = part
    for step in steps:
        mapped = numbers.map((start + step) & 0xFFFF, step, 0.0)
        assert mapped == ((first[0] + step) & 0xFFFF, (first[1] + step) & 0xFFFFFFFF)


@given(sequence, st.integers(1, 1000), st.integers(0, 300))
def test_what_is_older_than_the_first_packet_is_dropped(start: int, late: int, between: int) -> None:
    numbers = NumberMap(90_000, 0, 0)
    for step in range(between + 1):
        assert numbers.map((start + step) & 0xFFFF, 0, 0.0) is not None
    assert numbers.map((start - late) & 0xFFFF, 0, 0.0) is None


@given(sequence, st.integers(2, 5))
def test_long_streams_wrap(start: int, rounds: int) -> None:
    numbers = NumberMap(90_000, 9, 0)
    numbers.map(start, 0, 0.0)
    for step in range(1000, rounds * 65536, 1000):
        assert numbers.map((start + step) & 0xFFFF, 0, 0.0) == ((9 + step) & 0xFFFF, 0)


@given(st.lists(st.tuples(st.integers(0, 0x7FFF), st.integers(0, 255), st.integers(1, 40)), min_size=1, max_size=8))
def test_picture_ids_follow_each_other(sources: list[tuple[int, int, int]]) -> None:
    pictures, expected = PictureMap(3, 250), 0
    for picture, layer, count in sources:
        pictures.restart()
        for step in range(count):
            mapped = pictures.map((picture + step) & 0x7FFF, (layer + step) & 0xFF)
            assert mapped == ((3 + expected) & 0x7FFF, (250 + expected) & 0xFF)
            expected += 1


@given(
    st.lists(st.tuples(sequence, st.lists(st.integers(-3, 4), max_size=30)), min_size=1, max_size=5),
    st.integers(0, 32767),
)
def test_only_what_the_present_source_sent_since_it_began_is_known_again(
    sources: list[tuple[int, list[int]]], first: int
) -> None:
    numbers, passed = NumberMap(90_000, first, 0), 0
    everything: set[int] = set()
    for start, steps in sources:
        numbers.restart()
        own: dict[int, int] = {}
        number = start
        for step in [0, *steps]:
            number = (number + step) & 0xFFFF
            mapped = numbers.map(number, 0, 1.0)
            if mapped is not None:
                passed += 1
                own[mapped[0]] = number
        for mapped_number, original in own.items():
            assert numbers.source_of(mapped_number) == original
        for foreign in everything - own.keys():
            assert numbers.source_of(foreign) is None
        highest = max(own, key=lambda one: ahead(one, first, 16))
        assert all(numbers.source_of((highest + n) & 0xFFFF) is None for n in range(1, 5))
        everything |= own.keys()
        assert numbers.passed == passed
    numbers.restart()
    assert all(numbers.source_of(known) is None for known in everything)
    assert numbers.passed == passed


@given(sequence, st.integers(0, 32767), st.integers(1, 300))
def test_going_on_by_hand_is_the_same_as_mapping(start: int, first: int, count: int) -> None:
    """What the forwarder does for a packet that is the expected one."""
    by_hand, mapped = NumberMap(90_000, first, 77), NumberMap(90_000, first, 77)
    for numbers in (by_hand, mapped):
        numbers.map(start, 5, 1.0)
    for step in range(1, count + 1):
        number, stamp, now = (start + step) & 0xFFFF, 5 + 3000 * step, 1.0 + step / 30
        assert by_hand.expected == number
        by_hand.expected, by_hand.timestamp, by_hand.time = (number + 1) & 0xFFFF, stamp, now
        assert by_hand.as_before(number, stamp) == mapped.map(number, stamp, now)
    assert by_hand.passed == mapped.passed == count + 1
    for numbers in (by_hand, mapped):
        numbers.restart()
    assert by_hand.map(9, 9, 30.0) == mapped.map(9, 9, 30.0)


@given(sources=st.integers(2, 50), late=st.floats(0, 0.2), frames=st.integers(2, 60), pause=st.floats(0.3, 5))
def test_first_frames_that_come_late_do_not_add_up(sources: int, late: float, frames: int, pause: float) -> None:
    numbers = NumberMap(90_000, 7, 1000)
    begin, origin = 0.0, 0
    for source in range(sources):
        begun = begin
        for frame in range(frames):
            captured = begun + frame / 30
            arrived = max(captured, begun + late)
            mapped = numbers.map(frame, source * 1_000_000 + round(90_000 * captured), arrived)
            assert mapped is not None
            if source == frame == 0:
                origin = mapped[1] - round(90_000 * late)
            # The viewer's clock of this stream, against the one on the wall: never more than one such delay ahead.
            assert (
                abs(ahead(mapped[1], origin + round(90_000 * captured) & 0xFFFFFFFF, 32)) <= 90_000 * late + 2 * sources
            )
        numbers.restart()
        begin = begun + frames / 30 + pause
