"""The jornada follows the clock: planned from the calendar, opened, closed; and the demonstration's own jornada."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from audiencia.core.actor import SYSTEM, staff_actor
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import QueueId, SessionId
from audiencia.db.commands import each
from audiencia.db.connection import Connection, now_of
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.queue.booking import calling_off, reinstate_session
from audiencia.queue.booking.calling_off import Decision
from audiencia.queue.domain.calling_off import check_calls_off
from audiencia.queue.domain.session import ORDER, Session, SessionState, Window, due_state, is_over, steps_to, window_on
from audiencia.queue.moderation.queues import SQL
from audiencia.queue.moderation.roster import SQL as ROSTER
from audiencia.queue.sessions import clock, closing
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Municipality
from audiencia.settings.municipality_parts import Department

if TYPE_CHECKING:
    from audiencia.queue.sessions.sessions_sql import SessionsOn

PLAN = load("audiencia.queue.sessions", "sessions.sql")
DEMO_LASTS = timedelta(hours=12)
DEMO_ENDED = "demo_ended"
ENDING = frozenset({SessionState.CLOSING, SessionState.CLOSED})
log = structlog.get_logger()


async def plan_next(context: AppContext) -> None:
    """Plans the next jornada, with a queue for each department, unless it is there already.
    In a demonstration one that did not begin yet: today's would take the place of the one that goes on."""
    async with context.database.begin() as tx:
        await _plan(tx, context.municipality, begun=not context.demo)


async def _plan(tx: Tx, municipality: Municipality, *, begun: bool = True) -> None:
    """`begun`: also one whose lobby would be open by now."""
    for day, hours in municipality.audiences_from(municipality.day_of(tx.now)):
        window = window_on(day, hours.lobby, hours.opens, hours.closes, municipality.zone)
        if await PLAN.demonstrated(tx.conn, day=day, lobby_at=window.lobby_at):
            continue
        if (window.closes_at if begun else window.lobby_at) > tx.now:
            await _insert(tx, municipality.departments, day, window, demo=False)
            return


async def plan_again(
    tx: Tx, municipality: Municipality, days: Collection[date], decision: Decision | None = None
) -> None:
    """What these days are was changed: jornadas planned on them are called off, have other hours, or are planned now.
    `decision`: of an administrator in pages, who can answer what has to be asked. Raises `Refused`: DAY_BEGAN for one that began
    already or is over, DAY_BOOKED where somebody has a place and nobody was asked, DAY_GIVEN_BACK where places were given back
    before; `Stale(PLACES_CHANGED)`."""
    if min(days) < municipality.day_of(tx.now):
        raise Refused(Code.DAY_BEGAN)
    zone = municipality.zone
    planned = [row async for row in PLAN.sessions_on(tx.conn, days=list(days))]
    for row in planned:
        if SessionState(row.state) is not SessionState.PLANNED:
            raise Refused(Code.DAY_BEGAN)
        hours = municipality.audience_on(row.day)
        window = None if hours is None else window_on(row.day, hours.lobby, hours.opens, hours.closes, zone)
        if window == Window(row.lobby_at, row.opens_at, row.closes_at):
            continue
        # Counted anew: whoever was booking when the jornada was locked has the place by now.
        places = await calling_off.SQL.places(tx.conn, session_id=row.id)
        if window is None:
            await _call_off(tx, row, places, decision)
        elif places:
            raise Refused(Code.DAY_BOOKED)
        else:
            await PLAN.write_window(
                tx.conn, id=row.id, lobby_at=window.lobby_at, opens_at=window.opens_at, closes_at=window.closes_at
            )
    for day in sorted(set(days) - {row.day for row in planned}):
        if decision is not None and municipality.audience_on(day) is not None:
            await reinstate_session.hold(tx, decision, day)
    await _plan(tx, municipality)


