"""The months and quarters of a year of weeks, and the year up to the end of each quarter. A week is of the month of its Monday. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby


@dataclass(frozen=True, slots=True, eq=False)
class Period:
    """Weeks by their places: from `first`, before `end`. `within`: the next longer one. `over`: no week comes into it any more."""

    kind: str
    label: str
    first: int
    end: int
    over: bool
    within: "Period | None"

    @property
    def published(self) -> bool:
        """The year so far is told up to any week, not by quarters."""
        return self.kind != YEAR


MONTH, QUARTER, YEAR = "mes", "trimestre", "anio"


def periods_of(mondays: Sequence[date], until: date) -> list[Period]:
    """Of one year's weeks, the oldest first, in the order of their ends; those are over that end before the Monday `until`."""
    found: list[Period] = []
    above: dict[int, Period] = {}
    quarters = _spans([(day.month - 1) // 3 + 1 for day in mondays])
    year = mondays[0].year if mondays else 0
    for number, (_, end) in reversed(quarters.items()):
        within = min(above.items(), default=(0, None))[1]
        above[number] = Period(YEAR, f"{year}/T{number}", 0, end, _after(year, 3 * number) <= until, within)
    months = _spans([day.month for day in mondays])
    for number, (first, end) in quarters.items():
        over = _after(year, 3 * number) <= until
        quarter = Period(QUARTER, f"{year}-T{number}", first, end, over, above[number])
        for month, (begins, ends) in months.items():
            if (month - 1) // 3 + 1 == number:
                found.append(Period(MONTH, f"{year}-{month:02}", begins, ends, _after(year, month) <= until, quarter))
        found += [quarter, above[number]]
    return found


def _spans(numbers: Sequence[int]) -> dict[int, tuple[int, int]]:
    at, found = 0, {}
    for number, several in groupby(numbers):
        count = len(list(several))
        found[number] = at, at + count
        at += count
    return found


def _after(year: int, month: int) -> date:
    """The first Monday after the month's."""
    begins = date(year + month // 12, month % 12 + 1, 1)
    return begins + timedelta(days=-begins.weekday() % 7)
