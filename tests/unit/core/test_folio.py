"""Folios: forgiving to read, unforgiving to get wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.core import folio
from audiencia.core.errors import BadInput, Code

PREFIXES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=5)
FOLIOS = st.builds(folio.make, PREFIXES, st.integers(2000, 2099), st.binary(min_size=5, max_size=5))
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def unknown(text: str) -> bool:
    """Whether the folio is refused."""
    try:
        folio.parse(text)
    except BadInput as error:
        assert error.code is Code.FOLIO_UNKNOWN
        return True
    return False


def test_form() -> None:
    made = folio.make("MTP", 2026, bytes(range(5)))
    assert made == "MTP-26-000G-40R43"
    assert folio.parse(made) == made


@given(FOLIOS)
def test_reads_its_own(made: folio.Folio) -> None:
    assert folio.parse(made) == made


@given(FOLIOS, st.sampled_from(["", " ", "  ", "\u2013", "-", "\u00a0"]), st.booleans())
def test_forgives_writing(made: folio.Folio, separator: str, lower: bool) -> None:
    typed = made.replace("-", separator)
    typed = f" {typed.lower() if lower else typed}\n"
    assert folio.parse(typed) == made


@given(FOLIOS, st.data())
def test_forgives_lookalikes(made: folio.Folio, data: st.DataObject) -> None:
    likes = {"0": "0Oo", "1": "1IiLl"}
    head, _, rest = made.partition("-")
    typed = head + "".join(data.draw(st.sampled_from(likes.get(char, char))) for char in rest)
    assert folio.parse(typed) == made


@given(FOLIOS, st.data())
def test_catches_one_wrong_character(made: folio.Folio, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([at for at, char in enumerate(made) if char != "-"]))
    wrong = made[:place] + data.draw(st.sampled_from(CHARACTERS)) + made[place + 1 :]
    assert unknown(wrong) or folio.parse(wrong) == made


def swapped(made: str, one: int, other: int) -> str:
    """The folio with two of its characters, counted without dashes, in each other's place."""
    bare = list(made.replace("-", ""))
    bare[one], bare[other] = bare[other], bare[one]
    return "".join(bare)


@given(FOLIOS, st.data())
def test_catches_neighbours_that_changed_places(made: folio.Folio, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(made.replace("-", "")) - 2))
    wrong = swapped(made, place, place + 1)
    assert unknown(wrong) or folio.parse(wrong) == made


@given(FOLIOS, st.data())
def test_catches_any_two_swapped_after_the_prefix(made: folio.Folio, data: st.DataObject) -> None:
    places = st.integers(made.index("-"), len(made.replace("-", "")) - 1)
    wrong = swapped(made, data.draw(places), data.draw(places))
    assert unknown(wrong) or folio.parse(wrong) == made


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert unknown(text) or folio.parse(folio.parse(text)) == folio.parse(text)


@pytest.mark.parametrize("prefix", ["M", "mtp", "MTPXXX", "M1", "ÑTP"])
def test_prefix_is_letters(prefix: str) -> None:
    with pytest.raises(ValueError):
        folio.make(prefix, 2026, bytes(5))


def test_needs_forty_random_bits() -> None:
    with pytest.raises(ValueError):
        folio.make("MTP", 2026, bytes(4))
