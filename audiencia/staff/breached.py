"""Passwords that were found in breaches most often (ASVS 5.0, 6.2.12): who guesses begins with them.
`breached.bin` holds the first octets of the SHA-256 of each, sorted; `tools.breached_passwords` makes it."""

import hashlib
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("breached.bin")
MARK_BYTES = 6  # Of 16,000 passwords in the file, one in 17 thousand million others is taken for one of them.


def mark(password: str) -> bytes:
    """What is kept of a password; capitals make no other one."""
    return hashlib.sha256(password.lower().encode("utf-8", "surrogatepass")).digest()[:MARK_BYTES]


def contains(password: str) -> bool:
    """Whether it is one of them."""
    return mark(password) in _marks()


@cache
def _marks() -> frozenset[bytes]:
    content = FILE.read_bytes()
    return frozenset(content[at : at + MARK_BYTES] for at in range(0, len(content), MARK_BYTES))
