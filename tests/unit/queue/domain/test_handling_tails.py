"""Far out in a tail, and durations that go on: each draw for itself, and no step where the formula changes."""

import numpy as np
import pytest

from audiencia.queue.domain.handling import FAR_TAIL, Law, _tail


def test_the_tail_goes_on_without_a_step_where_its_expansion_begins() -> None:
    mean, variance = _tail(FAR_TAIL)
    far_mean, far_variance = _tail(float(np.nextafter(FAR_TAIL, np.inf)))
    assert far_mean == pytest.approx(mean, abs=1e-3)
    assert far_variance == pytest.approx(variance, rel=0.02)


@pytest.mark.parametrize("elapsed", [0.0, 1.0, 600.0])
def test_each_draw_goes_on_for_itself(elapsed: float) -> None:
    law = Law(np.full(50, np.log(480.0)), np.full(50, 0.6))
    assert len(set(law.remaining(elapsed, np.random.default_rng(1)))) == 50