async def _call_off(tx: Tx, session: "SessionsOn", places: int, decision: Decision | None) -> None:
    """Raises what `check_calls_off` does."""
    reason = check_calls_off(session.day.isoformat(), places, None if decision is None else decision.answer)
    await calling_off.SQL.write_not_held(tx.conn, day=session.day)
    if reason is not None and decision is not None:
        await calling_off.give_back(tx, decision, session.id, session.day, reason)
    queues = PLAN.call_off(
        tx.conn,
        id=session.id,
        at=tx.now,
        why=None if reason is None else reason.why,
        more_es="" if reason is None else reason.more_es,
        more_en="" if reason is None else reason.more_en,
    )
    tx.changed(*[QueueId(row.id) async for row in queues])
    await store.append(
        tx,
        "session_state",
        SYSTEM if decision is None else staff_actor(decision.by),
        session_id=session.id,
        from_state=SessionState.PLANNED,
        to_state=SessionState.CLOSED,
        reason=calling_off.REASON,
    )


async def open_demo(context: AppContext) -> None:
    """Opens a jornada now, marked as a demonstration, or lets the one that is open go on for `DEMO_LASTS`.
    One that is closing already is left to close: no jornada goes back. The planned one that begins takes its place (`follow_clock`)."""
    async with context.database.begin() as tx:
        session = await store.live_session(tx.conn)
        if session is not None and session.demo and session.state in (SessionState.LOBBY, SessionState.OPEN):
            await store.SQL.extend_session(tx.conn, id=session.id, closes_at=tx.now + DEMO_LASTS)
            return
        today = context.municipality.day_of(tx.now)
        await _insert(
            tx, context.municipality.departments, today, Window(tx.now, tx.now, tx.now + DEMO_LASTS), demo=True
        )
    await follow_clock(context)


async def end_demo(context: AppContext) -> None:
    """Closes the demonstration that goes on, whatever the clock says: who waits is carried over. Without one, nothing happens.
    Raises `Refused(NOT_ALLOWED_NOW)` while somebody is attended or a result is owed (invariant 4)."""
    # Its times are over from the first transaction on, so that any node goes on with the rest.
    async with context.database.begin() as tx:
        live = await store.live_session(tx.conn)
        if live is None or not live.demo or live.state is SessionState.PLANNED:
            return
        session = store.session_of(await store.SQL.session_exclusive(tx.conn, id=live.id))
        queues = await store.lock_all_queues(tx, session.id)
        if await store.SQL.anything_unfinished(tx.conn, session_id=session.id):
            raise Refused(Code.NOT_ALLOWED_NOW, state=session.state.value, action="close")
        await PLAN.end_now(tx.conn, id=session.id, grace=context.closing_grace)
        await closing.end_queues(context, tx, session.id, queues)
        await _go(tx, session, SessionState.CLOSING, DEMO_ENDED)
        tx.changed(*queues)
    await _advance(context, live.id, DEMO_ENDED)


async def open_practice(tx: Tx, context: AppContext, closes_at: datetime) -> SessionId | None:
    """A jornada from now on that is marked as none, for a practice; `follow_clock` opens it. `None`: another one is there."""
    today = context.municipality.day_of(tx.now)
    return await _insert(tx, context.municipality.departments, today, Window(tx.now, tx.now, closes_at), demo=True)


async def _insert(
    tx: Tx, departments: Sequence[Department], day: date, window: Window, *, demo: bool
) -> SessionId | None:
    session_id: SessionId | None = await store.SQL.insert_session(
        tx.conn, day=day, lobby_at=window.lobby_at, opens_at=window.opens_at, closes_at=window.closes_at, demo=demo
    )
    if session_id is None:
        return None
    await store.SQL.insert_queues(tx.conn, session_id=session_id)
    await ROSTER.fill_roster(tx.conn, session_id=session_id)
    for department in departments:
        if department.cap is not None:
            await store.SQL.cap_queue(tx.conn, session_id=session_id, slug=department.slug, cap=department.cap)
    await store.append(tx, "session_planned", SYSTEM, session_id=session_id, to_state=SessionState.PLANNED)
    await clock.begin_doubted(tx, session_id)
    return session_id


