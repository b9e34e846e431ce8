"""Longer periods are told truly, and tell nothing of few people, whenever and however they are put beside each other."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from audiencia.privacy.exchanges import ALL, Week
from audiencia.privacy.periods import periods_of
from audiencia.privacy.published import COUNTED, Told, tell, together
from audiencia.privacy.small_cells import FEWEST, Counts, Shown, suppress, suppress_row
from audiencia.reporting.public_periods import Span
from tests.support.equations import PARTS, Known, System
from tests.support.published_figures import figures_of

COUNTS = st.builds(Counts, *[st.one_of(st.just(0), st.integers(0, 12))] * 5)
NAMES = ("agua", "obras", "tesoreria")
PEOPLE = st.lists(COUNTS, min_size=3, max_size=3)
YEARS = st.lists(st.tuples(PEOPLE, st.integers(1, 3)), min_size=1, max_size=9)
FEW = st.builds(Counts, *[st.integers(0, 4)] * 3, st.just(0), st.integers(0, 1))
QUIET_YEARS = st.lists(st.tuples(st.lists(FEW, min_size=3, max_size=3), st.just(1)), min_size=4, max_size=9)
FIRST = date(2026, 1, 5)


def week(people: Sequence[Counts]) -> Week:
    """One week's people, and what is shown of them."""
    shown, total = suppress(people)
    cells = dict(zip(NAMES, zip(people, shown, strict=True), strict=False))
    return cells | {ALL: (sum(people, Counts()), total)}


def dated(year: Sequence[tuple[Sequence[Counts], int]]) -> tuple[list[Week], list[date]]:
    """Weeks, each so many after the one before."""
    weeks, days, day = [], [], FIRST
    for people, apart in year:
        weeks.append(week(people))
        days.append(day)
        day += timedelta(weeks=apart)
    return weeks, days


def looked(weeks: Sequence[Week], days: Sequence[date]) -> Told:
    """What is told once the last of these weeks is over and final."""
    return tell(weeks, len(weeks), periods_of(days, days[-1] + timedelta(weeks=1)))


def true(weeks: Iterable[Week], name: str) -> Counts:
    return sum((one[name][0] for one in weeks), Counts())


@given(st.lists(PEOPLE, min_size=1, max_size=6))
def test_what_one_jornada_of_a_week_leaves_out_the_week_leaves_out(jornadas: list[list[Counts]]) -> None:
    totals = [suppress(rows)[1] for rows in jornadas]
    for name in COUNTED:
        hidden = any(getattr(one, name) is None for one in totals)
        assert (getattr(together(totals), name) is None) == hidden


@given(st.one_of(YEARS, QUIET_YEARS))
def test_a_period_is_of_everybody_or_left_out(year: list[tuple[list[Counts], int]]) -> None:
    weeks, days = dated(year)
    told = looked(weeks, days)
    spans = [
        (name, weeks[one.first : one.end], shown) for one, of in told.periods.items() for name, shown in of.items()
    ]
    spans += [(name, weeks[:end], shown) for name, (end, shown) in told.so_far.items()]
    for name, of, shown in spans:
        for figure in COUNTED:
            assert getattr(shown, figure) in (None, getattr(true(of, name), figure))
            if of and all(getattr(one[name][1], figure) is not None for one in of):
                assert getattr(shown, figure) is not None


def quiet(*people: Mapping[str, Counts]) -> list[tuple[list[Counts], int]]:
    """Weeks in which these are the departments with people, with how many weeks lie between them."""
    apart = (1, 1, 2, 3, 2, 1, 2, 1)
    return [([week.get(name, Counts()) for name in NAMES], weeks) for week, weeks in zip(people, apart, strict=True)]


TWO_WEEKS_TOGETHER = quiet(
    {}, {}, {"obras": Counts(0, 5, 2), "tesoreria": Counts(to_come=5)}, {}, {"obras": Counts(0, 0, 3, 2)},
    {"tesoreria": Counts(0, 1, 0, 4)}, {"obras": Counts(0, 4, 0, 1)}, {},
)  # fmt: skip
"""What two weeks of a department have to come followed together, and of neither alone."""


