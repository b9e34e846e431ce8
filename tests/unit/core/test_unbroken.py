"""Numbers and folios stay whole; nothing else of a text changes."""

import pytest

from audiencia.core import folio
from audiencia.core.unbroken import unbroken


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("OP-005", "OP\u2011005"),
        ("OP-005, AG-1017", "OP\u2011005, AG\u20111017"),
        ("folio MTP-26-7KQ4-9XZ2C.", "folio MTP\u201126\u20117KQ4\u20119XZ2C."),
        ("vice-alcalde, 10-14, https://a-b.mx/x-9", "vice-alcalde, 10-14, https://a-b.mx/x-9"),
    ],
)
def test_hyphens_of_numbers_and_folios_alone_change(text: str, shown: str) -> None:
    assert unbroken(text) == shown


def test_a_folio_that_was_copied_from_a_page_is_found() -> None:
    made = folio.make("MTP", 26, b"\x01\x02\x03\x04\x05")
    assert folio.parse(unbroken(made)) == made
