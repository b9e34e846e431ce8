"""How long random tests go on: a little and always the same in `make test`, long and always new when they soak."""

import os

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

SOAK = int(os.environ.get("AUDIENCIA_SOAK", "0"))
"""How many times more examples than in `make test`; 0 for those of `make test`, which are the same in every run."""


def try_the_same() -> None:
    """Which examples are tried depends on no module that happens to be imported: Hypothesis takes constants from all of them."""
    providers._get_local_constants = lambda: providers._local_constants


def random_days(examples: int, steps: int) -> settings:
    """Settings for a state machine: so many runs of so many steps."""
    return settings(
        max_examples=examples * max(SOAK, 1),
        stateful_step_count=steps,
        derandomize=not SOAK,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
