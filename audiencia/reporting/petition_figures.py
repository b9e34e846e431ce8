"""The figures of petitions for everybody: how many were received and how many answered in time, by month and department; of quarters
also by topic.
A month is published once the term of everything received in it is over. What is published never changes: a petition counts where it
was sent and against the day that was told first, however it was turned, prolonged or reopened, and its person erased.
Topics are told of quarters alone, and of departments whose quarter is told. So a sum that is known is divided once, and what is left
out of it is in no other sum: no months and no year of a topic."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, takewhile
from typing import TYPE_CHECKING

from audiencia.db.connection import now_of
from audiencia.db.queries import load
from audiencia.privacy.exchanges import ALL, Week
from audiencia.privacy.periods import MONTH, QUARTER, periods_of
from audiencia.privacy.small_cells import Counts, Shown, suppress
from audiencia.reporting.public_periods import Figures, Kept, Published, Span, first_monday, names_of, row_of, year_of
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.reporting.petition_figures_sql import PetitionsForAll

SQL = load("audiencia.reporting", "petition_figures.sql")


@dataclass(frozen=True, slots=True)
class TopicRow:
    """Petitions about one topic of a department."""

    slug: str
    name: Text
    shown: Shown


Topics = Mapping[tuple[str, str], tuple[TopicRow, ...]]  # By the label of the quarter and the department.


@dataclass(frozen=True, slots=True)
class PetitionFigures:
    """In `figures`, who was received is `attended`, in time is `immediate`, and not in time `in_process`. `longer` has the months
    too, and there are no weeks."""

    figures: Published
    topics: Topics


async def published(context: AppContext, kept: Kept | None = None) -> PetitionFigures:
    """Counted anew, by one query over this year and the last one. `kept`: what was found earlier is not looked for again."""
    async with context.database.read() as conn:
        now = await now_of(conn)
        today = context.municipality.day_of(now)
        rows = [row async for row in SQL.petitions_for_all(conn, since=date(today.year - 1, 1, 1))]
    return await asyncio.to_thread(assembled, rows, today, now, {} if kept is None else kept)


def assembled(rows: "Sequence[PetitionsForAll]", today: date, now: datetime, kept: Kept) -> PetitionFigures:
    """From what was counted, by month. Those are told that are over and final, up to the first that is not."""
    by_month = {month: list(of) for month, of in groupby(rows, key=lambda row: row.month)}
    told = list(takewhile(lambda month: _final(month, by_month[month], today), by_month))
    until = first_monday(min([today.replace(day=1), *by_month.keys() - told]))
    longer: list[Figures] = []
    years = []
    for _, of_year in groupby((_month(one, by_month[one]) for one in told), key=lambda one: one[0].span.begins_on.year):
        months, cells = zip(*of_year, strict=True)
        periods = periods_of([one.span.begins_on for one in months], until)
        quarters, year = year_of(months, cells, [one for one in periods if one.kind != MONTH], kept, {})
        longer += sorted([*months, *quarters], key=lambda one: one.span.ends_on)
        years.append(year)
    topics = {
        (quarter.span.label, row.slug): _topics(row.slug, row.shown, _within(quarter.span, by_month))
        for quarter in longer
        if quarter.span.kind == QUARTER
        for row in quarter.rows
        if row.slug is not None and row.shown.attended
    }
    return PetitionFigures(Published((), tuple(longer), tuple(years), now), topics)


def _final(month: date, rows: "Sequence[PetitionsForAll]", today: date) -> bool:
    return _last_day(month) < today and all(one.due_on is not None and one.due_on < today for one in rows)


def _last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _month(begins_on: date, rows: "Sequence[PetitionsForAll]") -> tuple[Figures, Week]:
    counts: dict[str, Counts] = {}
    for row in rows:
        counts[row.slug] = counts.get(row.slug, Counts()) + _counts(row)
    shown, total = suppress(list(counts.values()))
    names = names_of({row.slug: Text(es=row.name_es, en=row.name_en)} for row in rows)
    told = dict(zip(counts, shown, strict=True))
    span = Span(MONTH, f"{begins_on:%Y-%m}", begins_on, _last_day(begins_on))
    public = tuple(row_of(told[slug], None, name, slug) for slug, name in names.items())
    cells = {slug: (counts[slug], told[slug]) for slug in counts} | {ALL: (sum(counts.values(), Counts()), total)}
    return Figures(span, (), 1, public, row_of(total, None), None, final=True), cells


def _counts(row: "PetitionsForAll") -> Counts:
    return Counts(unconfirmed=row.in_time, in_process=row.received - row.in_time)


def _within(span: Span, by_month: "Mapping[date, Sequence[PetitionsForAll]]") -> "list[PetitionsForAll]":
    return [row for month, of in by_month.items() if span.begins_on <= month <= span.ends_on for row in of]


def _topics(department: str, shown: Shown, rows: "Sequence[PetitionsForAll]") -> tuple[TopicRow, ...]:
    """No deeper than the department itself is told."""
    counts: dict[str, Counts] = {}
    names: dict[str, Text] = {}
    for row in rows:
        if row.slug == department:
            counts[row.topic] = counts.get(row.topic, Counts()) + _counts(row)
            names[row.topic] = Text(es=row.topic_es, en=row.topic_en)
    told = suppress(list(counts.values()), most=1 if shown.immediate is None else 2)[0]
    return tuple(TopicRow(slug, names[slug], one) for slug, one in zip(counts, told, strict=True))
