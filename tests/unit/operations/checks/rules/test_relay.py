"""What the attempt to use a TURN server means: red for what keeps people out, and what to do in plain words."""

import pytest

from audiencia.core.relay_addresses import server
from audiencia.operations.checks.relay.outcome import Attempt, Problem
from audiencia.operations.checks.rules import relay as rules
from audiencia.operations.checks.rules.readiness import Light

PUBLIC, INNER = ("8.8.8.8",), ("127.0.0.1",)
TLS = server("turns:turn.example.mx")
THROUGH = Attempt(None, 0.0421, "8.8.4.4", "8.8.8.8")


def test_what_passes_is_green_and_says_how_long_it_took() -> None:
    row = rules.relay(TLS, THROUGH, PUBLIC)
    assert (row.light, row.code) == (Light.GREEN, "turn_tls") and "42 ms" in row.found.es and row.todo is None


@pytest.mark.parametrize("problem", list(Problem))
def test_each_problem_is_red_and_says_what_to_do(problem: Problem) -> None:
    row = rules.relay(TLS, Attempt(problem, 5.0, "8.8.4.4", "8.8.8.8", 403), PUBLIC)
    assert row.light is Light.RED and row.todo is not None and row.todo.es != row.todo.en


def test_an_inner_address_is_no_use_to_who_comes_from_the_internet() -> None:
    inside = Attempt(Problem.PEER, 0.1, "10.0.0.5", "10.0.0.5", 403)
    row = rules.relay(TLS, inside, PUBLIC)
    assert (
        row.light is Light.RED and "10.0.0.5" in row.found.es and row.todo is not None and "external-ip" in row.todo.en
    )
    assert rules.relay(TLS, Attempt(None, 0.1, "10.0.0.5", "10.0.0.5"), INNER).light is Light.GREEN


def test_to_refuse_inner_addresses_is_right_and_cannot_be_tried_from_one() -> None:
    row = rules.relay(TLS, Attempt(Problem.PEER, 0.1, "8.8.4.4", "10.0.0.5", 403), PUBLIC)
    assert row.light is Light.AMBER and "10.0.0.5" in row.found.es


def test_a_clock_that_differs_is_told_from_a_wrong_secret() -> None:
    refused = Attempt(Problem.CREDENTIALS, 0.1, code=401)
    clock, secret = (rules.relay(TLS, refused, PUBLIC, clock_differs=one) for one in (True, False))
    assert clock.todo is not None and "timedatectl" in clock.todo.es
    assert secret.todo is not None and "static-auth-secret" in secret.todo.es


def test_nobody_has_to_have_one() -> None:
    row = rules.none_configured()
    assert row.light is Light.AMBER and row.todo is not None and "AUDIENCIA_TURN_URLS" in row.todo.es
