"""What no font draws is told in words, and nothing else of a page changes."""

import pytest

from audiencia.http.papers.undrawn import readable

SAID = '<meta name="undrawn-letters" content="[letras de otra escritura]">'
DRAWN = "íñ¿“”☎😀"


def is_undrawn(sign: str) -> bool:
    return sign not in DRAWN and sign not in "\u200d\ufe0f"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("¿Mañana? “Sí” 😀 ☎", "¿Mañana? “Sí” 😀 ☎"),
        ("Gracias 👍", "Gracias [emoji]"),
        ("👍👍🏽 bien", "[emoji] bien"),
        ("👨\u200d👩\u200d👧 y 🏳\ufe0f\u200d🌈.", "[emoji] y [emoji]."),
        ("🇲🇽", "[emoji]"),
        ("Soy 王小明, hola", "Soy [letras de otra escritura], hola"),
        ("王👍", "[letras de otra escritura][emoji]"),
        ("नमस्ते", "[letras de otra escritura]"),
        ("]^-\\ 👍 &amp;", "]^-\\ [emoji] &amp;"),
    ],
)
def test_it_is_told_in_words(written: str, read: str) -> None:
    assert readable(SAID + written, is_undrawn) == SAID + read


def test_a_page_that_says_no_word_for_letters_gets_dots() -> None:
    assert readable("王", is_undrawn) == "[…]"
