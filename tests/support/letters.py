"""What stands on the letter of an answer."""

import re

import pypdfium2


def text_of(pdf: bytes) -> str:
    """The text of all its pages, as it is copied."""
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def code_on(paper: str) -> str:
    """The code by which it is verified."""
    found = re.search(
        r"(?:verificación|Verification code): ((?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4})", paper
    )
    assert found is not None
    return found[1]