@settings(deadline=None, max_examples=60)
@given(st.one_of(YEARS, QUIET_YEARS))
@example(TWO_WEEKS_TOGETHER)
def test_nothing_small_can_be_worked_out_by_whoever_looked_each_week(year: list[tuple[list[Counts], int]]) -> None:
    """Whoever kept every week's publication, before and after it was final, can add and subtract all of it. No figure of a
    department over any row of weeks that has one value left is of few people; nor is what all departments have together."""
    weeks, days = dated(year)
    known = [one for until in range(1, len(weeks) + 1) for one in published(weeks[:until], days[:until])]
    event(f"longer periods told: {sum(len(range(*span)) > 1 for _, span, _ in known) > 0}")
    system = System(len(weeks), NAMES, known)
    asked = [
        (figure, names, (first, end))
        for figure in PARTS
        for names in (*[(one,) for one in NAMES], NAMES)
        for first in range(len(weeks))
        for end in range(first + 1, len(weeks) + 1)
        if 0 < sum(getattr(true(weeks[first:end], name), figure) for name in names) < FEWEST
    ]
    if asked:
        found = system.determined([system.row(*one) for one in asked])
        assert not any(found), [one for one, told in zip(asked, found, strict=True) if told]


NOBODY = Shown(0, 0, 0, 0, 0, None, None)


def published(weeks: Sequence[Week], days: Sequence[date]) -> Iterator[Known]:
    """The newest week without results, and then with them; and all that is told of longer periods each time. Where nobody was
    called, nobody was attended."""
    jornadas = [(day, [week[name][0] for name in NAMES]) for day, week in zip(days, weeks, strict=True)]
    for final in (False, True):
        found = figures_of(jornadas, NAMES, final=final)
        for figures in (*found.weeks, *found.longer, *found.years):
            for row in (*figures.rows, figures.total):
                names = NAMES if row.slug is None else (row.slug,)
                yield names, _places(row.of or figures.span, days), row.shown
                if row.nobody_called:
                    yield names, _places(figures.span, days), NOBODY


def _places(span: Span, days: Sequence[date]) -> tuple[int, int]:
    """Of the span's weeks."""
    return bisect_left(days, span.begins_on), bisect_right(days, span.ends_on)


def one_department(*weekly: int) -> list[tuple[list[Counts], int]]:
    """In which so few people are attended each week, beside two where there are many."""
    return [([Counts(0, each), Counts(0, 30), Counts(0, each + 1)], 1) for each in weekly]


def by_label(told: Told) -> Mapping[str, Mapping[str, Shown]]:
    return {one.label: of for one, of in told.periods.items()}


def test_a_department_of_small_weeks_is_told_by_the_month_or_else_by_the_quarter() -> None:
    weeks, days = dated(one_department(*[2] * 8))
    told = by_label(looked(weeks, days))
    assert weeks[0]["agua"][1].attended is None
    assert (told["2026-01"]["agua"].attended, told["2026-02"]["agua"].attended) == (8, 8)
    weeks, days = dated(one_department(*[1, 0, 0, 0] * 3, 1))
    told = by_label(looked(weeks, days))
    assert told["2026-01"]["agua"].attended is told["2026-03"]["agua"].attended is None


def test_the_year_so_far_goes_as_far_as_can_be_told() -> None:
    weeks, days = dated(one_department(*[2] * 6))
    told = looked(weeks, days)
    assert (told.so_far["agua"][0], told.so_far["agua"][1].attended) == (4, 8)
    assert (told.so_far[ALL][0], told.so_far[ALL][1].attended) == (6, 210)


@given(st.lists(st.integers(0, 20), max_size=9))
def test_a_row_with_a_known_sum_keeps_its_small_figures(figures: list[int]) -> None:
    shown: list[int | None] = suppress_row(figures)
    hidden = [figure for figure, one in zip(figures, shown, strict=True) if one is None]
    assert all(one is None or one == figure for figure, one in zip(figures, shown, strict=True))
    assert not any(one is not None and 0 < one < FEWEST for one in shown)
    # A sum that is small is published nowhere itself: then nothing follows from it.
    told = sum(figures) >= FEWEST
    assert not (hidden and told) or len(figures) == len(hidden) or (len(hidden) > 1 and sum(hidden) >= FEWEST)
