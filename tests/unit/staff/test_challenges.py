"""Challenges of a sign-in: whose they are, and for how long."""

from pathlib import Path

import pytest

from audiencia.privacy.crypto import Keyring
from audiencia.staff import challenges
from audiencia.staff.challenges import Asked

NOW = 1_790_000_000.0
LASTS = challenges.LASTS.total_seconds()


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(Keyring.open(tmp_path), "sign-in", "a visit")


def test_a_challenge_is_of_whom_it_was_given_to_while_it_lasts(asked: Asked) -> None:
    challenge = asked.challenge(NOW)
    assert asked.made(challenge, NOW) and asked.made(challenge, NOW + LASTS - 1)
    assert not asked.made(challenge, NOW + LASTS + 1) and not asked.made(challenge, NOW - 61)
    assert challenge != asked.challenge(NOW)
    for other in (Asked(asked.keyring, "sign-in", "another"), Asked(asked.keyring, "register", "a visit")):
        assert not other.made(challenge, NOW)


@pytest.mark.parametrize("at", range(38))
def test_a_changed_challenge_is_none(asked: Asked, at: int) -> None:
    challenge = bytearray(asked.challenge(NOW))
    challenge[at] ^= 1
    assert not asked.made(bytes(challenge), NOW)


@pytest.mark.parametrize("made", [b"", b"x", b"x" * 38, b"x" * 500])
def test_what_we_did_not_make_is_no_challenge(asked: Asked, made: bytes) -> None:
    assert not asked.made(made, NOW)
