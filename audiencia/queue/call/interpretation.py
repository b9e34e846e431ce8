"""An interpreter's own part: whether they are there, the call that they are booked for, and who waits for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from audiencia.core.errors import Code, NotFound
from audiencia.core.ids import CommandId, StaffId
from audiencia.db.queries import load
from audiencia.queue.domain.session import SessionState
from audiencia.queue.moderation import moderate
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.queue.call import interpretation_sql as sql

SQL = load("audiencia.queue.call", "interpretation.sql")


@dataclass(frozen=True, slots=True)
class Booked:
    """The call that the interpreter is booked for. `since`: when it was answered, or else when it began to ring."""

    number: str
    department: Text
    director: str
    since: datetime
    answered: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody whose call cannot go without an interpreter of this kind."""

    number: str
    department: Text
    since: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Part:
    """All of it, as it was `at`."""

    name: Text
    present: bool
    booked: Booked | None
    waiting: tuple[Waiting, ...]
    at: datetime


async def look(context: AppContext, staff_id: StaffId) -> Part | None:
    """As it is now; `None` for an account that belongs to no interpreter."""
    async with context.database.read() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        who = await SQL.interpreter_of(conn, staff_id=staff_id)
        if who is None:
            return None
        booked = await SQL.booked(conn, interpreter_id=who.id)
        session = await store.live_session(conn)
        waiting = []
        if session is not None and session.state is not SessionState.PLANNED:
            rows = SQL.waiting_for(conn, session_id=session.id, needs=who.helps_with)
            waiting = [Waiting(row.number, _name(row), row.joined_at, row.state) async for row in rows]
    return Part(_name(who), who.present, None if booked is None else _booked(booked), tuple(waiting), who.now)


async def set_present(context: AppContext, staff_id: StaffId, command_id: CommandId, present: bool) -> None:
    """Whether they are there; whoever goes finishes the call that is going on. Raises `NotFound` without an interpreter."""
    async with context.database.read() as conn:
        who = await SQL.interpreter_of(conn, staff_id=staff_id)
    if who is None:
        raise NotFound(Code.NOT_FOUND)
    await moderate.set_interpreter(context, staff_id, command_id, who.code, present)


def _name(row: "sql.Booked | sql.InterpreterOf | sql.WaitingFor") -> Text:
    return Text(es=row.name_es, en=row.name_en)


def _booked(row: "sql.Booked") -> Booked:
    since = row.answered_at or row.made_at
    return Booked(row.number, _name(row), row.director, since, row.answered_at is not None)
