"""Ticket numbers and folios on pages: no line breaks at their hyphens. Pure."""

import re

_CODE = re.compile(r"\b[A-Z]{2,5}(?:-[0-9A-Z]{2,5})+\b")


def unbroken(text: str) -> str:
    """The text with U+2011 for each hyphen of its ticket numbers and folios; `folio.parse` takes it for a hyphen."""
    return _CODE.sub(lambda code: code[0].replace("-", "\u2011"), text)
