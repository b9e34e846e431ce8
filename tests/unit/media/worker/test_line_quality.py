"""What is known of a line: counted in windows, from own counts on the way up and from reports on the way down."""

import pytest

from audiencia.media.packets.rtcp import ReportBlock
from audiencia.media.worker.line_quality import (
    LEAST_PACKETS,
    SECONDS,
    LineQuality,
    LineWatch,
    quality_from_json,
    quality_to_json,
)


def block(ssrc: int, highest: int, lost: int, jitter: int = 0) -> ReportBlock:
    return ReportBlock(ssrc, 0, lost, highest, jitter, 0, 0)


def test_losses_are_shares_of_the_last_seconds() -> None:
    watch = LineWatch()
    watch.second(100, 50, 0, 0)
    for _ in range(SECONDS):
        watch.second(100, 5, 64_000, 256_000)
    assert watch.quality(0.1234) == LineQuality(loss_up=0.05, round_trip=123.4, rate_up=256.0, rate_down=64.0)


def test_of_a_few_packets_nothing_is_told() -> None:
    watch = LineWatch()
    watch.second(LEAST_PACKETS - 1, 5, 0, 0)
    assert watch.quality(None).loss_up is None
    watch.second(1, 0, 0, 0)
    assert watch.quality(None).loss_up == 5 / LEAST_PACKETS


def test_what_viewers_report_is_added_up_over_their_streams() -> None:
    watch = LineWatch()
    watch.heard(block(1, 1000, 7, jitter=480), 48_000, is_voice=True)
    watch.heard(block(2, 5000, 0, jitter=9000), 90_000, is_voice=False)
    watch.second(0, 0, 0, 0)
    assert watch.quality(None).loss_down is None  # the first report of a stream says where it begins
    watch.heard(block(1, 1060, 10, jitter=960), 48_000, is_voice=True)
    watch.heard(block(2, 5040, 7, jitter=9000), 90_000, is_voice=False)
    watch.second(0, 0, 0, 0)
    assert watch.quality(None).loss_down == 0.1
    assert watch.quality(None).jitter_down == 20.0  # of the voice, not of the picture


def test_the_picture_tells_the_jitter_where_there_is_no_voice() -> None:
    watch = LineWatch()
    watch.heard(block(2, 5000, 0, jitter=900), 90_000, is_voice=False)
    assert watch.quality(None).jitter_down == 10.0


def test_a_report_of_another_beginning_is_no_loss() -> None:
    watch = LineWatch()
    watch.heard(block(1, 60_000, 10), 48_000, is_voice=True)
    watch.heard(block(1, 100, 50), 48_000, is_voice=True)
    watch.heard(block(1, 900_000, 80_000), 48_000, is_voice=True)
    watch.second(0, 0, 0, 0)
    assert watch.quality(None).loss_down is None


def test_more_that_came_twice_than_was_lost_is_no_loss() -> None:
    watch = LineWatch()
    watch.heard(block(1, 100, 10), 48_000, is_voice=True)
    watch.heard(block(1, 200, 5), 48_000, is_voice=True)
    watch.second(100, -3, 0, 0)
    assert (watch.quality(None).loss_up, watch.quality(None).loss_down) == (0.0, 0.0)


def test_another_call_begins_with_nothing() -> None:
    watch = LineWatch()
    watch.heard(block(1, 100, 10, jitter=48), 48_000, is_voice=True)
    watch.second(100, 10, 1, 1)
    watch.clear()
    assert watch.quality(None) == LineQuality()


def test_it_goes_over_the_wire_and_back() -> None:
    quality = LineQuality(loss_up=0.05, round_trip=80.5)
    assert quality_from_json(quality_to_json(quality)) == quality


@pytest.mark.parametrize("body", [None, [], {}, {"loss_up": 1}, {**quality_to_json(LineQuality()), "loss_up": -1},
                                  {**quality_to_json(LineQuality()), "loss_up": "1"},
                                  {**quality_to_json(LineQuality()), "loss_up": True},
                                  {**quality_to_json(LineQuality()), "more": 1}])  # fmt: skip
def test_nothing_else_is_taken(body: object) -> None:
    with pytest.raises(ValueError):
        quality_from_json(body)
