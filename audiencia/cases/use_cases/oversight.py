"""The municipality sees itself: all departments' cases that are overdue, due soon, with nobody or reopened.
For departments that are configured (`petitions.overseen_by`): folio, term and who has it, never what somebody asked or who it was. A
complaint about public servants is in none of it. Once a week they are told by e-mail, in counts alone, where anything is owed."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, Self
from uuid import UUID

from audiencia.cases.domain.case import CaseState
from audiencia.cases.store import inbox as lists
from audiencia.cases.use_cases.access import desk_of
from audiencia.cases.use_cases.rules import calendar_of
from audiencia.core.actor import staff_actor
from audiencia.core.errors import Code, Forbidden
from audiencia.core.texts import Text, text_or_none
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.notifications import outbox
from audiencia.notifications.kinds import Kind
from audiencia.notifications.outbox import ToOffice
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.runtime.context import AppContext
from audiencia.staff.store import StaffIdentity

if TYPE_CHECKING:
    from audiencia.cases.use_cases.oversight_sql import Listed, Tallies

SQL = load("audiencia.cases.use_cases", "oversight.sql")
Which = Literal["overdue", "soon", "nobody", "reopened"]
LOOKED_BACK = timedelta(days=90)  # How far back cases fell due whose share answered in time is shown.
DIGEST_ID = UUID("6f2f3f0e-4f6b-4c0a-9d0b-5d0c4f3b7a10")
"""Stands for the weekly digests in the outbox, where a notice is about something with an id."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many are owed an answer, of these those that need somebody; how many fell due lately, and were answered in time."""

    owed: int = 0
    overdue: int = 0
    soon: int = 0
    nobody: int = 0
    reopened: int = 0
    fell_due: int = 0
    in_time: int = 0

    @classmethod
    def of(cls, rows: Sequence["Tallies"]) -> Self:
        """The sum of these rows."""
        return cls(**{one.name: sum(getattr(row, one.name) for row in rows) for one in fields(cls)})

    @property
    def in_time_pct(self) -> int | None:
        """Rounded down: a target that was missed is not shown as reached. `None` where nothing fell due."""
        return 100 * self.in_time // self.fell_due if self.fell_due else None


@dataclass(frozen=True, slots=True)
class Overseen:
    """A department, and each of its topics."""

    slug: str
    name: Text
    tally: Tally
    topics: tuple[tuple[Text | None, Tally], ...]


@dataclass(frozen=True, slots=True)
class Pending:
    """A case that is owed an answer, without anything of its text. `is_stopped`: the clock stands still."""

    folio: str
    department: Text
    topic: Text | None
    state: CaseState
    due_on: date
    is_stopped: bool
    officer: str | None


@dataclass(frozen=True, slots=True)
class Oversight:
    """All departments that have anything to tell, and a page of the cases that were asked for."""

    today: date
    departments: tuple[Overseen, ...]
    tally: Tally
    rows: tuple[Pending, ...]


def oversees(context: AppContext, department: str | None) -> bool:
    """Whether this department sees the cases of all."""
    return department in context.municipality.petitions.overseen_by


async def look(
    context: AppContext, staff: StaffIdentity | None, which: Which, department: str | None, skip: int, at_most: int
) -> Oversight:
    """All of it, with the page of the list after `skip` cases, or the last one; that it was looked at is on record. Raises
    `Forbidden` for who is of no department that oversees."""
    desk = desk_of(staff)
    if staff is None or not oversees(context, staff.department):
        raise Forbidden(Code.FORBIDDEN)
    async with context.database.begin() as tx:
        about = ("department", desk.department_id)
        await audit.record(tx.conn, staff_actor(desk.staff_id), Action.CASES_OVERSEEN, about, why="oversight")
        days = _days(context, calendar_of(context).day_of(tx.now))
        counted = await _tallies(tx.conn, days)
        fitting = sum(getattr(one, which) for one in counted if department in (None, one.slug))
        found = SQL.listed(
            tx.conn, which=which, department=department, today_rank=lists.rank_of(days.today),
            soon_rank=lists.rank_of(days.soon_until), at_most=at_most, skip=min(skip, max(fitting - 1, 0) // at_most * at_most),
        )  # fmt: skip
        rows = tuple([_pending(row) async for row in found])
    departments = tuple(_overseen(list(of_one)) for _slug, of_one in groupby(counted, attrgetter("slug")))
    return Oversight(days.today, departments, Tally.of(counted), rows)


async def tell_weekly(context: AppContext) -> int:
    """In the first open hours of a week in which any case is owed an answer, each department that oversees is told how many. Gives how
    many were told; any node may do it, and none twice."""
    calendar = calendar_of(context)
    offices = [one for one in context.municipality.departments if oversees(context, one.slug) and one.mail is not None]
    if not offices or "mail" not in context.channels.on:
        return 0
    async with context.database.begin() as tx:
        today = calendar.day_of(tx.now)
        week = f"{today:%G-W%V}"
        if not calendar.is_open(tx.now) or await outbox.is_told(tx, Kind.STAFF_OVERSIGHT, DIGEST_ID, week):
            return 0
        told = Tally.of(await _tallies(tx.conn, _days(context, today)))
        if not told.owed:
            return 0
        counts = {name: getattr(told, name) for name in ("owed", "overdue", "soon", "nobody", "reopened")}
        return sum(
            [
                await outbox.put(
                    tx, context, kind=Kind.STAFF_OVERSIGHT, to=ToOffice(one.slug), about=DIGEST_ID, values=counts, occasion=week,
                )
                for one in offices
            ]
        )  # fmt: skip


def _days(context: AppContext, today: date) -> lists.Days:
    return lists.days_of(calendar_of(context), today, context.municipality.petitions.warn_days)


async def _tallies(conn: Connection, days: lists.Days) -> "list[Tallies]":
    found = SQL.tallies(
        conn, today_rank=lists.rank_of(days.today), soon_rank=lists.rank_of(days.soon_until),
        since=days.today - LOOKED_BACK, today=days.today,
    )  # fmt: skip
    return [row async for row in found]


def _pending(row: "Listed") -> Pending:
    department, topic = Text(es=row.name_es, en=row.name_en), text_or_none(row.topic_es, row.topic_en)
    stopped = row.stopped_on is not None
    return Pending(row.folio, department, topic, CaseState(row.state), row.due_on, stopped, row.officer)


def _overseen(rows: "list[Tallies]") -> Overseen:
    first = rows[0]
    topics = tuple((text_or_none(one.topic_es, one.topic_en), Tally.of([one])) for one in rows)
    return Overseen(first.slug, Text(es=first.name_es, en=first.name_en), Tally.of(rows), topics)
