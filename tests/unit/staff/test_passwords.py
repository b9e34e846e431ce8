"""Passwords: argon2id, and generated ones that can be read aloud."""

import re

import pytest
from argon2 import PasswordHasher

from audiencia.staff import passwords
from tests.support import quick_hashing


@pytest.fixture(autouse=True)
def real_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests of the same process may have chosen quick ones."""
    monkeypatch.setattr(passwords, "_hasher", quick_hashing.REAL)
    passwords._nobodys_hash.cache_clear()


async def test_verifies_its_own() -> None:
    stored = await passwords.hash_password("tapo7-rilu3")
    assert stored.startswith("$argon2id$")
    assert await passwords.verify(stored, "tapo7-rilu3")
    assert not await passwords.verify(stored, "tapo7-rilu4")
    assert not passwords.needs_rehash(stored)


@pytest.mark.parametrize("stored", [None, "", "rubbish", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"])
async def test_nothing_matches_nobody(stored: str | None) -> None:
    assert not await passwords.verify(stored, "")


async def test_weaker_hashes_are_renewed() -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("secret")
    assert await passwords.verify(weaker, "secret")
    assert passwords.needs_rehash(weaker)


async def test_the_quick_hash_of_a_demonstration_is_renewed() -> None:
    password = passwords.generate()
    quick = await passwords.hash_for_demonstration(password)
    assert await passwords.verify(quick, password) and not await passwords.verify(quick, password + "x")
    assert passwords.needs_rehash(quick)


def test_generated_ones_are_readable_and_all_different() -> None:
    made = {passwords.generate() for _ in range(200)}
    assert len(made) == 200
    assert all(
        re.fullmatch(r"([bcdfgjklmnprstvz][aeiou]){2}[2-9](-([bcdfgjklmnprstvz][aeiou]){2}[2-9]){3}", one)
        for one in made
    )


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "required"),
        ("corta", "too_short"),
        ("x" * 129, "too_long"),
        ("tres gatos " * 11, None),
        ("iloveyou2", "breached"),
        ("Princess1", "breached"),
        ("gato azul", None),
        ("aaaaaaaaaaaaaa", "guessable"),
        ("mesa.dos2026", "guessable"),
        ("Contraseña1234", "guessable"),
        ("laura robles 1", "guessable"),
        ("tres gatos en la azotea", None),
        ("tapo7-rilu3-semi4-kado5", None),
    ],
)
def test_what_nobody_should_choose(password: str, why: str | None) -> None:
    assert passwords.fault(password, "mesa.dos", "Laura Robles") == why
