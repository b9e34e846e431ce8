"""What is published of weeks or months, of the quarters and years made of them, and by department. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from audiencia.privacy.exchanges import ALL, Week
from audiencia.privacy.periods import YEAR, Period
from audiencia.privacy.published import Told, tell
from audiencia.privacy.small_cells import Shown
from audiencia.reporting.figures import Row, told_wait
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.reporting.public_figures_sql import WaitsForAll

Waits = Mapping[tuple[str | None, str | None], "WaitsForAll"]
"""By the label of the period, or the week's Monday, and by department; of all departments where that is `None`."""
Kept = dict[int, tuple[object, Told]]  # By year, from what it was found and what is told of it.


@dataclass(frozen=True, slots=True)
class Span:
    """Whole weeks, from Monday `begins_on` to Sunday `ends_on`, or whole months. `kind` is a week's, a month's, a quarter's or a year's."""

    kind: str
    label: str
    begins_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class PublicRow(Row):
    """Figures of one department, or of all. `slug`: its name in addresses. `of`: the span, where it is not the one that was asked for."""

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
    """All public figures, as of `at`: the newest week first; months, quarters and years in the order of their ends."""

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


def year_of(
    units: Sequence[Figures], cells: Sequence[Week], periods: Sequence[Period], kept: Kept, waits: Waits
) -> tuple[list[Figures], Figures]:
    """Of the weeks or months of one year: the longer periods that are over, and as much of the year as can be told. `cells`: of each
    the people behind it, and what is shown of them. What was found for the same ones is taken from `kept`."""
    final, year = final_ones(units), units[0].span.begins_on.year
    known = [one.span.begins_on for one in units], cells, final, [one.label for one in periods if one.over]
    if year not in kept or kept[year][0] != known:
        kept[year] = known, tell(cells, final, periods)
    told = kept[year][1]
    names = names_of({row.slug or ALL: row.department for row in one.rows if row.department} for one in units)
    return [_period(one, units, told, names, waits) for one in told.periods], _so_far(units, told, names, waits)


def final_ones(units: Sequence[Figures]) -> int:
    """How many of the first units are final."""
    return len(list(takewhile(lambda one: one.final, units)))


def _period(period: Period, units: Sequence[Figures], told: Told, names: Mapping[str, Text], waits: Waits) -> Figures:
    of = units[period.first : period.end]
    shown = told.periods[period]

    def row(slug: str | None = None, name: Text | None = None) -> PublicRow:
        return row_of(shown[slug or ALL], waits.get((period.label, slug)), name, slug)

    rows = tuple(row(slug, name) for slug, name in names.items() if any(_has(one, slug) for one in of))
    return _figures(_span(of, period.kind, period.label), of, rows, row())


def _so_far(units: Sequence[Figures], told: Told, names: Mapping[str, Text], waits: Waits) -> Figures:
    label = str(units[0].span.begins_on.year)
    whole = _span(units, YEAR, label)

    def row(slug: str | None = None, name: Text | None = None) -> PublicRow:
        end, shown = told.so_far[slug or ALL]
        of = None if end in (0, len(units)) else _span(units[:end], YEAR, label)
        rest_told = all(_tells_attended(one, slug) for one in units[end:])
        return replace(row_of(shown, waits.get((label, slug)), name, slug, rest_told), of=of)

    return _figures(whole, units, tuple(row(slug, name) for slug, name in names.items()), row())


def _figures(span: Span, units: Sequence[Figures], rows: tuple[PublicRow, ...], total: PublicRow) -> Figures:
    settled_at = max((one.settled_at for one in units if one.settled_at is not None), default=None)
    return Figures(span, (), len(units), rows, total, settled_at, all(one.final for one in units))


def _span(units: Sequence[Figures], kind: str, label: str) -> Span:
    return Span(kind, label, units[0].span.begins_on, units[-1].span.ends_on)


def _tells_attended(week: Figures, slug: str | None) -> bool:
    """Whether the week shows how many people this department attended. `slug`: `None` for all departments."""
    return all(one.shown.attended is not None for one in (*week.rows, week.total) if one.slug == slug)


def _has(week: Figures, slug: str) -> bool:
    return any(one.slug == slug for one in week.rows)


def names_of(several: Iterable[Mapping[str, Text]]) -> dict[str, Text]:
    """By slug, in the order in which the first ones have them."""
    found: dict[str, Text] = {}
    for names in several:
        found.update(names)
    return found


def row_of(
    shown: Shown, wait: "WaitsForAll | None", name: Text | None = None, slug: str | None = None, rest_told: bool = True
) -> PublicRow:
    """`rest_told`: whether the people attended are also told of what is in the waits alone."""
    return PublicRow(shown, *told_wait(wait, rest_told and shown.attended is not None), name, slug=slug)


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def first_monday(day: date) -> date:
    """The first Monday of the month, or of the year, that begins on this day."""
    return monday_of(day + timedelta(days=6))
