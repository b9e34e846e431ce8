"""The report of a jornada, real or rehearsed: its figures, how it went through the day, and how people were served."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from audiencia.core.ids import SessionId
from audiencia.db.queries import load
from audiencia.privacy.small_cells import FEWEST, suppress_row
from audiencia.reporting import figures
from audiencia.reporting.figures import Figures
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.reporting import report_sql

SQL = load("audiencia.reporting", "report.sql")
IN_TIME_MIN = 15  # The service level counts who was called within so many minutes.


@dataclass(frozen=True, slots=True)
class HalfHour:
    """People who came, and who were called for the first time; `None`: left out."""

    begins_at: datetime
    came: int | None
    called: int | None


@dataclass(frozen=True, slots=True)
class Service:
    """Each is left out (`None`) where it would speak of fewer than five people.
    `abandoned_pct`: of those who came, who left before they were attended; `asa_min`: mean minutes until the first call;
    `in_time_pct`: of those who were called, who were within `IN_TIME_MIN`; `talk_min`: half of the conversations took less."""

    arrived: int | None
    abandoned_pct: int | None
    asa_min: float | None
    in_time_pct: int | None
    talk_min: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything in it is a sum of what was recorded, commands that came through the sockets and forms."""

    figures: Figures
    half_hours: tuple[HalfHour, ...]
    service: Service


async def report(context: AppContext, session_id: SessionId | None = None) -> Report | None:
    """The report of this jornada; without `session_id`, of the first one of the list. `None`: there is none. Raises `NotFound`."""
    found = await figures.figures(context, session_id)
    if found is None:
        return None
    async with context.database.read() as conn:
        slots = [row async for row in SQL.half_hours(conn, session_id=found.jornada.id)]
        service = await SQL.service(conn, session_id=found.jornada.id, within_min=float(IN_TIME_MIN))
    came, called = (suppress_row(counts) for counts in ([row.came for row in slots], [row.called for row in slots]))
    half_hours = [HalfHour(row.begins_at, *both) for row, *both in zip(slots, came, called, strict=True)]
    return Report(found, tuple(half_hours), _service(service))


def _service(row: "report_sql.Service") -> Service:
    enough = row.called >= FEWEST
    return Service(
        arrived=row.arrived if _safe(row.arrived) else None,
        abandoned_pct=_share(row.gave_up, row.arrived),
        asa_min=round(row.asa_min, 1) if enough and row.asa_min is not None else None,
        in_time_pct=_share(row.called_in_time, row.called),
        talk_min=round(row.talk_median_min, 1) if row.talks >= FEWEST and row.talk_median_min is not None else None,
    )


def _share(part: int, whole: int) -> int | None:
    """In a hundred; both the part and what is left of the whole are nobody, or enough people."""
    return round(100 * part / whole) if whole and _safe(part) and _safe(whole - part) else None


def _safe(people: int) -> bool:
    return people == 0 or people >= FEWEST
