"""Sums over what is published tell nothing that was left out."""

from hypothesis import given
from hypothesis import strategies as st

from audiencia.privacy.published import COUNTED, summed, together
from audiencia.privacy.small_cells import FEWEST, Counts, suppress, suppress_row

COUNTS = st.builds(Counts, *[st.one_of(st.just(0), st.integers(0, 12))] * 5)
JORNADAS = st.lists(st.lists(COUNTS, min_size=3, max_size=3), min_size=1, max_size=5)


@given(JORNADAS)
def test_a_sum_over_weeks_is_what_anybody_adds_up_from_the_page(jornadas: list[list[Counts]]) -> None:
    totals = [suppress(rows)[1] for rows in jornadas]
    shown, left_out = summed(totals)
    for name in COUNTED:
        known = [value for one in totals if (value := getattr(one, name)) is not None]
        assert getattr(shown, name) == (sum(known) if known else None)
    assert left_out == sum(any(getattr(one, name) is None for name in COUNTED) for one in totals)


@given(JORNADAS)
def test_what_one_jornada_of_a_week_leaves_out_the_week_leaves_out(jornadas: list[list[Counts]]) -> None:
    totals = [suppress(rows)[1] for rows in jornadas]
    for name in COUNTED:
        hidden = any(getattr(one, name) is None for one in totals)
        assert (getattr(together(totals), name) is None) == hidden


def test_the_share_is_of_the_weeks_of_which_it_is_known() -> None:
    weeks = [suppress([Counts(7, 7, 6)])[1], suppress([Counts(7, 7, 1)])[1]]
    shown, left_out = summed(weeks)
    assert (shown.attended, shown.immediate, shown.in_process, shown.percent, left_out) == (35, 14, 6, 70, 1)


@given(st.lists(st.integers(0, 20), max_size=9))
def test_a_row_with_a_known_sum_keeps_its_small_figures(figures: list[int]) -> None:
    shown = suppress_row(figures)
    hidden = [figure for figure, one in zip(figures, shown, strict=True) if one is None]
    assert all(one is None or one == figure for figure, one in zip(figures, shown, strict=True))
    assert not any(one is not None and 0 < one < FEWEST for one in shown)
    # A sum that is small is published nowhere itself: then nothing follows from it.
    told = sum(figures) >= FEWEST
    assert not (hidden and told) or len(figures) == len(hidden) or (len(hidden) > 1 and sum(hidden) >= FEWEST)
