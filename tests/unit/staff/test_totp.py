"""Codes of an application that counts time, against the vectors of RFC 6238 (appendix B, SHA-1, six digits)."""

import base64

import pytest

from audiencia.staff import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = (
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
)


@pytest.mark.parametrize(("at", "code"), VECTORS)
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    assert totp.step_of(SECRET, code, at) == at // totp.PERIOD
    assert totp.step_of(SECRET, f" {code[:3]} {code[3:]} ", at) == at // totp.PERIOD


@pytest.mark.parametrize(("at", "code"), VECTORS[1:])
def test_a_code_counts_one_step_before_and_after_its_own_and_no_longer(at: int, code: str) -> None:
    step = at // totp.PERIOD
    assert [totp.step_of(SECRET, code, at + 30 * by) for by in (-2, -1, 0, 1, 2)] == [None, step, step, step, None]


def test_no_code_counts_that_is_not_newer_than_the_last_one() -> None:
    at, code = VECTORS[2]
    assert totp.step_of(SECRET, code, at, after=at // totp.PERIOD - 1) is not None
    assert totp.step_of(SECRET, code, at, after=at // totp.PERIOD) is None


@pytest.mark.parametrize("typed", ["", "28708", "2870822", "²87082", "nada", "287 08x", "\x00"])
def test_what_is_no_code_of_now_does_not_count(typed: str) -> None:
    assert totp.step_of(SECRET, typed, 59) is None
