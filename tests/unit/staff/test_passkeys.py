"""Answers of passkeys that are none."""

from pathlib import Path

import pytest

from audiencia.core.ids import StaffId
from audiencia.privacy.crypto import Keyring
from audiencia.staff import passkeys
from audiencia.staff.challenges import Asked
from audiencia.staff.passkeys import Place

PLACE = Place("localhost", ("http://localhost:8080",))
NOW = 1_790_000_000.0


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(Keyring.open(tmp_path), "sign-in", "a visit")


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
