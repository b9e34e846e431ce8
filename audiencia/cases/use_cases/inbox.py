"""A department's cases as a list: filtered, counted, page by page, and as a file. Nothing personal is in any of it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from audiencia.cases.domain.case import OPEN, Case, CaseState
from audiencia.cases.store import inbox as lists
from audiencia.cases.store import store
from audiencia.cases.store.inbox import Days, Next, Order, Stage
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.rules import calendar_of
from audiencia.core import deadlines
from audiencia.core.actor import staff_actor
from audiencia.core.deadlines import Urgency
from audiencia.core.ids import CaseId, StaffId, TopicId
from audiencia.core.texts import text_or_none
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.cases.use_cases.inbox_sql import Chosen, Counts, Officers

SQL = load("audiencia.cases.use_cases", "inbox.sql")
SHOWN = 25  # Cases of one page.
OVERDUE_SHOWN = 10  # Overdue cases shown above the list.
READ_AT_ONCE = 1_000
EXPORTED_AT_MOST = 50_000
Source = Literal["web", "counter", "telephone", "audience", "carried_over"]
NOWHERE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of the list of cases; `None` filters nothing. `nobody`: only unassigned cases. `from_day`, `until_day`: of reception."""

    stage: Stage = "open"
    urgency: Urgency | None = None
    state: CaseState | None = None
    assigned_to: StaffId | None = None
    nobody: bool = False
    source: Source | None = None
    topic_id: TopicId | None = None
    from_day: date | None = None
    until_day: date | None = None

    @property
    def all_open(self) -> bool:
        """Whether nothing was chosen."""
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the list begins: after the case with this rank and id."""

    rank: int
    id: UUID


@dataclass(frozen=True, slots=True)
class Row:
    """One case in a list. `urgency` is `None` when no answer is owed; `days`: working days left, or since the last one. `others`:
    how many are joined with it, under the number `joined_as`."""

    case: Case
    folio: str
    source: str
    topic: Text | None
    received_on: date
    subject: str
    officer: str | None
    urgency: Urgency | None
    days: int
    next: Next
    place: Place
    joined_as: UUID | None = None
    others: int = 0


@dataclass(frozen=True, slots=True)
class Split:
    """How many cases there are of each state, source and topic (0: none)."""

    states: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    topics: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of the list, and how many there are on all pages. `overdue`: those that stand above it, while nothing was chosen."""

    rows: tuple[Row, ...]
    total: int
    overdue: tuple[Row, ...]
    counts: "Counts"
    split: Split
    topics: tuple[tuple[TopicId, Text], ...]
    officers: "tuple[Officers, ...]"


