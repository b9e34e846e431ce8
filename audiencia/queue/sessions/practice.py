"""A practice: a jornada that is marked as none, in which simulated people come, wait, are called, write and leave.
Directors and moderators work with it as with any other. It is `session.demo`: no figure counts it. Nobody else can take a number
in it, at the front desk neither: who wants to shows the key of the door, which only the simulated people get. In a demonstration
they come into its own jornada instead, which is open to everybody, and the page says that."""

import hmac
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from audiencia.core.actor import SYSTEM, staff_actor
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import SessionId, StaffId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue.domain.session import Session, SessionState
from audiencia.queue.sessions import sessions
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.sessions.practice_sql import PracticeNow

SQL = load("audiencia.queue.sessions", "practice.sql")
LEASE = timedelta(seconds=10)
LEAVING = timedelta(seconds=40)
"""How long the simulated people have to leave before the jornada ends: on a busy machine a number that is just being taken comes
seconds later."""
CLEAR_BEFORE = timedelta(minutes=30)  # So long before people are let in, a practice is over.
DOOR = "X-Practice"  # The header that holds the key of the door.


async def now(context: AppContext) -> "PracticeNow | None":
    """The one that goes on. `name`: who started it; `None` when it was started by a command."""
    async with context.database.read() as conn:
        return await SQL.practice_now(conn)


async def practising(context: AppContext) -> bool:
    """Whether nobody but simulated people can take a number now."""
    async with context.database.read() as conn:
        return bool(await SQL.practising(conn))


async def refuse_others(context: AppContext, conn: Connection) -> None:
    """For who is no simulated person, and is not to be among them. Raises `Refused(PRACTICE_GOES_ON)` with until when."""
    until = await SQL.shut_until(conn, leaving=LEAVING)
    if until is not None:
        local = until.astimezone(context.municipality.zone)
        raise Refused(Code.PRACTICE_GOES_ON, until=f"{local:%H:%M}")


async def refusal(context: AppContext) -> Refused | None:
    """Why nobody but simulated people can take a number now, for pages that say so beforehand; `None` when everybody can."""
    try:
        async with context.database.read() as conn:
            await refuse_others(context, conn)
    except Refused as refused:
        return refused
    return None


def door_key(context: AppContext) -> str:
    """What the simulated people show."""
    return context.keyring.keyed_hash("practice", "door").hex()


def opens_door(context: AppContext, shown: str) -> bool:
    """Whether this is the key."""
    # aiohttp gives bytes of a header that are no UTF-8 as surrogates.
    return bool(shown) and hmac.compare_digest(shown.encode("utf-8", "surrogateescape"), door_key(context).encode())


def check_may_practise(live: Session | None, next_lobby: datetime | None, ends_at: datetime) -> None:
    """Never beside a jornada for people, nor so shortly before one that it would be in its way. Pure.
    Raises `Refused(NOT_ALLOWED_NOW)`."""
    busy = live is not None and live.state is not SessionState.PLANNED and not live.demo
    if busy or (next_lobby is not None and ends_at > next_lobby - CLEAR_BEFORE):
        raise Refused(Code.NOT_ALLOWED_NOW, action="practice")


async def start(context: AppContext, staff_id: StaffId | None, people: int, minutes: int) -> None:
    """`people` simulated ones at a time, for so many minutes. Where a practice or a demonstration goes on, it goes on with these.
    Raises `Refused(NOT_ALLOWED_NOW)`."""
    async with context.database.begin() as tx:
        ends_at = tx.now + timedelta(minutes=minutes)
        live = await store.live_session(tx.conn)
        # A demonstration makes way by itself for the day that was booked in it.
        check_may_practise(live, None if context.demo else await SQL.next_lobby(tx.conn), ends_at)
        going_on = live is not None and live.state in (SessionState.LOBBY, SessionState.OPEN)
        if live is not None and going_on:
            session_id: SessionId | None = live.id
            await store.SQL.extend_session(tx.conn, id=live.id, closes_at=ends_at)
        else:
            session_id = await sessions.open_practice(tx, context, ends_at)
        if session_id is None:
            raise Refused(Code.NOT_ALLOWED_NOW, action="practice")
        await SQL.write_practice(
            tx.conn,
            session_id=session_id,
            started_by=staff_id,
            now=tx.now,
            ends_at=ends_at,
            people=people,
            own=not going_on and not context.demo,
        )
        actor = SYSTEM if staff_id is None else staff_actor(staff_id)
        await audit.record(tx.conn, actor, Action.PRACTICE_SET, ("session", session_id), why="practice_started")
    await sessions.follow_clock(context)


async def stop(context: AppContext, staff_id: StaffId | None) -> bool:
    """Its people leave, and then its jornada ends. Gives whether one went on."""
    async with context.database.begin() as tx:
        stopped = [row.session_id async for row in SQL.stop_practice(tx.conn, now=tx.now)]
        actor = SYSTEM if staff_id is None else staff_actor(staff_id)
        for session_id in stopped:
            await audit.record(tx.conn, actor, Action.PRACTICE_SET, ("session", session_id), why="practice_stopped")
    return bool(stopped)


async def claim(context: AppContext, node: UUID) -> int:
    """For how many simulated people this node is to care now; 0 while another one does, or none goes on."""
    async with context.database.begin() as tx:
        row = await SQL.claim_practice(tx.conn, node=node, lease=LEASE)
    return 0 if row is None else int(row.people)


async def end_over(context: AppContext) -> bool:
    """Ends jornadas of practices that are over; any node may do it."""
    async with context.database.begin() as tx:
        ended = [
            row.id
            async for row in SQL.end_sessions_of_practices(
                tx.conn, leaving=LEAVING, grace=context.closing_grace, clear=CLEAR_BEFORE
            )
        ]
    if ended:
        await sessions.follow_clock(context)
    return bool(ended)
