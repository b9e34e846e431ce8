"""How long restarts wait."""

from audiencia.operations.backoff import LONGEST_WAIT, SETTLED_AFTER, Backoff


def test_the_first_restart_is_immediate_and_waits_double_up_to_a_limit() -> None:
    backoff = Backoff()
    waits = [backoff.after(lived=0.1) for _ in range(10)]
    assert waits[:4] == [0.0, 0.2, 0.4, 0.8]
    assert waits[-1] == LONGEST_WAIT


def test_a_settled_life_earns_an_immediate_restart() -> None:
    backoff = Backoff()
    for _ in range(5):
        backoff.after(lived=0.1)
    assert backoff.after(lived=SETTLED_AFTER) == 0.0
    assert backoff.failures == 1
