"""Sums over a period are true, and tell nothing of a week that was left out, whenever they are looked at."""

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from audiencia.privacy.published import ALL, COUNTED, Week, over_period, together
from audiencia.privacy.small_cells import FEWEST, Counts, suppress, suppress_row

COUNTS = st.builds(Counts, *[st.one_of(st.just(0), st.integers(0, 12))] * 5)
NAMES = ("agua", "obras", "tesoreria")
JORNADAS = st.lists(st.lists(COUNTS, min_size=3, max_size=3), min_size=1, max_size=6)


def week(people: Sequence[Counts]) -> Week:
    """One week's people, and what is shown of them."""
    shown, total = suppress(people)
    cells = dict(zip(NAMES, zip(people, shown, strict=True), strict=False))
    return cells | {ALL: (sum(people, Counts()), total)}


@given(JORNADAS)
def test_what_one_jornada_of_a_week_leaves_out_the_week_leaves_out(jornadas: list[list[Counts]]) -> None:
    totals = [suppress(rows)[1] for rows in jornadas]
    for name in COUNTED:
        hidden = any(getattr(one, name) is None for one in totals)
        assert (getattr(together(totals), name) is None) == hidden


@given(JORNADAS)
def test_a_sum_is_of_everybody_or_left_out(jornadas: list[list[Counts]]) -> None:
    weeks = [week(people) for people in jornadas]
    for name, shown in over_period(weeks).items():
        true = sum((one[name][0] for one in weeks), Counts())
        for figure in COUNTED:
            assert getattr(shown, figure) in (None, getattr(true, figure))
            if all(getattr(one[name][1], figure) is not None for one in weeks):
                assert getattr(shown, figure) == getattr(true, figure)


@settings(deadline=None, max_examples=60)
@given(JORNADAS)
def test_nothing_small_can_be_worked_out_by_whoever_looked_each_week(jornadas: list[list[Counts]]) -> None:
    """The figures that are left out are unknowns; each sum that was ever shown of them is an equation."""
    weeks = [week(people) for people in jornadas]
    for figure in COUNTED:
        hidden = [(at, name) for at, one in enumerate(weeks) for name in one if getattr(one[name][1], figure) is None]
        column = {cell: number for number, cell in enumerate(hidden)}
        equations = []
        for at in range(len(weeks)):
            signs = {(at, name): 1 for name in NAMES} | {(at, ALL): -1}
            equations.append({column[cell]: sign for cell, sign in signs.items() if cell in column})
        for until in range(1, len(weeks) + 1):
            for name, shown in over_period(weeks[:until]).items():
                if getattr(shown, figure) is not None:
                    equations.append({column[at, name]: 1 for at in range(until) if (at, name) in column})
        for number in determined(equations, len(hidden)):
            at, name = hidden[number]
            assert not 0 < getattr(weeks[at][name][0], figure) < FEWEST, (figure, at, name)


def determined(equations: Sequence[dict[int, int]], unknowns: int) -> set[int]:
    """The unknowns of which these equations leave one value, by elimination."""
    rows = [[Fraction(one.get(at, 0)) for at in range(unknowns)] for one in equations if one]
    done = 0
    for at in range(unknowns):
        pivot = next((row for row in range(done, len(rows)) if rows[row][at]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [value / rows[done][at] for value in rows[done]]
        for row in range(len(rows)):
            if row != done and rows[row][at]:
                rows[row] = [a - rows[row][at] * b for a, b in zip(rows[row], rows[done], strict=True)]
        done += 1
    alone = [[at for at, value in enumerate(row) if value] for row in rows[:done]]
    return {found[0] for found in alone if len(found) == 1}


def test_one_week_that_is_left_out_takes_the_sum_with_it_until_others_come() -> None:
    weeks = [week([Counts(5), Counts(9), Counts()]), week([Counts(3), Counts(7), Counts()])]
    assert weeks[1]["agua"][1].attended is None
    assert over_period(weeks)["agua"].attended is None
    assert over_period(weeks)[ALL].attended == 24
    weeks.append(week([Counts(4), Counts(8), Counts()]))
    found = over_period(weeks)
    assert (found["agua"].attended, found["obras"].attended) == (12, 24)


def test_the_share_is_of_everybody_whose_result_is_known() -> None:
    people = [[Counts(7, 7, 6)], [Counts(7, 7, 1)], [Counts(7, 7, 4)]]
    shown = over_period([week(one) for one in people])[ALL]
    assert (shown.attended, shown.immediate, shown.in_process, shown.percent) == (53, 42, 11, 79)


@given(st.lists(st.integers(0, 20), max_size=9))
def test_a_row_with_a_known_sum_keeps_its_small_figures(figures: list[int]) -> None:
    shown: list[int | None] = suppress_row(figures)
    hidden = [figure for figure, one in zip(figures, shown, strict=True) if one is None]
    assert all(one is None or one == figure for figure, one in zip(figures, shown, strict=True))
    assert not any(one is not None and 0 < one < FEWEST for one in shown)
    # A sum that is small is published nowhere itself: then nothing follows from it.
    told = sum(figures) >= FEWEST
    assert not (hidden and told) or len(figures) == len(hidden) or (len(hidden) > 1 and sum(hidden) >= FEWEST)
