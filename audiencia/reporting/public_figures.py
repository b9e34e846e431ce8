"""The figures for everybody: of all real jornadas that are over, by week, month, quarter and year, and by department.
A jornada is published once it is closed. While it goes on, two looks one after the other would tell what became of the one
person between them; and so would results before they are final. What is shown of each jornada went through
`privacy.small_cells`, what is shown of longer periods through `privacy.published`."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from audiencia.db.connection import now_of
from audiencia.db.queries import load
from audiencia.privacy.exchanges import ALL
from audiencia.privacy.periods import periods_of
from audiencia.privacy.published import together
from audiencia.privacy.small_cells import STEPS, Counts, Shown, shown_to, suppress
from audiencia.queue.api import SAYS_WITHIN
from audiencia.reporting.figures import counts_of
from audiencia.reporting.public_periods import (
    Figures,
    Kept,
    PublicRow,
    Published,
    Span,
    Waits,
    final_ones,
    first_monday,
    monday_of,
    names_of,
    row_of,
    year_of,
)
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.reporting.public_figures_sql import CountedForAll

SQL = load("audiencia.reporting", "public_figures.sql")
WEEKS = 53  # So many are listed: a year and the week in which it began.


@dataclass(frozen=True, slots=True)
class _Jornada:
    """One jornada before and after the suppression, and until when people have their say."""

    day: date
    counts: Mapping[str, Counts]
    shown: Mapping[str, Shown]
    names: Mapping[str, Text]
    total: Shown
    settled_at: datetime | None


async def published(context: AppContext, kept: Kept | None = None) -> Published:
    """Counted anew, by three queries over this year and the last one. `kept`: what was found earlier is not looked for again."""
    async with context.database.read() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        now = await now_of(conn)
        today = context.municipality.day_of(now)
        since = first_monday(date(today.year - 1, 1, 1))
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
        return replace(row_of(together(shown), waits.get((label, slug)), name, slug), pending=not final)

    rows = [
        row([one.shown[slug] for one in jornadas if slug in one.shown], slug, name)
        for slug, name in names_of(one.names for one in jornadas).items()
    ]
    span = Span("semana", label, begins, begins + timedelta(days=6))
    days = tuple(one.day for one in jornadas)
    return Figures(span, days, 1, tuple(rows), row([one.total for one in jornadas]), settled_at, final)


def _year(
    weeks: Sequence[Figures], jornadas: Sequence[Sequence[_Jornada]], waits: Waits, over: date, kept: Kept
) -> tuple[list[Figures], Figures]:
    """Its months and quarters that are over, and as much of it as can be told."""
    final = final_ones(weeks)
    if final < len(weeks):
        over = min(over, weeks[final].span.begins_on)
    periods = periods_of([one.span.begins_on for one in weeks], over)
    return year_of(weeks, [_cells(*one) for one in zip(weeks, jornadas, strict=True)], periods, kept, waits)


def _cells(week: Figures, jornadas: Sequence[_Jornada]) -> dict[str, tuple[Counts, Shown]]:
    """People of each department in this week, and all of them, with what is shown of them."""
    found = {}
    for row in week.rows:
        slug = row.slug or ALL
        found[slug] = sum((one.counts[slug] for one in jornadas if slug in one.counts), Counts()), row.shown
    return found | {ALL: (sum((counts for counts, _ in found.values()), Counts()), week.total.shown)}
