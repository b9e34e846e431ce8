"""Who is to attend on a day that has not begun: said by administrators ahead. From the lobby on it is the moderators', on the board."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from audiencia.core.actor import staff_actor
from audiencia.core.errors import Code, NotFound, Refused, Stale
from audiencia.core.ids import CommandId, SessionId, StaffId
from audiencia.db.commands import once
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue.domain.roster import Part
from audiencia.queue.domain.session import SessionState
from audiencia.queue.moderation import roster
from audiencia.queue.store import store
from audiencia.queue.unit.commands import check_reason
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.queue.moderation.roster_ahead_sql import Changes, Directors

SQL = load("audiencia.queue.moderation", "roster_ahead.sql")
SHOWN = 40  # How many changes a page tells of.


@dataclass(frozen=True, slots=True)
class Does:
    """What somebody does on a day; `reason` why they are away."""

    part: Part
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Director:
    """Somebody who could attend."""

    id: StaffId
    name: str
    department: Text
    does: Does


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a roster. `before` is what `newest` ones are put back to."""

    staff_id: StaffId
    name: str
    before: Does
    after: Does
    by: str | None
    at: datetime
    newest: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A jornada that is planned."""

    session_id: SessionId
    day: date
    directors: tuple[Director, ...]
    changes: tuple[Change, ...]


async def days(context: AppContext) -> tuple[Day, ...]:
    """Those that are planned, the nearest first."""
    async with context.database.read() as conn:
        found = [(row.id, row.day) async for row in SQL.planned(conn)]
        return tuple(
            [
                Day(
                    SessionId(session_id),
                    day,
                    tuple([_director(row) async for row in SQL.directors(conn, session_id=session_id)]),
                    tuple([_change(row) async for row in SQL.changes(conn, session_id=session_id, most=SHOWN)]),
                )
                for session_id, day in found
            ]
        )


async def set_ahead(
    context: AppContext,
    by: StaffId,
    command_id: CommandId,
    session_id: SessionId,
    member: StaffId,
    seen: Does,
    wanted: Does,
) -> None:
    """Somebody attends, stands in, or is away on that day. `seen`: what the administrator saw them do.
    Raises `NotFound`, `Stale(stale_version)`, `Refused(day_began)`, `BadInput` for an unknown reason."""
    if wanted.reason is not None:
        check_reason(context.municipality.away_reasons, wanted.reason)

    async def act(tx: Tx) -> None:
        if session_id not in [row.id async for row in SQL.planned(tx.conn)]:
            raise Refused(Code.DAY_BEGAN)
        session = await store.lock_session(tx, session_id)
        if session.state is not SessionState.PLANNED:
            raise Refused(Code.DAY_BEGAN)
        if not await SQL.may_attend(tx.conn, id=member):
            raise NotFound(Code.NOT_FOUND)
        held = await roster.member_of(tx, session_id, member)
        if Does(held.part, held.reason) != seen:
            raise Stale(Code.STALE_VERSION)
        if wanted != seen:
            await _write(tx, by, session_id, member, seen, wanted)

    await once(context, f"staff:{by}", command_id, act)


async def _write(tx: Tx, by: StaffId, session_id: SessionId, member: StaffId, seen: Does, wanted: Does) -> None:
    """No room is made: a planned day has none, and departments may still retire."""
    await roster.SQL.write_part(tx.conn, session_id=session_id, staff_id=member, part=wanted.part, reason=wanted.reason)
    detail = {"staff_id": member, "before": seen.part, "before_reason": seen.reason}
    kind, actor = f"roster_{wanted.part}", staff_actor(by)
    await store.append(tx, kind, actor, session_id=session_id, reason=wanted.reason, detail=detail)
    await audit.record(tx.conn, actor, Action.ROSTER_SET, ("staff", member), why=wanted.part)


def _director(row: "Directors") -> Director:
    department = Text(es=row.name_es, en=row.name_en)
    return Director(StaffId(row.id), row.name, department, Does(Part(row.part), row.reason))


def _change(row: "Changes") -> Change:
    detail = json.loads(row.detail)
    return Change(
        StaffId(detail["staff_id"]),
        row.name,
        Does(Part(detail["before"]), detail.get("before_reason")),
        Does(Part(row.kind.removeprefix("roster_")), row.reason),
        row.by,
        row.at,
        row.newest,
    )
