"""What anybody may see from across a hall, or on the municipality's own site: numbers, rooms, how many wait, how long it takes.
There is no name in it, nothing of a matter and no folio. Many screens ask each second or two, so one reading serves all of
them for `KEPT_SECONDS`."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from audiencia.core.errors import Code
from audiencia.db.queries import load
from audiencia.queue.api import Admission, Session, admission, is_practice, next_session_opening, shown_session
from audiencia.runtime.context import AppContext
from audiencia.runtime.forecast import Expected
from audiencia.settings.config import Text

SQL = load("audiencia.reporting", "hall.sql")
KEPT_SECONDS = 2.0  # As late as citizens far back in a queue are told.


@dataclass(frozen=True, slots=True)
class Call:
    """A number at a room. `ringing`: it is being called; else it is attended. `room`: from 1 on, in the order of opening."""

    number: str
    room: int
    made_at: datetime
    ringing: bool


@dataclass(frozen=True, slots=True)
class HallLine:
    """One department. `refusal`: why nobody can take a number now; `expected`: when one who joins now would be called."""

    slug: str
    name: Text
    waiting: int
    refusal: Code | None
    paused: bool
    expected: Expected | None
    calls: Sequence[Call]


@dataclass(frozen=True, slots=True)
class HallNow:
    """Everything at one moment. `next_opening`: of the jornada to come, also while one goes on."""

    at: datetime
    session: Session | None
    next_opening: datetime
    lines: Sequence[HallLine]

    @property
    def state(self) -> str:
        """`open`, `lobby` (numbers are given, nobody is called yet), `closing` or `closed`."""
        if self.session is None or self.session.state in ("planned", "closed"):
            return "closed"
        return self.session.state


class Hall:
    """One for each process. `clock` gives seconds that never go back."""

    def __init__(self, context: AppContext, clock: Callable[[], float] = time.monotonic) -> None:
        self._context, self._clock = context, clock
        self._kept: dict[bool, tuple[float, HallNow]] = {}
        self._reading = asyncio.Lock()
        self._practising = False
        self._asked_at = float("-inf")

    async def now(self, *, practice: bool = False) -> HallNow:
        """At most `KEPT_SECONDS` old. `practice`: for the staff, who see one that goes on; nobody else does.
        Raises `Unavailable` while the database is away."""
        practice = practice and await self.practising()
        async with self._reading:
            at, kept = self._kept.get(practice, (float("-inf"), None))
            if kept is None or self._clock() - at >= KEPT_SECONDS:
                kept = await look(self._context, practice=practice)
                self._kept[practice] = (self._clock(), kept)
            return kept

    def forget(self) -> None:
        """What is kept holds no more: a practice has just begun or ended here."""
        self._kept.clear()
        self._asked_at = float("-inf")

    async def practising(self) -> bool:
        """Whether the jornada that goes on was opened for a practice; at most `KEPT_SECONDS` old. Errors as for `now`."""
        if self._clock() - self._asked_at >= KEPT_SECONDS:
            self._practising = await is_practice(self._context)
            self._asked_at = self._clock()
        return self._practising


async def look(context: AppContext, *, practice: bool = False) -> HallNow:
    """The present state of the hall. A department that cannot be chosen is shown while somebody waits or is attended there."""
    found = await admission(context, practice=practice)
    calls: dict[str, list[Call]] = {}
    async with context.database.read() as conn:
        at = await SQL.clock(conn)
        session = await shown_session(conn, practice=practice)
        if session is not None:
            async for row in SQL.called_now(conn, session_id=session.id):
                one = Call(row.number, row.room, row.made_at, row.ringing)
                calls.setdefault(row.slug, []).append(one)
    lines = [
        _line(found, one.slug, one.name, calls.get(one.slug, ()))
        for one in context.municipality.departments
        if not one.by_rule or calls.get(one.slug) or _waiting(found, one.slug)
    ]
    return HallNow(at, session, await next_session_opening(context), lines)


def _waiting(found: Admission, slug: str) -> int:
    queue = found.queues.get(slug)
    return 0 if queue is None else queue.waiting


def _line(found: Admission, slug: str, name: Text, calls: Sequence[Call]) -> HallLine:
    queue = found.queues.get(slug)
    return HallLine(
        slug,
        name,
        _waiting(found, slug),
        found.refusal_of(slug),
        queue is not None and queue.paused,
        None if queue is None else queue.expected,
        calls,
    )
