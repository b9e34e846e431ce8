"""What a worker takes of the requests that were signed, and of those that somebody recorded."""

from dataclasses import replace
from itertools import count

import pytest

from audiencia.media.control.signature import CHALLENGE_SECONDS, Request, Verifier, authorization

ASKED = Request("PUT", "/v1/rooms/1?epoch=2", "one", b"{}")


def verifier(name: str = "c") -> Verifier:
    numbers = count()
    return Verifier("secret", lambda: f"{name}{next(numbers)}")


def test_a_request_counts_once_at_one_run_of_one_worker() -> None:
    worker, other = verifier(), verifier("d")
    signed = authorization("secret", ASKED, worker.challenge(0.0), "n")
    other.challenge(0.0)
    assert not other.accepts(signed, ASKED, 1.0)
    assert worker.accepts(signed, ASKED, 1.0) and not worker.accepts(signed, ASKED, 1.0)
    assert worker.accepts(authorization("secret", ASKED, worker.challenge(1.0), "n2"), ASKED, 1.0)


@pytest.mark.parametrize(
    "changed",
    [
        replace(ASKED, method="DELETE"),
        replace(ASKED, target="/v1/rooms/1?epoch=3"),
        replace(ASKED, installation="two"),
        replace(ASKED, body=b'{"epoch": 1}'),
    ],
)
def test_nothing_of_a_signed_request_can_be_changed(changed: Request) -> None:
    worker = verifier()
    signed = authorization("secret", ASKED, worker.challenge(0.0), "n")
    assert not worker.accepts(signed, changed, 0.0)
    assert worker.accepts(signed, ASKED, 0.0), "what is refused does not use it up"


@pytest.mark.parametrize(("waits", "holds"), [(0.0, True), (1.9, True), (2.0, False), (50.0, False)])
def test_a_challenge_holds_for_one_more_minute_and_no_longer(waits: float, holds: bool) -> None:
    worker = verifier()
    signed = authorization("secret", ASKED, worker.challenge(0.0), "n")
    worker.challenge(min(waits, 1.0) * CHALLENGE_SECONDS)
    assert worker.accepts(signed, ASKED, waits * CHALLENGE_SECONDS) is holds


def test_what_was_used_just_before_a_new_challenge_is_used_afterwards_too() -> None:
    worker = verifier()
    signed = authorization("secret", ASKED, worker.challenge(0.0), "n")
    assert worker.accepts(signed, ASKED, CHALLENGE_SECONDS - 1)
    assert not worker.accepts(signed, ASKED, CHALLENGE_SECONDS + 1)


@pytest.mark.parametrize(
    "header", ["", "Audiencia", "Audiencia c0 n", "Audiencia c0 n é", "Bearer c0 n x", "a b c d e"]
)
def test_what_is_no_signature_is_refused(header: str) -> None:
    worker = verifier()
    worker.challenge(0.0)
    assert not worker.accepts(header, ASKED, 0.0)
    assert not worker.accepts(authorization("another", ASKED, "c0", "n"), ASKED, 0.0)
