"""Words that sound alike are one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.directory.sounds import heard, is_slip, plain_words, sound, stem, trigrams


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("vache", "bache"),
        ("lus", "luz"),
        ("aser", "hacer"),
        ("cayes", "calles"),
        ("jirafa", "girafa"),
        ("keso", "queso"),
        ("nasimiento", "nacimiento"),
        ("kasarme", "casarme"),
        ("enviar", "embiar"),
        ("sicologa", "psicologa"),
        ("infracsion", "infraccion"),
        ("taxi", "tassi"),
    ],
)
def test_letters_that_sound_alike_are_one(written: str, right: str) -> None:
    assert sound(written) == sound(right)


def test_a_hard_g_is_no_j() -> None:
    assert sound("guerra") != sound("jerra")
    assert sound("chocolate") == "1okolate"


def test_endings_do_not_count() -> None:
    assert stem(sound("kasarme")) == stem(sound("casar"))
    assert stem(sound("baches")) == stem(sound("bache"))
    assert stem("el") == "el"


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("predial", "presial", True),
        ("despensa", "despensas", True),
        ("bache", "bcahe", True),
        ("bache", "bache", True),
        ("traslado", "tralsados", False),
        ("gato", "pata", False),
    ],
)
def test_a_slip_is_one_letter(one: str, other: str, slip: bool) -> None:
    assert is_slip(one, other) is is_slip(other, one) is slip


@given(st.text(max_size=200))
def test_any_text_is_heard(text: str) -> None:
    assert all(one.isascii() and one for one in heard(text))
    assert plain_words(" ".join(plain_words(text))) == plain_words(text)
    assert all(len(part) == 3 for one in heard(text) for part in trigrams(one))


@given(st.text(st.characters(max_codepoint=0x3FF), max_size=40))
def test_marks_over_letters_do_not_count(text: str) -> None:
    """Of any alphabet, and whether a letter carries its mark or is followed by it."""
    marks = {chr(one) for one in range(0x3FF) if unicodedata.combining(chr(one))}
    bare = "".join(one for one in unicodedata.normalize("NFD", text) if one not in marks)
    assert plain_words(unicodedata.normalize("NFC", text)) == plain_words(text) == plain_words(bare)
