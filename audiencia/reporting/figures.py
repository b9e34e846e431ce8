"""The figures of a jornada for the public: aggregates alone, with nothing in them that speaks of few people."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from audiencia.core.errors import existing
from audiencia.core.ids import SessionId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.privacy.small_cells import FEWEST, Counts, Shown, suppress
from audiencia.queue.api import SAYS_WITHIN
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.reporting.figures_sql import Counted, Waits
    from audiencia.reporting.public_figures_sql import CountedForAll, WaitsForAll

SQL = load("audiencia.reporting", "figures.sql")


@dataclass(frozen=True, slots=True)
class Jornada:
    """One that can be looked at. `demo`: a demonstration or a rehearsal."""

    id: SessionId
    day: date
    opens_at: datetime
    closes_at: datetime
    closed: bool
    demo: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """Whole minutes from taking a number to the first call: half waited less, and eight of ten no longer."""

    median_min: int
    p80_min: int


@dataclass(frozen=True, slots=True)
class Rated:
    """How many said how they were served, and what they said on average, from 1 to 5."""

    people: int
    mean: float


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one department, or of all. `wait` is left out while fewer than five were called, and where it would tell of
    people attended who are left out. `pending`: what is left out of the results comes once they are final."""

    shown: Shown
    wait: Wait | None
    nobody_called: bool
    department: Text | None = None
    pending: bool = False

    @property
    def idle(self) -> bool:
        """Nobody was called or attended here, and nobody's matter was carried over: that is shown, and nothing is left out."""
        told = self.shown.attended == self.shown.carried_over == self.shown.to_come == 0
        return told and self.nobody_called


@dataclass(frozen=True, slots=True)
class Figures:
    """A jornada's. They are final once it is closed and nobody can say any more whether it was resolved (`settled_at`). `rated`
    is left out while fewer than five have said it."""

    jornada: Jornada
    rows: tuple[Row, ...]
    total: Row
    settled_at: datetime | None
    final: bool
    at: datetime
    rated: Rated | None = None


async def jornadas(context: AppContext) -> list[Jornada]:
    """Those that have begun, the newest first."""
    async with context.database.read() as conn:
        return await _jornadas(conn)


async def figures(context: AppContext, session_id: SessionId | None = None) -> Figures | None:
    """Of this jornada; without one, of the newest real one, or else of the newest demonstration. `None`: there is none.
    Raises `NotFound` for one that does not exist or has not begun."""
    async with context.database.read() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        known = await _jornadas(conn)
        if session_id is None:
            jornada = next((one for one in known if not one.demo), next(iter(known), None))
            return None if jornada is None else await _figures(conn, jornada)
        found = existing(next((one for one in known if one.id == session_id), None))
        return await _figures(conn, found)


async def _jornadas(conn: Connection) -> list[Jornada]:
    return [
        Jornada(row.id, row.day, row.opens_at, row.closes_at, row.state == "closed", row.demo)
        async for row in SQL.jornadas(conn)
    ]


async def _figures(conn: Connection, jornada: Jornada) -> Figures:
    rows = [row async for row in SQL.counted(conn, session_id=jornada.id)]
    waits = [row async for row in SQL.waits(conn, session_id=jornada.id)]
    settled_at = await SQL.settled_at(conn, session_id=jornada.id, says_within=SAYS_WITHIN)
    now = await SQL.clock(conn)
    ratings = await SQL.ratings(conn, session_id=jornada.id)
    shown, total = suppress([counts_of(row) for row in rows])
    names = [Text(es=row.name_es, en=row.name_en) for row in rows]
    return Figures(
        jornada,
        tuple(
            Row(one, *told_wait(wait, one.attended is not None), name)
            for one, wait, name in zip(shown, waits[:-1], names, strict=True)
        ),
        Row(total, *told_wait(waits[-1], total.attended is not None)),
        settled_at,
        jornada.closed and (settled_at is None or settled_at <= now),
        now,
        None if ratings.people < FEWEST or ratings.mean is None else Rated(ratings.people, round(ratings.mean, 1)),
    )


def counts_of(row: "Counted | CountedForAll") -> Counts:
    """From a row that counts people."""
    return Counts(row.confirmed, row.unconfirmed, row.in_process, row.to_come, row.carried_over)


def told_wait(row: "Waits | WaitsForAll | None", attended_told: bool) -> tuple[Wait | None, bool]:
    """From a row of minutes, `None` where too few were called; and whether nobody was. Neither is told where the people attended
    are left out: that nobody was called says that they are nought, and minutes that at least five were called."""
    if not attended_told:
        return None, False
    if row is None or row.people == 0:
        return None, True
    if row.people < FEWEST or row.median_min is None or row.p80_min is None:
        return None, False
    return Wait(round(row.median_min), round(row.p80_min)), False
