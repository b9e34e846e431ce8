"""No figure of one to four people is shown, and none that is left out can be worked out from the others."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from audiencia.privacy.small_cells import FEWEST, Counts, Shown, percentage, suppress

NAMES = ("confirmed", "unconfirmed", "in_process", "to_come", "carried_over")
FIGURES = ("attended", "immediate", "in_process", "to_come", "confirmed", "carried_over")
FOLLOWING = ("attended", "immediate", "unconfirmed", *FIGURES)
Table = tuple[list[Shown], Shown]
people = st.one_of(st.integers(0, 8), st.integers(0, 60))
departments = st.builds(Counts, people, people, people, people, people)
tables = st.lists(departments, min_size=1, max_size=5)


def small(value: int) -> bool:
    return 0 < value < FEWEST


def every(rows: Sequence[Counts]) -> list[Counts]:
    """Departments, and all of them together at the end."""
    return [*rows, sum(rows, Counts())]


def agrees(rows: Sequence[Counts], table: Table) -> bool:
    """Whether whoever reads the table could take it for one of these people."""
    shown = [*table[0], table[1]]
    return all(
        getattr(seen, name) in (None, getattr(true, name))
        for true, seen in zip(every(rows), shown, strict=True)
        for name in FIGURES
    )


def others(rows: Sequence[Counts]) -> Iterator[list[Counts]]:
    """Tables close to this one: a person or a few more, fewer, elsewhere, or exchanged for others elsewhere."""
    cells = list(itertools.product(range(len(rows)), NAMES))
    steps = [((one, by),) for one in cells for by in (1, -1)]
    steps += [((one, 1), (other, -1)) for one in cells for other in cells if one != other]  # type: ignore[misc]
    for a, b in itertools.permutations(range(len(rows)), 2):
        for j, k in itertools.permutations(NAMES[:4], 2):
            steps.append((((a, j), 1), ((a, k), -1), ((b, j), -1), ((b, k), 1)))  # type: ignore[arg-type]
    for step in steps:
        changed = list(rows)
        for (at, name), by in step:
            changed[at] = replace(changed[at], **{name: getattr(changed[at], name) + by})
        if all(value >= 0 for one in changed for value in astuple(one)):
            yield changed


@given(tables)
def test_what_is_shown_is_true_and_never_small(rows: list[Counts]) -> None:
    table = suppress(rows)
    assert agrees(rows, table) and len(table[0]) == len(rows)
    for seen in (*table[0], table[1]):
        values = [getattr(seen, name) for name in FIGURES]
        if seen.immediate is not None and seen.confirmed is not None:
            values.append(seen.immediate - seen.confirmed)
        assert not any(small(value) for value in values if value is not None)
        if seen.percent is not None:
            assert seen.immediate is not None and seen.in_process is not None
            assert seen.percent == percentage(seen.immediate, seen.in_process)


@settings(deadline=None, max_examples=60)
@given(tables)
@example([Counts(7, 0, 3, 0), Counts(9, 0, 6, 0)])
@example([Counts(0, 8, 0, 2), Counts(0, 3, 0, 0), Counts(0, 0, 0, 0), Counts(0, 9, 0, 0)])
@example([Counts(carried_over=3), Counts(carried_over=9)])
def test_nothing_small_can_be_worked_out(rows: list[Counts]) -> None:
    """For each small figure there are other people who give the same table and another figure."""
    table = suppress(rows)
    alike = [one for one in others(rows) if agrees(one, table)]
    for at, true in enumerate(every(rows)):
        for name in dict.fromkeys(FOLLOWING):
            value = getattr(true, name)
            if small(value):
                assert any(getattr(every(one)[at], name) != value for one in alike), (at, name)


@given(tables)
def test_sums_over_those_who_are_left_out_are_not_small(rows: list[Counts]) -> None:
    """What total and departments tell of several departments together."""
    table = suppress(rows)
    for name in FIGURES:
        total = getattr(table[1], name)
        if total is not None:
            assert not small(total - sum(getattr(one, name) or 0 for one in table[0]))


@given(st.lists(st.builds(Counts, *[st.one_of(st.just(0), st.integers(FEWEST, 60))] * 5), max_size=6))
def test_without_small_figures_nothing_is_left_out(rows: list[Counts]) -> None:
    rows_shown, total = suppress(rows)
    for true, seen in zip(every(rows), [*rows_shown, total], strict=True):
        assert [getattr(seen, name) for name in FIGURES] == [getattr(true, name) for name in FIGURES]


def test_one_small_figure_takes_the_next_smallest_with_it() -> None:
    rows = [Counts(10, 10, 3, 0), Counts(20, 20, 8, 0), Counts(30, 30, 20, 0)]
    (first, second, third), total = suppress(rows)
    assert (first.attended, first.immediate, first.percent) == (23, None, None)
    assert (second.attended, second.immediate, second.in_process) == (48, None, None)
    assert (third.immediate, third.in_process, third.percent) == (60, 20, 75)
    assert (total.immediate, total.in_process, total.percent) == (120, 31, 79)


def test_a_small_day_shows_nothing() -> None:
    rows, total = suppress([Counts(1, 0, 1, 0), Counts()])
    assert rows[0] == total == Shown(None, None, None, None, None, None, 0)
    assert rows[1].attended == 0


def test_percentage() -> None:
    assert percentage(7, 3) == 70
    assert percentage(0, 0) is None
