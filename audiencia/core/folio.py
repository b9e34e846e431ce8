"""The folio that stays with the citizen: `MTP-26-7KQ4-9XZ2C`. Pure.

    prefix   the municipality's, 2 to 5 letters
    26       the year
    7KQ49XZ2 40 random bits in Crockford's base 32 (no I, L, O, U: nothing that is read aloud or copied wrongly)
    C        check character over all before it

A folio is not a secret: the PIN is. The random bits only keep folios from being counted through.

The check is a Damm-like code over GF(32): with `a` a generator of the field, the sum of `a^(n-i) * d_i` is zero. It finds
every single wrong character, neighbours that changed places, and any two that did so after the prefix, because `a^k` is
never zero and `a^i + a^j` is not while i and j are less than 31 apart.
"""

import re
from typing import NewType

from audiencia.core.errors import BadInput, Code

Folio = NewType("Folio", str)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BYTES = 5
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans("OIL", "011")
_AS_LETTERS = str.maketrans("01", "OI")
_SHAPE = re.compile(r"([A-Z01]{2,5})([0-9OIL]{2})([0-9A-Z]{9})")
_LONGEST_INPUT = 40
_REDUCTION = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)


def make(prefix: str, year: int, random_bytes: bytes) -> Folio:
    """A new folio. `random_bytes` gives the 40 bits: at least five unpredictable bytes; `prefix` is 2 to 5 letters A-Z."""
    if not re.fullmatch(r"[A-Z]{2,5}", prefix):
        raise ValueError("a folio's prefix is two to five letters A-Z")
    if len(random_bytes) < RANDOM_BYTES:
        raise ValueError("a folio needs five random bytes")
    number = int.from_bytes(random_bytes[:RANDOM_BYTES], "big")
    body = "".join(ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
    return _join(prefix, f"{year % 100:02d}", body)


def parse(text: str) -> Folio:
    """The folio as it is stored, from what a person typed: any case, with or without dashes and spaces, O for 0, I or L for 1.
    Raises `BadInput(folio_unknown)` when it cannot be one; whether it exists is not known here."""
    bare = re.sub(r"[\s\-\u2010-\u2015.]", "", text[:_LONGEST_INPUT]).upper()
    match = _SHAPE.fullmatch(bare)
    if match is None:
        raise BadInput(Code.FOLIO_UNKNOWN)
    prefix = match[1].translate(_AS_LETTERS)
    year, body = match[2].translate(_LOOKALIKES), match[3].translate(_LOOKALIKES)
    if "U" in body or _join(prefix, year, body[:-1])[-1] != body[-1]:
        raise BadInput(Code.FOLIO_UNKNOWN)
    return _join(prefix, year, body[:-1])


def _join(prefix: str, year: str, body: str) -> Folio:
    return Folio(f"{prefix}-{year}-{body[:4]}-{body[4:]}{_check_character(prefix, year + body)}")


def _check_character(letters: str, rest: str) -> str:
    """Letters of the prefix count by their place in A-Z, because it may hold letters that base 32 leaves out."""
    state = 0
    for value in [ord(char) - ord("A") for char in letters] + [_VALUES[char] for char in rest]:
        state = _times_a(state) ^ value
    return ALPHABET[_times_a(state)]


def _times_a(value: int) -> int:
    """Multiplies by the generator of GF(32)."""
    doubled = value << 1
    return doubled ^ _REDUCTION if doubled & 32 else doubled
