"""Receiver reports: loss is counted, in this second and in all; silent streams are not reported on."""

from hypothesis import given
from hypothesis import strategies as st

from audiencia.media.worker.arrivals import Arrivals


@given(st.integers(0, 0xFFFF), st.lists(st.booleans(), min_size=1, max_size=300))
def test_loss(start: int, came: list[bool]) -> None:
    arrivals, now, came = Arrivals(90_000), 50.0, [True, *came, True]
    for step, here in enumerate(came):
        if here:
            arrivals.add((start + step) & 0xFFFF, step * 3000, now + step / 30)
    now += len(came) / 30
    report = arrivals.report(77, now)
    assert report is not None
    lost = came.count(False)
    assert (report.ssrc, report.lost, report.highest) == (77, lost, start + len(came) - 1)
    assert report.fraction == (lost << 8) // len(came)
    assert report.jitter < 100
    again = arrivals.report(77, now + 1)
    assert again is not None
    assert (again.fraction, again.lost) == (0, lost)


def test_silence_is_not_reported() -> None:
    arrivals = Arrivals(48_000)
    assert arrivals.report(1, 0.0) is None
    arrivals.add(5, 0, 10.0)
    assert arrivals.report(1, 11.0) is not None
    assert arrivals.report(1, 20.0) is None


def test_the_report_refers_to_the_sender_report() -> None:
    arrivals = Arrivals(48_000)
    arrivals.add(5, 0, 10.0)
    arrivals.sender_report(0x1122334455667788, 10.0)
    report = arrivals.report(1, 10.5)
    assert report is not None
    assert (report.last_report, report.delay) == (0x33445566, 32768)


def test_a_pause_begins_the_stream_again() -> None:
    arrivals = Arrivals(90_000)
    arrivals.add(1, 0, 10.0)
    arrivals.add(2, 3000, 10.03)
    assert arrivals.began == 10.0
    arrivals.add(3, 300000, 13.0)
    assert arrivals.began == 13.0
