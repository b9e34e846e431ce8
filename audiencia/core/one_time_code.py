"""One-time codes in Crockford's base 32: how they are spelt, and read from what somebody typed or from a link. Pure."""

import re

from audiencia.core.folio import ALPHABET

_LOOKS_LIKE = str.maketrans("OIL", "011")


def spell(random_bytes: bytes, length: int) -> str:
    """The code of so many letters that these bytes give: of each letter, five bits."""
    number = int.from_bytes(random_bytes, "big")
    return "".join(ALPHABET[(number >> 5 * at) & 31] for at in range(length))


def typed_code(typed: str) -> str:
    """What was typed or pasted as a code is spelt, of a whole link its fragment: capitals, separators and look-alikes do not matter."""
    return re.sub(r"[\s\-.]", "", typed.rpartition("#")[2]).upper().translate(_LOOKS_LIKE)


def is_spelt(code: str, length: int) -> bool:
    """Whether it can be a code of so many letters."""
    return len(code) == length and all(char in ALPHABET for char in code)