async def look(
    context: AppContext, desk: Desk, wanted: Wanted, order: Order | None = None, skip: int = 0, at_most: int = SHOWN
) -> Inbox:
    """A page of the department's cases; one behind the end is the last one. Without an order, what is due first comes first."""
    async with context.database.read() as conn:
        days, order, after = await today_of(context, conn), order or lists.usual(wanted.stage), None
        overdue: tuple[Row, ...] = ()
        if wanted.all_open and order == lists.usual("open"):
            late = _query(context, desk, replace(wanted, urgency=Urgency.OVERDUE), days)
            overdue = tuple([one async for one in _page(context, conn, late, days, order, OVERDUE_SHOWN)])
            after = Place(lists.rank_of(days.today) - 1, UUID(int=2**128 - 1))
        query = _query(context, desk, wanted, days, after)
        total: int = await SQL.fitting(conn, **query)
        skip = max(0, min(skip, (total - 1) // at_most * at_most))
        rows = [one async for one in _page(context, conn, query, days, order, at_most, skip)]
        split = await _split(context, conn, desk, wanted.stage)
        return Inbox(
            tuple(rows),
            total,
            overdue,
            await _counts(context, conn, desk, days),
            split,
            await _topics(conn, desk, split),
            await officers(conn, desk),
        )


async def export(context: AppContext, desk: Desk, wanted: Wanted) -> tuple[date, list[Row]]:
    """Today, and all cases of the filtered list. That they were taken out is on record."""
    async with context.database.begin() as tx:
        days = await today_of(context, tx.conn)
        await audit.record(
            tx.conn,
            staff_actor(desk.staff_id),
            Action.CASES_EXPORTED,
            ("department", desk.department_id),
            why="case_list",
        )
        found, after = list[Row](), None
        while len(found) < EXPORTED_AT_MOST:
            query = _query(context, desk, wanted, days, after)
            page = [one async for one in _page(context, tx.conn, query, days, lists.usual(wanted.stage), READ_AT_ONCE)]
            found += page
            if len(page) < READ_AT_ONCE:
                break
            after = page[-1].place
    return days.today, found


async def overdue_count(context: AppContext, desk: Desk) -> int:
    """How many of the department's cases are overdue."""
    async with context.database.read() as conn:
        days = await today_of(context, conn)
        rank = lists.rank_of(days.today)
        return int(await SQL.overdue(conn, department_id=desk.department_id, practice=context.demo, today_rank=rank))


async def today_of(context: AppContext, conn: Connection) -> Days:
    """Today in the municipality, and until when is soon."""
    now: datetime = await SQL.clock(conn)
    calendar = calendar_of(context)
    today = calendar.day_of(now)
    return lists.days_of(calendar, today, context.municipality.petitions.warn_days)


async def chosen(context: AppContext, conn: Connection, desk: Desk, ids: Sequence[UUID], days: Days) -> list[Row]:
    """These cases as rows, without those that the desk may not know of."""
    found = SQL.chosen(conn, department_id=desk.department_id, ids=[CaseId(one) for one in ids])
    return [row_of(context, one, days) async for one in found]


async def officers(conn: Connection, desk: Desk) -> "tuple[Officers, ...]":
    """Officers to whom a case of the department can be assigned."""
    return tuple([one async for one in SQL.officers(conn, department_id=desk.department_id)])


def row_of(context: AppContext, row: "Chosen", days: Days) -> Row:
    """A row of the list from the database's."""
    case = store.case_of(row)
    calendar = calendar_of(context)
    urgency, left = None, 0
    if case.state in OPEN:
        urgency = deadlines.urgency(calendar, case.term, days.today, context.municipality.petitions.warn_days)
        left = deadlines.days_left(calendar, case.term, days.today)
    return Row(
        case,
        row.folio,
        row.source,
        text_or_none(row.topic_es, row.topic_en),
        row.received_on,
        row.subject,
        row.officer,
        urgency,
        left,
        lists.what_next(case, unread=row.unread, undelivered=row.undelivered),
        Place(row.list_rank, row.id),
        row.joined_as if row.joined > 1 else None,
        max(0, row.joined - 1),
    )


def _query(context: AppContext, desk: Desk, wanted: Wanted, days: Days, after: Place | None = None) -> dict[str, Any]:
    """What a list and its count are asked by: those after a place, or all."""
    first, last = lists.ranks(wanted.urgency, days)
    after = after or Place(-(2**31), NOWHERE)
    return {
        "department_id": desk.department_id,
        "practice": context.demo,
        "stage": wanted.stage,
        "first_rank": first,
        "last_rank": last,
        "after_rank": after.rank,
        "after_id": after.id,
        "state": None if wanted.state is None else wanted.state.value,
        "assigned_to": wanted.assigned_to,
        "nobody": wanted.nobody,
        "source": wanted.source,
        "topic_id": wanted.topic_id,
        "from_day": wanted.from_day,
        "until_day": wanted.until_day,
    }


async def _page(
    context: AppContext,
    conn: Connection,
    query: Mapping[str, Any],
    days: Days,
    order: Order,
    at_most: int,
    skip: int = 0,
) -> AsyncIterator[Row]:
    rows = SQL.page(
        conn,
        **query,
        by=order.by,
        descending=order.descending,
        backwards=order.backwards(query["stage"]),
        at_most=at_most,
        skip=skip,
    )
    async for row in rows:
        yield row_of(context, row, days)


async def _counts(context: AppContext, conn: Connection, desk: Desk, days: Days) -> "Counts":
    return await SQL.counts(
        conn,
        department_id=desk.department_id,
        practice=context.demo,
        today_rank=lists.rank_of(days.today),
        soon_rank=lists.rank_of(days.soon_until),
        stopped_rank=lists.STOPPED_RANK,
        me=desk.staff_id,
    )


async def _split(context: AppContext, conn: Connection, desk: Desk, stage: Stage) -> Split:
    states, sources, topics = dict[str, int](), dict[str, int](), dict[int, int]()
    async for row in SQL.split(conn, department_id=desk.department_id, practice=context.demo, stage=stage):
        if row.state is not None:
            states[row.state] = row.cases
        elif row.source is not None:
            sources[row.source] = row.cases
        else:
            topics[row.topic_id or 0] = row.cases
    return Split(states, sources, topics)


async def _topics(conn: Connection, desk: Desk, split: Split) -> tuple[tuple[TopicId, Text], ...]:
    others = [TopicId(one) for one in split.topics if one]
    found = SQL.topics(conn, department_id=desk.department_id, others=others)
    return tuple([(TopicId(one.id), Text(es=one.name_es, en=one.name_en)) async for one in found])
