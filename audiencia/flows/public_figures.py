"""The figures for everybody: of all real jornadas that are over, by week and by department.

A jornada is published once it is closed. While it goes on, two looks one after the other would tell what became of the one
person between them. What is shown of each jornada went through `privacy.small_cells`; sums are made of what is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from audiencia.config import Text
from audiencia.db.database import now_of
from audiencia.db.queries import load
from audiencia.flows.figures import Row, Wait, counts_of, wait_of
from audiencia.flows.house import House
from audiencia.privacy.published import summed, together
from audiencia.privacy.small_cells import Shown, suppress
from audiencia.queue import store
from audiencia.queue.attention import SAYS_WITHIN

SQL = load("audiencia.flows", "public_figures.sql")
WEEKS = 53
"""A year and the week in which it began."""
WaitKey = tuple[date | None, str | None]


@dataclass(frozen=True, slots=True)
class PublicRow(Row):
    """Of one department, or of all. `slug`: its name in addresses. `left_out`: in how many weeks something is not shown."""

    slug: str | None = None
    left_out: int = 0


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
class Published:
    """All of it, as of `at`. The newest week first."""

    weeks: tuple[Week, ...]
    departments: tuple[PublicRow, ...]
    total: PublicRow
    at: datetime

    @property
    def final(self) -> bool:
        """Whether every week is."""
        return all(one.final for one in self.weeks)


@dataclass(frozen=True, slots=True)
class _Jornada:
    """One jornada after the suppression, and until when people have their say."""

    day: date
    shown: Mapping[str, Shown]
    names: Mapping[str, Text]
    total: Shown
    settled_at: datetime | None


async def published(house: House) -> Published:
    """Counted anew, by two queries over the last `WEEKS` weeks."""
    async with house.database.read() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        now = await now_of(conn)
        today = now.astimezone(ZoneInfo(house.municipality.timezone)).date()
        since = _monday(today) - timedelta(weeks=WEEKS - 1)
        rows = [row async for row in SQL.counted_for_all(conn, since=since, says_within=SAYS_WITHIN)]
        waits = {(row["week"], row["slug"]): row async for row in SQL.waits_for_all(conn, since=since)}
    jornadas = [_jornada(list(one)) for _, one in groupby(rows, key=lambda row: row["session_id"])]
    weeks = [
        _week(begins, list(one), waits, now) for begins, one in groupby(jornadas, key=lambda one: _monday(one.day))
    ]
    return Published(tuple(reversed(weeks)), _departments(weeks, waits), _total(weeks, waits), now)


def _jornada(rows: Sequence[store.Row]) -> _Jornada:
    shown, total = suppress([counts_of(row) for row in rows])
    slugs = [row["slug"] for row in rows]
    return _Jornada(
        rows[0]["day"],
        dict(zip(slugs, shown, strict=True)),
        {row["slug"]: Text(es=row["name_es"], en=row["name_en"]) for row in rows},
        total,
        max((row["settled_at"] for row in rows if row["settled_at"] is not None), default=None),
    )


def _week(begins: date, jornadas: Sequence[_Jornada], waits: Mapping[WaitKey, store.Row], now: datetime) -> Week:
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


def _departments(weeks: Sequence[Week], waits: Mapping[WaitKey, store.Row]) -> tuple[PublicRow, ...]:
    names = _names({row.slug or "": row.department for row in week.rows if row.department} for week in weeks)
    found = []
    for slug, name in names.items():
        shown, left_out = summed(row.shown for week in weeks for row in week.rows if row.slug == slug)
        found.append(_row(shown, waits.get((None, slug)), name, slug, left_out))
    return tuple(found)


def _total(weeks: Sequence[Week], waits: Mapping[WaitKey, store.Row]) -> PublicRow:
    shown, left_out = summed(week.total.shown for week in weeks)
    return _row(shown, waits.get((None, None)), left_out=left_out)


def _names(several: Iterable[Mapping[str, Text]]) -> dict[str, Text]:
    """By slug, in the order in which the first ones have them."""
    found: dict[str, Text] = {}
    for names in several:
        found.update(names)
    return found


def _row(
    shown: Shown, wait: store.Row | None, name: Text | None = None, slug: str | None = None, left_out: int = 0
) -> PublicRow:
    minutes: Wait | None = None if wait is None else wait_of(wait)
    return PublicRow(shown, minutes, wait is None or wait["people"] == 0, name, slug, left_out)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
