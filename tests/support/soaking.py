"""How long random tests go on: a little and always the same in `make test`, long and always new when they soak."""

import os

from hypothesis import HealthCheck, settings

SOAK = int(os.environ.get("AUDIENCIA_SOAK", "0"))
"""How many times more examples than in `make test`; 0 for those of `make test`, which are the same in every run."""


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
