"""The public figures of given jornadas, as they are after the last of them."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from audiencia.privacy.small_cells import Counts
from audiencia.reporting import petition_figures
from audiencia.reporting.petition_figures import PetitionFigures
from audiencia.reporting.public_figures import assembled
from audiencia.reporting.public_periods import Published, Waits, monday_of

Jornada = tuple[date, Sequence[Counts]]


def figures_of(jornadas: Sequence[Jornada], names: Sequence[str], *, final: bool) -> Published:
    """Of one jornada a week, with the people of each name in it. `final`: also the newest one. Who is attended was called."""
    rows: list[Any] = [
        SimpleNamespace(
            session_id=at, day=day, slug=slug, name_es=slug.title(), name_en=slug,
            confirmed=one.confirmed, unconfirmed=one.unconfirmed, in_process=one.in_process, to_come=one.to_come,
            carried_over=one.carried_over,
            settled_at=datetime.combine(day + timedelta(days=2), time(20), UTC) if one.attended - one.to_come else None,
        )
        for at, (day, people) in enumerate(jornadas)
        for slug, one in zip(names, people, strict=True)
    ]  # fmt: skip
    newest = jornadas[-1][0]
    now = datetime.combine(newest + timedelta(days=7 if final else 1), time(21), UTC)
    return assembled(rows, waits_of(jornadas, names), monday_of(now.date()), now, {})


def waits_of(jornadas: Sequence[Jornada], names: Sequence[str]) -> Waits:
    """Minutes by week, month, quarter and year: of each name and, as `None`, of all."""
    called: Counter[tuple[str | None, str | None]] = Counter()
    for day, people in jornadas:
        monday = monday_of(day)
        quarter = f"{monday.year}-T{(monday.month - 1) // 3 + 1}"
        for label in (monday.isoformat(), f"{monday:%Y-%m}", quarter, f"{monday.year}"):
            for slug, one in zip(names, people, strict=True):
                called[label, slug] += one.attended
                called[label, None] += one.attended
    return {of: _minutes(*of, people) for of, people in called.items()}


def _minutes(period: str | None, slug: str | None, people: int) -> Any:
    minutes = (7.0, 11.0) if people else (None, None)
    return SimpleNamespace(period=period, slug=slug, people=people, median_min=minutes[0], p80_min=minutes[1])


def petitions_of(months: Sequence[tuple[date, Sequence[tuple[int, int]]]], topics: Sequence[str]) -> PetitionFigures:
    """Of each month and topic ("department/topic"), how many were answered in time and how many not; right after the last month."""
    rows: list[Any] = [
        SimpleNamespace(
            month=month, slug=of, name_es=of.title(), name_en=of, topic=topic, topic_es=topic.title(), topic_en=topic,
            received=in_time + late, in_time=in_time, due_on=month + timedelta(days=27),
        )
        for month, people in months
        for (of, topic), (in_time, late) in zip((one.split("/") for one in topics), people, strict=True)
        if in_time + late
    ]  # fmt: skip
    now = datetime.combine((months[-1][0] + timedelta(days=31)).replace(day=2), time(12), UTC)
    return petition_figures.assembled(rows, now.date(), now, {})