async def follow_clock(context: AppContext) -> None:
    """Brings every unfinished jornada to what the clock asks for: its state, and the end of its queues.
    In a demonstration, the one that goes on ends when the one that was booked begins."""
    if context.demo:
        async with context.database.begin() as tx:
            await PLAN.make_way(tx.conn, grace=context.closing_grace)
    async with context.database.read() as conn:
        now = await now_of(conn)
        sessions = [store.session_of(row) async for row in store.SQL.unfinished_sessions(conn)]
        # The furthest first: only one can be open, and it makes room for the next.
        sessions.sort(key=lambda one: ORDER.index(one.state), reverse=True)
        due = [one.id for one in sessions if await _is_due(context, conn, one, now)]
    await each(due, lambda session_id: _advance(context, session_id))


async def _is_due(context: AppContext, conn: Connection, session: Session, now: datetime) -> bool:
    unfinished = await store.SQL.anything_unfinished(conn, session_id=session.id)
    if due_state(session, now, context.closing_grace, unfinished) is not session.state:
        return True
    return is_over(session, now, context.closing_grace) and bool(await SQL.anything_left(conn, session_id=session.id))


async def _advance(context: AppContext, session_id: SessionId, reason: str = "clock") -> None:
    """To what the clock asks for. A jornada that is over closes once nobody is left in it: see `closing`."""
    async with context.database.begin() as tx:
        session = store.session_of(await store.SQL.session_exclusive(tx.conn, id=session_id))
        if not await _is_due(context, tx.conn, session, tx.now):
            return
        over = is_over(session, tx.now, context.closing_grace)
        left = over and await SQL.anything_left(tx.conn, session_id=session_id)
        queues = await store.lock_all_queues(tx, session_id)
        unfinished = await store.SQL.anything_unfinished(tx.conn, session_id=session_id)
        due = due_state(session, tx.now, context.closing_grace, unfinished or left)
        if (left or due in ENDING) and await clock.is_doubted(tx.conn, session_id):
            log.warning("closing_waits_for_clock_confirmation", session_id=session_id)
            return
        if left:
            await closing.end_queues(context, tx, session_id, queues)
        if context.demo and session.state is SessionState.PLANNED:
            await PLAN.mark_demo(tx.conn, id=session_id)
        await _go(tx, session, due, reason)
        tx.changed(*queues)
    if left:
        await closing.carry_over(context, session_id)
        await _finish(context, session_id, reason)


async def _finish(context: AppContext, session_id: SessionId, reason: str) -> None:
    """Closes a jornada that is over, unless somebody is in it still."""
    async with context.database.begin() as tx:
        session = store.session_of(await store.SQL.session_exclusive(tx.conn, id=session_id))
        queues = await store.lock_all_queues(tx, session_id)
        open_still = await SQL.anything_left(tx.conn, session_id=session_id) or await store.SQL.anything_unfinished(
            tx.conn, session_id=session_id
        )
        due = due_state(session, tx.now, context.closing_grace, open_still)
        if due is not session.state:
            await _go(tx, session, due, reason)
            tx.changed(*queues)


async def _go(tx: Tx, session: Session, due: SessionState, reason: str) -> None:
    """The jornada goes through every state until this one."""
    if due is SessionState.CLOSED:
        await closing.close_rooms(tx, session.id)
        await store.SQL.forget_no_shows(tx.conn, session_id=session.id)
    before = session.state
    for state in steps_to(session, due):
        await store.SQL.write_session_state(tx.conn, id=session.id, state=state)
        await store.append(
            tx, "session_state", SYSTEM, session_id=session.id, from_state=before, to_state=state, reason=reason
        )
        before = state
