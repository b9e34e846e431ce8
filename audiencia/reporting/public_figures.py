"""The figures for everybody: of all real jornadas that are over, by week and by department.

A jornada is published once it is closed. While it goes on, two looks one after the other would tell what became of the one
person between them. What is shown of each jornada went through `privacy.small_cells`, what is shown of a year through
`privacy.published`.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from audiencia.db.database import now_of
from audiencia.db.queries import load
from audiencia.privacy.published import ALL, over_period, together
from audiencia.privacy.small_cells import Counts, Shown, suppress
from audiencia.queue.api import SAYS_WITHIN
from audiencia.reporting.figures import Row, Wait, counts_of, wait_of
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.reporting.public_figures_sql import CountedForAll, WaitsForAll

SQL = load("audiencia.reporting", "public_figures.sql")
WEEKS = 53
"""So many are listed: a year and the week in which it began."""
WaitKey = tuple[date | None, str | None]


@dataclass(frozen=True, slots=True)
class PublicRow(Row):
    """Of one department, or of all. `slug`: its name in addresses."""

    slug: str | None = None

    @property
    def left_out(self) -> bool:
        """Whether something is not shown."""
        return None in (self.shown.attended, self.shown.immediate, self.shown.confirmed, self.shown.carried_over)


@dataclass(frozen=True, slots=True)
class Week:
    """From Monday to Sunday. Final once all its jornadas are: nobody can say any more whether it was resolved."""

    begins_on: date
    days: tuple[date, ...]
    rows: tuple[PublicRow, ...]
    total: PublicRow
    settled_at: datetime | None
    final: bool


@dataclass(frozen=True, slots=True)
class Year:
    """The weeks that begin in one calendar year, with their sums. A period that does not move: one that left its oldest week
    behind each time would tell of that week."""

    year: int
    begins_on: date
    weeks: int
    rows: tuple[PublicRow, ...]
    total: PublicRow
    settled_at: datetime | None

    @property
    def left_out(self) -> bool:
        """Whether some sum is not shown."""
        return any(one.left_out for one in (*self.rows, self.total))


@dataclass(frozen=True, slots=True)
class Published:
    """All of it, as of `at`: the newest week first, and the year of that week; `None` while there is none."""

    weeks: tuple[Week, ...]
    year: Year | None
    at: datetime

    @property
    def final(self) -> bool:
        """Whether every week is."""
        return all(one.final for one in self.weeks)


@dataclass(frozen=True, slots=True)
class _Jornada:
    """One jornada before and after the suppression, and until when people have their say."""

    day: date
    counts: Mapping[str, Counts]
    shown: Mapping[str, Shown]
    names: Mapping[str, Text]
    total: Shown
    settled_at: datetime | None


async def published(context: AppContext) -> Published:
    """Counted anew, by three queries over this year and the last one."""
    async with context.database.read() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        now = await now_of(conn)
        today = context.municipality.day_of(now)
        since = _first_monday(today.year - 1)
        rows = [row async for row in SQL.counted_for_all(conn, since=since, says_within=SAYS_WITHIN)]
        waits = {(row.week, row.slug): row async for row in SQL.waits_for_all(conn, since=since)}
        newest = _monday(rows[-1].day).year if rows else today.year
        found = SQL.waits_for_all(conn, since=_first_monday(newest))
        year_waits = {row.slug: row async for row in found if row.week is None}
    jornadas = [_jornada(list(one)) for _, one in groupby(rows, key=lambda row: row.session_id)]
    by_week = {begins: list(one) for begins, one in groupby(jornadas, key=lambda one: _monday(one.day))}
    weeks = [_week(begins, one, waits, now) for begins, one in by_week.items()]
    of_year = [one for one in weeks if one.begins_on.year == newest]
    jornadas_of_year = [by_week[one.begins_on] for one in of_year]
    # Groups of weeks are tried in every way: half a second where most figures are small.
    year = await asyncio.to_thread(_year, of_year, jornadas_of_year, year_waits) if of_year else None
    return Published(tuple(reversed(weeks[-WEEKS:])), year, now)


def _jornada(rows: "Sequence[CountedForAll]") -> _Jornada:
    counts = [counts_of(row) for row in rows]
    shown, total = suppress(counts)
    slugs = [row.slug for row in rows]
    return _Jornada(
        rows[0].day,
        dict(zip(slugs, counts, strict=True)),
        dict(zip(slugs, shown, strict=True)),
        {row.slug: Text(es=row.name_es, en=row.name_en) for row in rows},
        total,
        max((row.settled_at for row in rows if row.settled_at is not None), default=None),
    )


def _week(begins: date, jornadas: Sequence[_Jornada], waits: "Mapping[WaitKey, WaitsForAll]", now: datetime) -> Week:
    settled_at = max((one.settled_at for one in jornadas if one.settled_at is not None), default=None)
    names = _names(one.names for one in jornadas)
    rows = [
        _row(
            together([one.shown[slug] for one in jornadas if slug in one.shown]), waits.get((begins, slug)), name, slug
        )
        for slug, name in names.items()
    ]
    total = _row(together([one.total for one in jornadas]), waits.get((begins, None)))
    days = tuple(one.day for one in jornadas)
    return Week(begins, days, tuple(rows), total, settled_at, settled_at is None or settled_at <= now)


def _year(
    weeks: Sequence[Week], jornadas: Sequence[Sequence[_Jornada]], waits: "Mapping[str | None, WaitsForAll]"
) -> Year:
    names = _names({row.slug or ALL: row.department for row in week.rows if row.department} for week in weeks)
    sums = over_period([_cells(*one) for one in zip(weeks, jornadas, strict=True)])
    rows = [_row(sums[slug], waits.get(slug), name, slug) for slug, name in names.items()]
    begins_on = weeks[0].begins_on
    settled_at = max((one.settled_at for one in weeks if one.settled_at is not None), default=None)
    return Year(begins_on.year, begins_on, len(weeks), tuple(rows), _row(sums[ALL], waits.get(None)), settled_at)


def _cells(week: Week, jornadas: Sequence[_Jornada]) -> dict[str, tuple[Counts, Shown]]:
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


def _row(shown: Shown, wait: "WaitsForAll | None", name: Text | None = None, slug: str | None = None) -> PublicRow:
    minutes: Wait | None = None if wait is None else wait_of(wait)
    return PublicRow(shown, minutes, wait is None or wait.people == 0, name, slug)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _first_monday(year: int) -> date:
    return _monday(date(year, 1, 1) + timedelta(days=6))
