"""One Tuesday's live opening, and what its state allows. Pure; the window is configuration.

planned > lobby > open > closing > closed
planned > closed                            called off; who had a place is told
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import SessionId
from audiencia.core.machine import Machine


class SessionState(StrEnum):
    """Where the jornada is."""

    PLANNED = "planned"
    LOBBY = "lobby"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class SessionAction(StrEnum):
    """What the clock does to a jornada, and an administrator to one that is only planned."""

    OPEN_LOBBY = "open_lobby"
    OPEN = "open"
    BEGIN_CLOSING = "begin_closing"
    CLOSE = "close"
    CALL_OFF = "call_off"


S, A = SessionState, SessionAction
MACHINE: Machine[SessionState, SessionAction] = Machine(
    {
        A.OPEN_LOBBY: {S.PLANNED: S.LOBBY},
        A.OPEN: {S.LOBBY: S.OPEN},
        A.BEGIN_CLOSING: {S.OPEN: S.CLOSING},
        A.CLOSE: {S.CLOSING: S.CLOSED},
        A.CALL_OFF: {S.PLANNED: S.CLOSED},
    }
)
ORDER = tuple(SessionState)
BY_CLOCK = (A.OPEN_LOBBY, A.OPEN, A.BEGIN_CLOSING, A.CLOSE)


@dataclass(frozen=True, slots=True)
class Session:
    """A jornada. From `lobby_at` people join, from `opens_at` they are called, at `closes_at` nobody joins any more."""

    id: SessionId
    day: date
    lobby_at: datetime
    opens_at: datetime
    closes_at: datetime
    state: SessionState
    demo: bool


@dataclass(frozen=True, slots=True)
class Window:
    """The three times of a jornada."""

    lobby_at: datetime
    opens_at: datetime
    closes_at: datetime


def window_on(day: date, lobby: time, opens: time, closes: time, zone: ZoneInfo) -> Window:
    """The window of `day` in the municipality's time zone."""
    return Window(*(datetime.combine(day, at, zone) for at in (lobby, opens, closes)))


def next_day(day: date, weekday: int) -> date:
    """The first such day of the week (1 is Monday) from `day` on."""
    return day + timedelta(days=(weekday - day.isoweekday()) % 7)


def due_state(session: Session, now: datetime, grace: timedelta, unfinished: bool) -> SessionState:
    """The state that the clock asks for; never an earlier one than now.
    From `closing`, a jornada closes when the grace is over and no attention is `unfinished`, in a call or with a result
    still owed: none ends without an outcome (invariant 4)."""
    if now < session.lobby_at:
        due = SessionState.PLANNED
    elif now < session.opens_at:
        due = SessionState.LOBBY
    elif now < session.closes_at:
        due = SessionState.OPEN
    elif now < session.closes_at + grace or unfinished:
        due = SessionState.CLOSING
    else:
        due = SessionState.CLOSED
    return max(session.state, due, key=ORDER.index)


def extended(session: Session, minutes: int) -> Session:
    """Goes on for so many minutes longer than it was to. Raises `Refused(NOT_ALLOWED_NOW)` once it is closing: what people were
    told then holds."""
    if session.state not in (SessionState.LOBBY, SessionState.OPEN):
        raise Refused(Code.NOT_ALLOWED_NOW, state=session.state.value, action="extend")
    return replace(session, closes_at=session.closes_at + timedelta(minutes=minutes))


def check_admits(session: Session | None, now: datetime) -> Session:
    """Whether people may join now: by the clock too, which the state follows a little later.
    Raises `Refused(SESSION_CLOSED)` or `Refused(SESSION_NOT_OPEN_YET)`."""
    if session is None or session.state in (SessionState.CLOSING, SessionState.CLOSED) or now >= session.closes_at:
        raise Refused(Code.SESSION_CLOSED)
    if session.state is SessionState.PLANNED:
        raise Refused(Code.SESSION_NOT_OPEN_YET)
    return session


def check_calls(session: Session, now: datetime, grace: timedelta) -> None:
    """Whether directors may call now: while open, and in the grace after closing for those who wait already."""
    if session.state in (SessionState.PLANNED, SessionState.LOBBY):
        raise Refused(Code.SESSION_NOT_OPEN_YET)
    if session.state not in (SessionState.OPEN, SessionState.CLOSING) or now >= session.closes_at + grace:
        raise Refused(Code.SESSION_CLOSED)


def is_over(session: Session, now: datetime, grace: timedelta) -> bool:
    """Whether nobody is called any more: who still waits is carried over, also while a result is owed."""
    return session.state is SessionState.CLOSED or now >= session.closes_at + grace


def steps_to(session: Session, due: SessionState) -> list[SessionState]:
    """The states that the jornada goes through until `due`, one transition each: a late clock skips none of them."""
    steps: list[SessionState] = []
    state = session.state
    while state is not due:
        state = MACHINE.after(state, next(action for action in BY_CLOCK if MACHINE.allows(state, action)))
        steps.append(state)
    return steps


def check_finishes(session: Session, finishing: datetime | None) -> None:
    """Whether one more can still be attended today. Raises `Refused(TOO_LATE_TODAY)`.
    `finishing`: when this person would be done, at the 80th percentile of the estimate; `None` without an estimate, when
    nobody can say that it is too late."""
    if finishing is not None and finishing > session.closes_at:
        raise Refused(Code.TOO_LATE_TODAY)
