"""Whether words that everybody of a department searches hold what points at a person. Pure.
It finds what has a form: telephones, e-mails, and the keys CURP and RFC. A name has none, so forms warn of it in words."""

import re

from audiencia.privacy.contact import canonical

_CURP = re.compile(r"(?<!\w)[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d(?!\w)", re.IGNORECASE)
"""Instructivo normativo para la asignación de la CURP, DOF 18-10-2021: 18 places."""
_RFC = re.compile(r"(?<!\w)[A-ZÑ&]{4}\d{6}[A-Z0-9]{3}(?!\w)", re.IGNORECASE)
"""Of a natural person (Código Fiscal de la Federación, art. 27): 13 places."""
_AT = re.compile(r"\w@\w")  # An e-mail, also one that is not whole.
_DATE = re.compile(r"(?<!\d)(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{2,4})(?!\d)")
"""Has as many digits as a short telephone number, and points at nobody."""


def points_at_somebody(text: str) -> bool:
    """Whether a telephone, an e-mail, a CURP or an RFC stands in it."""
    return bool(_CURP.search(text) or _RFC.search(text) or _AT.search(text) or canonical(_DATE.sub(" · ; ", text)))
