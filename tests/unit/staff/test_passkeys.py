"""Challenges of passkeys, and answers that are none."""

from pathlib import Path

import pytest

from audiencia.core.ids import StaffId
from audiencia.privacy.crypto import Keyring
from audiencia.staff import passkeys
from audiencia.staff.passkeys import Asked, Place

PLACE = Place("localhost", ("http://localhost:8080",))
NOW = 1_790_000_000.0
LASTS = passkeys.LASTS.total_seconds()


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


@pytest.mark.parametrize(
    "answer", ["", "x", "{}", "[" * 20_000, '{"id": 1}', '{"id":"AA","rawId":"AA","type":"public-key","response":{}}']
)
def test_what_is_no_answer_is_refused(asked: Asked, answer: str) -> None:
    assert passkeys.credential_of(answer) is None
    assert passkeys.registered(answer, asked, PLACE, NOW) is None
    assert passkeys.proved(answer, asked, PLACE, b"", 0, NOW) is None


def test_an_authenticator_learns_nothing_of_the_account(asked: Asked) -> None:
    handles = {passkeys.user_handle(asked.keyring, StaffId(one)) for one in range(100)}
    assert len(handles) == 100 and {len(one) for one in handles} == {32}
