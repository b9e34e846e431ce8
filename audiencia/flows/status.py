"""Small readings for pages: the jornada, how many wait, a citizen's own ticket."""

from dataclasses import dataclass
from datetime import date, datetime

from audiencia.config import Text
from audiencia.flows.house import House
from audiencia.ids import AttentionId
from audiencia.queue import store
from audiencia.queue.ticket import TERMINAL, TicketState

ENDED = TERMINAL | {TicketState.NO_SHOW}
"""Nothing comes after these for the citizen: whoever wants to be attended takes a new number."""


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """The jornada that goes on, or the next one planned. `state` is one of `queue.session.SessionState`."""

    state: str
    day: date
    opens_at: datetime
    closes_at: datetime
    demo: bool


@dataclass(frozen=True, slots=True)
class TurnSummary:
    """What the citizen's page shows before (or without) its script."""

    folio: str
    pin: str
    number: str
    department: Text
    topic: Text
    state: str
    joined_at: datetime


async def current_session(house: House) -> SessionSummary | None:
    """The jornada; `None` before any was planned."""
    async with house.database.read() as conn:
        session = await store.live_session(conn)
    if session is None:
        return None
    return SessionSummary(session.state.value, session.day, session.opens_at, session.closes_at, session.demo)


async def waiting_counts(house: House) -> dict[str, int]:
    """How many wait in each department of the jornada that goes on; empty without one."""
    async with house.database.read() as conn:
        session = await store.live_session(conn)
        if session is None:
            return {}
        return {row["slug"]: row["waiting"] async for row in store.SQL.waiting_counts(conn, session_id=session.id)}


async def in_line(house: House, attention_id: AttentionId) -> bool:
    """Whether the ticket of an attention goes on: it waits, is called or attended, and has not ended."""
    async with house.database.read() as conn:
        row = await store.SQL.turn_summary(conn, id=attention_id)
    return row is not None and row["state"] not in ENDED


async def turn_summary(house: House, attention_id: AttentionId) -> TurnSummary | None:
    """The ticket of an attention; `None` when there is none."""
    async with house.database.read() as conn:
        row = await store.SQL.turn_summary(conn, id=attention_id)
    if row is None:
        return None
    pin = house.keyring.pin(attention_id, row["secret_generation"])
    return TurnSummary(
        row["folio"],
        pin,
        row["number"],
        Text(es=row["name_es"], en=row["name_en"]),
        Text(es=row["topic_es"], en=row["topic_en"]),
        row["state"],
        row["joined_at"],
    )
