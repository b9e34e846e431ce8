"""Petitions are told truly by month, department and topic, and nothing of few of them follows from all that was ever published."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from audiencia.privacy.small_cells import FEWEST, Counts, Shown
from audiencia.reporting.petition_figures import PetitionFigures
from tests.support.equations import Known, System
from tests.support.published_figures import petitions_of

TOPICS = ("agua/fugas", "agua/drenaje", "obras/baches", "obras/banquetas", "obras/faenas", "dif/comedores")
OF = {of: tuple(topics) for of, topics in groupby(TOPICS, key=lambda one: one.split("/")[0])}
FIGURES = ("attended", "immediate", "in_process")
NOBODY = Shown(0, 0, 0, 0, 0, None, None)
ALWAYS = Shown(None, None, None, 0, 0, None, 0)
"""Of any row, as everybody knows: nobody confirms a petition, and none is carried over."""
Month = Sequence[tuple[int, int]]
FEW = st.tuples(st.integers(0, 4), st.sampled_from((0, 0, 0, 3, 7)))
MANY = st.tuples(st.sampled_from((0, 3, 9, 14)), st.sampled_from((0, 2, 8)))
YEARS = st.lists(st.lists(st.one_of(FEW, MANY), min_size=len(TOPICS), max_size=len(TOPICS)), min_size=3, max_size=7)
SMALL_TOPIC = [[(2, 0), (9, 0), (9, 0), (9, 0), (9, 0), (9, 0)]] * 6
"""One topic of two has few petitions each month, and enough each quarter."""


def published(year: Sequence[Month]) -> PetitionFigures:
    return petitions_of([(date(2026, at + 1, 1), month) for at, month in enumerate(year)], TOPICS)


def told(found: PetitionFigures) -> Iterator[Known]:
    """Everything on the pages; what is not on a page of a month, or among a department's topics, is nobody."""
    for figures in (*found.figures.longer, *found.figures.years):
        for row in (*figures.rows, figures.total):
            until = row.of or figures.span
            of = TOPICS if row.slug is None else OF[row.slug]
            yield of, (until.begins_on.month - 1, until.ends_on.month), row.shown
            topics = found.topics.get((figures.span.label, row.slug or ""), ())
            listed = {f"{row.slug}/{topic.slug}": topic.shown for topic in topics}
            for one in of if topics else ():
                span = figures.span.begins_on.month - 1, figures.span.ends_on.month
                yield (one,), span, listed.get(one, NOBODY)
        for slug in OF.keys() - {row.slug for row in figures.rows}:
            yield OF[slug], (figures.span.begins_on.month - 1, figures.span.ends_on.month), NOBODY


def true(year: Sequence[Month], names: Sequence[str], span: tuple[int, int]) -> Counts:
    whole = [month[TOPICS.index(one)] for month in year[span[0] : span[1]] for one in names]
    return Counts(unconfirmed=sum(one for one, _ in whole), in_process=sum(late for _, late in whole))


@settings(deadline=None, max_examples=40)
@given(YEARS)
@example(SMALL_TOPIC)
def test_nothing_small_can_be_worked_out_by_whoever_looked_each_month(year: list[Month]) -> None:
    """Whoever kept each month's publication can add and subtract all of them. No figure of a topic, of a department or of all, over any
    row of months, that has one value left is of few petitions; and each that is told is true."""
    known = [one for until in range(1, len(year) + 1) for one in told(published(year[:until]))]
    for names, span, shown in known:
        for figure in FIGURES:
            assert getattr(shown, figure) in (None, getattr(true(year, names, span), figure))
    event(f"topics left out: {any(len(names) == 1 and shown.attended is None for names, _, shown in known)}")
    known += [((name,), (at, at + 1), ALWAYS) for name in TOPICS for at in range(len(year))]
    asked = [
        (figure, names, (first, end))
        for figure in FIGURES
        for names in (*[(one,) for one in TOPICS], *OF.values(), TOPICS)
        for first in range(len(year))
        for end in range(first + 1, len(year) + 1)
        if 0 < getattr(true(year, names, (first, end)), figure) < FEWEST
    ]
    if asked:
        system = System(len(year), TOPICS, known)
        found = system.determined([system.row(*one) for one in asked])
        assert not any(found), [one for one, followed in zip(asked, found, strict=True) if followed]


def test_topics_are_told_of_quarters_that_are_over_and_told() -> None:
    found = published(SMALL_TOPIC[:5])
    assert {label for label, _ in found.topics} == {"2026-T1"}
    shown = {one.slug: one.shown for one in found.topics["2026-T1", "agua"]}
    assert (shown["fugas"].attended, shown["drenaje"].percent) == (6, 100)
    assert [one.span.label for one in found.figures.longer] == [
        "2026-01", "2026-02", "2026-03", "2026-T1", "2026-04", "2026-05",
    ]  # fmt: skip


def test_of_a_topic_with_few_petitions_another_goes_too() -> None:
    found = published(
        [[(1, 0), (9, 0), (4, 0), (9, 0), (0, 0), (9, 0)]] + [[(0, 0), (0, 0), (0, 0), (9, 0), (0, 0), (9, 0)]] * 2
    )
    assert [one.shown.attended for one in found.topics["2026-T1", "agua"]] == [None, None]
    assert [one.shown.attended for one in found.topics["2026-T1", "obras"]] == [None, None]
