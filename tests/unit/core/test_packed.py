"""A text that is packed once reads for everybody as if it had been packed for them alone."""

import gzip
import zlib

from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.packed import STORED_MOST, filled, pack

WORDS = st.sampled_from(["", "turno", "<p>turno", "á", "á" * 300, "<p>turno</p>" * 40, "A-007", "\0", "x" * 40_000])
TEXTS = st.lists(WORDS, max_size=4).map(lambda words: "".join(words).encode())


@given(st.lists(TEXTS, min_size=1, max_size=6), st.lists(TEXTS, min_size=5, max_size=5))
def test_it_unpacks_to_parts_and_gaps_in_turn(parts: list[bytes], own: list[bytes]) -> None:
    """Also where parts repeat what stands in a gap, or before it."""
    own = own[: len(parts) - 1]
    ready = pack(parts, [len(one) for one in own])
    whole = parts[0] + b"".join(gap + part for gap, part in zip(own, parts[1:], strict=True))
    assert gzip.decompress(filled(parts, ready, own)) == whole


def test_another_reader_of_the_same_lengths_needs_no_packing() -> None:
    parts, first, second = [b"<b>", b"</b> <i>", b"</i>"], [b"A-001", b"123456"], [b"B-002", b"654321"]
    ready = pack(parts, [5, 6])
    assert gzip.decompress(filled(parts, ready, first)) == b"<b>A-001</b> <i>123456</i>"
    assert gzip.decompress(filled(parts, ready, second)) == b"<b>B-002</b> <i>654321</i>"


def test_a_text_longer_than_a_block_is_put_into_several() -> None:
    own = bytes(range(256)) * 1000
    assert len(own) > 3 * STORED_MOST
    assert gzip.decompress(filled([b"", b""], pack([b"", b""], [len(own)]), [own])) == own


def test_what_is_repeated_behind_a_gap_is_packed_as_a_repetition() -> None:
    shared = " ".join(f"palabra{number * number}" for number in range(300)).encode()
    parts = [shared, shared]
    alone = len(zlib.compress(shared, 9))
    assert len(filled(parts, pack(parts, [5]), [b"A-001"])) < alone + 100


def test_its_length_says_nothing_of_what_stands_in_the_gaps() -> None:
    parts, secrets = [b"pin 123456 ", b" pin 123456"], [b"123456", b"908172"]
    ready = pack(parts, [6])
    assert len({len(filled(parts, ready, [one])) for one in secrets}) == 1
