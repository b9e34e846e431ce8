"""What is kept of a line over a call."""

from audiencia.media.worker.line_quality import LineQuality
from audiencia.media.worker.tally import MOST, Tally, summary


def test_the_summary_is_median_95th_percentile_and_highest() -> None:
    assert summary([float(n) for n in range(1, 101)]) == (50.0, 95.0, 100.0)
    assert summary([3.0]) == (3.0, 3.0, 3.0)
    assert summary([None, 2.0, None, 1.0]) == (1.0, 2.0, 2.0)
    assert summary([None]) is None
    assert summary([]) is None


def test_each_figure_has_its_own() -> None:
    tally = Tally()
    for n in range(1, 4):
        tally.add(LineQuality(loss_up=n / 100, round_trip=None if n == 1 else 10.0 * n))
    assert tally.looks == 3
    found = tally.summary()
    assert found["loss_up"] == (0.02, 0.03, 0.03)
    assert found["round_trip"] == (20.0, 30.0, 30.0)
    assert found["loss_down"] is None


def test_a_call_without_end_holds_no_more_than_an_hour_and_keeps_its_shape() -> None:
    tally = Tally()
    for n in range(20 * MOST):
        tally.add(LineQuality(round_trip=float(n)))
    assert tally.looks == 20 * MOST
    assert len(tally._kept) < MOST
    found = tally.summary()["round_trip"]
    assert found is not None
    assert abs(found[0] - 10 * MOST) < 0.05 * 20 * MOST
    assert abs(found[1] - 19 * MOST) < 0.05 * 20 * MOST
