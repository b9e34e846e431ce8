"""What the attempt to use a TURN server means: red for what keeps people out, and what to do in plain words."""

import pytest

from audiencia.core.cli_text import spanish
from audiencia.core.relay_addresses import server
from audiencia.operations.checks.result import State
from audiencia.operations.checks.rules import relay as rules
from audiencia.operations.checks.rules.relay import Attempt, Problem

ES = spanish().gettext

PUBLIC, INNER = ("8.8.8.8",), ("127.0.0.1",)
TLS = server("turns:turn.example.mx")
THROUGH = Attempt(None, 0.0421, "8.8.4.4", "8.8.8.8")


def test_what_passes_is_green_and_says_how_long_it_took() -> None:
    row = rules.relay(TLS, THROUGH, PUBLIC)
    assert (row.state, row.code) == (State.GREEN, "turn_tls") and "42 ms" in row.sentence.said(ES) and row.to_do is None


@pytest.mark.parametrize("problem", list(Problem))
def test_each_problem_is_red_and_says_what_to_do(problem: Problem) -> None:
    row = rules.relay(TLS, Attempt(problem, 5.0, "8.8.4.4", "8.8.8.8", 403), PUBLIC)
    assert row.state is State.RED and row.to_do is not None and row.to_do.said(ES) != row.to_do.msgid


def test_an_inner_address_is_no_use_to_who_comes_from_the_internet() -> None:
    inside = Attempt(Problem.PEER, 0.1, "10.0.0.5", "10.0.0.5", 403)
    row = rules.relay(TLS, inside, PUBLIC)
    assert (
        row.state is State.RED
        and "10.0.0.5" in row.sentence.said(ES)
        and row.to_do is not None
        and "external-ip" in row.to_do.msgid
    )
    assert rules.relay(TLS, Attempt(None, 0.1, "10.0.0.5", "10.0.0.5"), INNER).state is State.GREEN


def test_to_refuse_inner_addresses_is_right_and_cannot_be_tried_from_one() -> None:
    row = rules.relay(TLS, Attempt(Problem.PEER, 0.1, "8.8.4.4", "10.0.0.5", 403), PUBLIC)
    assert row.state is State.AMBER and "10.0.0.5" in row.sentence.said(ES)


def test_a_clock_that_differs_is_told_from_a_wrong_secret() -> None:
    refused = Attempt(Problem.CREDENTIALS, 0.1, code=401)
    clock, secret = (rules.relay(TLS, refused, PUBLIC, clock_differs=one) for one in (True, False))
    assert clock.to_do is not None and "timedatectl" in clock.to_do.said(ES)
    assert secret.to_do is not None and "static-auth-secret" in secret.to_do.said(ES)


def test_nobody_has_to_have_one() -> None:
    row = rules.none_configured()
    assert row.state is State.AMBER and row.to_do is not None and "AUDIENCIA_TURN_URLS" in row.to_do.said(ES)
