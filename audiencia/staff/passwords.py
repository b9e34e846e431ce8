"""Passwords: argon2id, computed in threads of their own so that the event loop goes on serving."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import CHEAPEST, RFC_9106_LOW_MEMORY

from audiencia.staff import breached

T = TypeVar("T")
THREADS = 2  # At most this many at once: each takes 64 MiB, and more of them would only wait for the cores.
LONGEST_TYPED = 200  # Longest password that is checked: hashing longer ones would let anybody make the server work.
MIN_LENGTH, MAX_LENGTH = 8, 128  # Lengths of a password that is chosen.
FEWEST = 5  # Different characters of a chosen password, beside names and what everybody thinks of.
GUESSED = ("password", "contraseña", "contrasena", "audiencia", "municipio", "123456789", "12345", "qwerty", "abcdef")
CONSONANTS = "bcdfgjklmnprstvz"
VOWELS = "aeiou"
DIGITS = "23456789"
GROUPS = 4


async def hash_password(password: str) -> str:
    """The argon2id hash to store (RFC 9106, second recommended option)."""
    return await _in_thread(lambda: _hasher().hash(password))


async def hash_for_demonstration(password: str) -> str:
    """A quick hash of a password from `generate`, which nobody could guess anyway. The first sign-in replaces it by the usual one.
    For accounts of a demonstration alone: how soon such a password is refused tells that the account exists."""
    return await _in_thread(lambda: _quick_hasher().hash(password))


async def verify(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash. Without a hash (unknown login) the same work is done, to say no."""
    if password_hash is None:
        await _in_thread(lambda: _matches(_nobodys_hash(), password))
        return False
    return await _in_thread(lambda: _matches(password_hash, password))


def needs_rehash(password_hash: str) -> bool:
    """Whether it was made with other parameters than today's."""
    return _hasher().check_needs_rehash(password_hash)


def fault(password: str, login: str, name: str) -> str | None:
    """Why nobody should choose this one: `required`, `too_short`, `too_long`, `guessable` or `breached`; `None` for a good one.
    Length counts, not kinds of characters (NIST SP 800-63B, 5.1.1.2; ASVS 5.0, V6.2)."""
    if not password:
        return "required"
    if len(password) < MIN_LENGTH:
        return "too_short"
    if len(password) > MAX_LENGTH:
        return "too_long"
    if breached.contains(password):
        return "breached"
    plain = password.casefold()
    own = [one for one in (login.casefold(), *name.casefold().split()) if len(one) > 3]
    for one in (*own, *GUESSED):
        plain = plain.replace(one, "")
    return "guessable" if len(set(plain)) < FEWEST else None


def generate() -> str:
    """A password to read from a screen and type: four groups such as `tapo7`, 62 bits together."""
    return spell(secrets.token_bytes(32))


def spell(random_bytes: bytes) -> str:
    """The password that these bytes give: at least twelve unpredictable ones."""
    number, written = int.from_bytes(random_bytes, "big"), []
    for _ in range(GROUPS):
        group = ""
        for letters in (CONSONANTS, VOWELS, CONSONANTS, VOWELS, DIGITS):
            number, at = divmod(number, len(letters))
            group += letters[at]
        written.append(group)
    return "-".join(written)


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


@cache
def _quick_hasher() -> PasswordHasher:
    return PasswordHasher.from_parameters(CHEAPEST)


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_hex(16))


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="argon2")


async def _in_thread(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads(), work)
