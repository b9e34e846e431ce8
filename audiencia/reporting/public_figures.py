"""The figures for everybody: of all real jornadas that are over, by week, month, quarter and year, and by department.

A jornada is published once it is closed. While it goes on, two looks one after the other would tell what became of the one
person between them; and so would results before they are final. What is shown of each jornada went through
`privacy.small_cells`, what is shown of longer periods through `privacy.published`.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby, takewhile
from typing import TYPE_CHECKING

from audiencia.db.database import now_of
from audiencia.db.queries import load
from audiencia.privacy.exchanges import ALL
from audiencia.privacy.periods import YEAR, Period, periods_of
from audiencia.privacy.published import Told, tell, together
from audiencia.privacy.small_cells import STEPS, Counts, Shown, shown_to, suppress
from audiencia.queue.api import SAYS_WITHIN
from audiencia.reporting.figures import Row, counts_of, told_wait
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.reporting.public_figures_sql import CountedForAll, WaitsForAll

SQL = load("audiencia.reporting", "public_figures.sql")
WEEKS = 53
"""So many are listed: a year and the week in which it began."""
Waits = Mapping[tuple[str | None, str | None], "WaitsForAll"]
"""By the label of the period, or the week's Monday, and by department; of all departments where that is `None`."""


@dataclass(frozen=True, slots=True)
class Span:
    """Whole weeks, from Monday `begins_on` to Sunday `ends_on`. `kind` is a week's, a month's, a quarter's or a year's."""

    kind: str
    label: str
    begins_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class PublicRow(Row):
    """Of one department, or of all. `slug`: its name in addresses. `of`: what it is of, where that is not what is asked for."""

    slug: str | None = None
    of: Span | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one span. Final once all its jornadas are: nobody can say any more whether it was resolved. `days`: of its jornadas.
    `weeks`: so many have a jornada."""

    span: Span
    days: tuple[date, ...]
    weeks: int
    rows: tuple[PublicRow, ...]
    total: PublicRow
    settled_at: datetime | None
    final: bool


@dataclass(frozen=True, slots=True)
class Published:
    """All of it, as of `at`: the newest week first; months, quarters and years in the order of their ends."""

    weeks: tuple[Figures, ...]
    longer: tuple[Figures, ...]
    years: tuple[Figures, ...]
    at: datetime

    @property
    def year(self) -> Figures | None:
        """The newest one, as far as it has come; `None` while there is none."""
        return self.years[-1] if self.years else None

    @property
    def final(self) -> bool:
        """Whether every week is."""
        return all(one.final for one in self.weeks)

    def coarser(self, figures: Figures) -> tuple[PublicRow, ...]:
        """Its rows; of a department that is left out, the shortest longer period of which it can be told."""
        around = [
            one
            for one in (*self.longer, *self.years)
            if one.span.begins_on <= figures.span.begins_on and one.span.ends_on >= figures.span.ends_on
        ]
        around.sort(key=lambda one: one.span.ends_on - one.span.begins_on)
        return tuple(_told_within(row, figures.span, around) for row in figures.rows)


def _told_within(row: PublicRow, span: Span, around: Sequence[Figures]) -> PublicRow:
    if row.shown.attended is None:
        for longer in around:
            for one in longer.rows:
                of = one.of or longer.span
                if one.slug == row.slug and one.shown.attended is not None and of.ends_on >= span.ends_on:
                    return replace(one, of=of)
    return row


@dataclass(frozen=True, slots=True)
class _Jornada:
    """One jornada before and after the suppression, and until when people have their say."""

    day: date
    counts: Mapping[str, Counts]
    shown: Mapping[str, Shown]
    names: Mapping[str, Text]
    total: Shown
    settled_at: datetime | None


Kept = dict[int, tuple[object, Told]]
"""By year, from what it was found and what is told of it."""


async def published(context: AppContext, kept: Kept | None = None) -> Published:
    """Counted anew, by three queries over this year and the last one. `kept`: what was found earlier is not looked for again."""
    async with context.database.read() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        now = await now_of(conn)
        today = context.municipality.day_of(now)
        since = _first_monday(today.year - 1)
        rows = [row async for row in SQL.counted_for_all(conn, since=since, says_within=SAYS_WITHIN)]
        waits = {(row.period, row.slug): row async for row in SQL.waits_for_all(conn, since=since)}
        unfinished = await SQL.unfinished_day(conn, since=since)
    # 20 departments of 0 to 4 people over 106 weeks: 2 s of processor time, and 0.1 s with what is kept.
    over = min(monday_of(one) for one in (today, unfinished or today))
    return await asyncio.to_thread(assembled, rows, waits, over, now, {} if kept is None else kept)


def assembled(rows: "Sequence[CountedForAll]", waits: Waits, over: date, now: datetime, kept: Kept) -> Published:
    """From what was counted, by day and jornada. Nothing is added any more to weeks before the Monday `over`."""
    jornadas = [_jornada(list(one), now) for _, one in groupby(rows, key=lambda row: row.session_id)]
    by_week = {begins: list(one) for begins, one in groupby(jornadas, key=lambda one: monday_of(one.day))}
    weeks = [_week(begins, one, waits, now) for begins, one in by_week.items()]
    longer: list[Figures] = []
    years = []
    for _, of_year in groupby(weeks, key=lambda one: one.span.begins_on.year):
        several = list(of_year)
        found = _year(several, [by_week[one.span.begins_on] for one in several], waits, over, kept)
        longer += found[0]
        years.append(found[1])
    return Published(tuple(reversed(weeks[-WEEKS:])), tuple(longer), tuple(years), now)


def _jornada(rows: "Sequence[CountedForAll]", now: datetime) -> _Jornada:
    counts = [counts_of(row) for row in rows]
    settled_at = max((row.settled_at for row in rows if row.settled_at is not None), default=None)
    shown, total = suppress(counts)
    if not _final(settled_at, now):
        shown, total = [_attended(one) for one in shown], _attended(total)
    slugs = [row.slug for row in rows]
    return _Jornada(
        rows[0].day,
        dict(zip(slugs, counts, strict=True)),
        dict(zip(slugs, shown, strict=True)),
        {row.slug: Text(es=row.name_es, en=row.name_en) for row in rows},
        total,
        settled_at,
    )


def _final(settled_at: datetime | None, now: datetime) -> bool:
    return settled_at is None or settled_at <= now


def _attended(shown: Shown) -> Shown:
    """Without results: what can still change is not told."""
    attended, carried = shown.attended, shown.carried_over
    counts = Counts(to_come=attended or 0, carried_over=carried or 0)
    depth = 0 if attended is None else 1 if attended else len(STEPS)
    return shown_to(counts, depth, carried is not None)


def _week(begins: date, jornadas: Sequence[_Jornada], waits: Waits, now: datetime) -> Figures:
    settled_at = max((one.settled_at for one in jornadas if one.settled_at is not None), default=None)
    final = _final(settled_at, now)
    label = begins.isoformat()

    def row(shown: Sequence[Shown], slug: str | None = None, name: Text | None = None) -> PublicRow:
        return replace(_row(together(shown), waits.get((label, slug)), name, slug), pending=not final)

    rows = [
        row([one.shown[slug] for one in jornadas if slug in one.shown], slug, name)
        for slug, name in _names(one.names for one in jornadas).items()
    ]
    span = Span("semana", label, begins, begins + timedelta(days=6))
    days = tuple(one.day for one in jornadas)
    return Figures(span, days, 1, tuple(rows), row([one.total for one in jornadas]), settled_at, final)


def _year(
    weeks: Sequence[Figures], jornadas: Sequence[Sequence[_Jornada]], waits: Waits, over: date, kept: Kept
) -> tuple[list[Figures], Figures]:
    """Its months and quarters that are over, and as much of it as can be told."""
    final = len(list(takewhile(lambda one: one.final, weeks)))
    if final < len(weeks):
        over = min(over, weeks[final].span.begins_on)
    year = weeks[0].span.begins_on.year
    mondays = [one.span.begins_on for one in weeks]
    periods = periods_of(mondays, over)
    cells = [_cells(*one) for one in zip(weeks, jornadas, strict=True)]
    known = mondays, cells, final, [one.label for one in periods if one.over]
    if year not in kept or kept[year][0] != known:
        kept[year] = known, tell(cells, final, periods)
    told = kept[year][1]
    names = _names({row.slug or ALL: row.department for row in week.rows if row.department} for week in weeks)
    return [_period(one, weeks, told, names, waits) for one in told.periods], _so_far(weeks, told, names, waits)


def _period(period: Period, weeks: Sequence[Figures], told: Told, names: Mapping[str, Text], waits: Waits) -> Figures:
    of = weeks[period.first : period.end]
    shown = told.periods[period]

    def row(slug: str | None = None, name: Text | None = None) -> PublicRow:
        return _row(shown[slug or ALL], waits.get((period.label, slug)), name, slug)

    rows = tuple(row(slug, name) for slug, name in names.items() if any(_has(one, slug) for one in of))
    return _figures(_span(of, period.kind, period.label), of, rows, row())


def _so_far(weeks: Sequence[Figures], told: Told, names: Mapping[str, Text], waits: Waits) -> Figures:
    label = str(weeks[0].span.begins_on.year)
    whole = _span(weeks, YEAR, label)

    def row(slug: str | None = None, name: Text | None = None) -> PublicRow:
        end, shown = told.so_far[slug or ALL]
        of = None if end in (0, len(weeks)) else _span(weeks[:end], YEAR, label)
        rest_told = all(_tells_attended(one, slug) for one in weeks[end:])
        return replace(_row(shown, waits.get((label, slug)), name, slug, rest_told), of=of)

    return _figures(whole, weeks, tuple(row(slug, name) for slug, name in names.items()), row())


def _figures(span: Span, weeks: Sequence[Figures], rows: tuple[PublicRow, ...], total: PublicRow) -> Figures:
    settled_at = max((one.settled_at for one in weeks if one.settled_at is not None), default=None)
    return Figures(span, (), len(weeks), rows, total, settled_at, all(one.final for one in weeks))


def _span(weeks: Sequence[Figures], kind: str, label: str) -> Span:
    return Span(kind, label, weeks[0].span.begins_on, weeks[-1].span.ends_on)


def _tells_attended(week: Figures, slug: str | None) -> bool:
    """Of this department, or of all."""
    return all(one.shown.attended is not None for one in (*week.rows, week.total) if one.slug == slug)


def _has(week: Figures, slug: str) -> bool:
    return any(one.slug == slug for one in week.rows)


def _cells(week: Figures, jornadas: Sequence[_Jornada]) -> dict[str, tuple[Counts, Shown]]:
    """People of each department in this week, and all of them, with what is shown of them."""
    found = {}
    for row in week.rows:
        slug = row.slug or ALL
        found[slug] = sum((one.counts[slug] for one in jornadas if slug in one.counts), Counts()), row.shown
    return found | {ALL: (sum((counts for counts, _ in found.values()), Counts()), week.total.shown)}


def _names(several: Iterable[Mapping[str, Text]]) -> dict[str, Text]:
    """By slug, in the order in which the first ones have them."""
    found: dict[str, Text] = {}
    for names in several:
        found.update(names)
    return found


def _row(
    shown: Shown, wait: "WaitsForAll | None", name: Text | None = None, slug: str | None = None, rest_told: bool = True
) -> PublicRow:
    """`rest_told`: whether the people attended are also told of what is in the waits alone."""
    return PublicRow(shown, *told_wait(wait, rest_told and shown.attended is not None), name, slug=slug)


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def _first_monday(year: int) -> date:
    return monday_of(date(year, 1, 1) + timedelta(days=6))
