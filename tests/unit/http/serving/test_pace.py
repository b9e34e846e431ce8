"""A body may come slowly, or stand still for a while, but not for ever."""

from audiencia.http.serving.pace import Pace, Times

TIMES = Times(spare=30, bytes_per_second=1000)


def test_a_body_that_stands_still_is_too_slow_after_its_spare_time() -> None:
    pace = Pace(100, 500, TIMES)
    assert not pace.too_slow(130, 500, held_up=False)
    assert pace.too_slow(130.1, 500, held_up=False)


def test_a_byte_now_and_then_does_not_help() -> None:
    pace = Pace(0, 0, TIMES)
    looks = [pace.too_slow(at, at, held_up=False) for at in range(1, 40)]
    assert looks.index(True) in (29, 30)


def test_a_slow_telephone_network_is_fast_enough_for_any_time() -> None:
    pace = Pace(0, 0, TIMES)
    assert not any(pace.too_slow(at, at * 1000, held_up=False) for at in range(600))


def test_what_came_fast_saves_no_more_than_the_spare_time() -> None:
    pace = Pace(0, 0, TIMES)
    assert not pace.too_slow(1, 10_000_000, held_up=False)
    assert pace.too_slow(32, 10_000_000, held_up=False)


def test_no_time_passes_while_we_take_nothing() -> None:
    pace = Pace(0, 0, TIMES)
    assert not pace.too_slow(200, 0, held_up=True)
    assert not pace.too_slow(229, 0, held_up=False)
    assert pace.too_slow(231, 0, held_up=False)
