"""Small readings for pages: the jornada, how many wait, a citizen's own ticket."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from audiencia.core.ids import AttentionId, QueueId
from audiencia.db.connection import now_of
from audiencia.db.queries import load
from audiencia.queue.domain.session import Session, SessionState, next_day, window_on
from audiencia.queue.domain.ticket import TERMINAL, TicketState
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.runtime.identity import TICKET_COOKIE
from audiencia.settings.config import Municipality, Text

if TYPE_CHECKING:
    from audiencia.queue.joining.join_sql import DirectorsToAskFor

JOIN = load("audiencia.queue.joining", "join.sql")
ENDED = TERMINAL | {TicketState.NO_SHOW}
"""Nothing comes after these for the citizen: whoever wants to be attended takes a new number."""
OUT_OF_QUEUE = ENDED | {TicketState.OUTCOME_PENDING}
"""Who may take a new number: these, and whoever was attended and only has no result yet."""


@dataclass(frozen=True, slots=True)
class TurnSummary:
    """What the citizen's page shows before (or without) its script. `booked`: it began as an appointment."""

    folio: str
    pin: str
    number: str
    department: Text
    topic: Text
    state: str
    joined_at: datetime
    booked: bool


async def current_session(context: AppContext, *, practice: bool = False) -> Session | None:
    """The jornada that goes on, or the next one planned; `None` before any was. `practice`: for the staff, also one in which nobody else
    is."""
    async with context.database.read() as conn:
        return await store.shown_session(conn, practice=practice)


@dataclass(frozen=True, slots=True)
class HeldTicket:
    """The number of an attention, with the secrets of whoever holds it. `active`: it waits, is called or attended."""

    attention_id: AttentionId
    folio: str
    pin: str
    number: str
    department: Text
    active: bool


async def held_ticket(context: AppContext, attention_id: AttentionId) -> HeldTicket | None:
    """The ticket of who has proven its secret; `None` when there is none."""
    async with context.database.read() as conn:
        row = await JOIN.held_ticket(conn, id=attention_id)
    if row is None:
        return None
    return HeldTicket(
        attention_id,
        row.folio,
        context.keyring.pin(attention_id, row.secret_generation),
        row.number,
        Text(es=row.name_es, en=row.name_en),
        row.state not in OUT_OF_QUEUE,
    )


async def live_number(context: AppContext, cookies: Mapping[str, str]) -> str | None:
    """The number that this browser holds, while it waits, is called or attended. One reading by key, and none without a cookie."""
    found = context.keyring.open_ticket_token(cookies.get(TICKET_COOKIE, ""))
    if found is None:
        return None
    attention_id, generation = found
    async with context.database.read() as conn:
        row = await JOIN.number_of_cookie(conn, id=attention_id, generation=generation)
    return row.number if row is not None and row.state not in OUT_OF_QUEUE else None


async def next_opening(context: AppContext) -> datetime:
    """When the next jornada opens: the one that is planned, else the next of the weekly window."""
    async with context.database.read() as conn:
        now = await now_of(conn)
        session = await store.shown_session(conn, practice=False)
    if session is not None and session.state is SessionState.PLANNED:
        return session.opens_at
    return opens_after(now, context.municipality)


def opens_after(now: datetime, municipality: Municipality) -> datetime:
    """The first opening after a moment: of the weekly window, or of a day unlike the others."""
    zone = ZoneInfo(municipality.timezone)
    today, weekly = now.astimezone(zone).date(), municipality.session
    for day, hours in municipality.audiences_from(today):
        opens = window_on(day, hours.lobby, hours.opens, hours.closes, zone).opens_at
        if opens > now:
            return opens
    # Every audience of a whole year was called off: the weekly window is all that is left to say.
    later = next_day(today + timedelta(days=366), weekly.weekday)
    return window_on(later, weekly.lobby, weekly.opens, weekly.closes, zone).opens_at


async def directors_to_ask_for(context: AppContext, queue_id: QueueId) -> "tuple[DirectorsToAskFor, ...]":
    """Who can be asked for in this queue now."""
    async with context.database.read() as conn:
        return tuple([row async for row in JOIN.directors_to_ask_for(conn, queue_id=queue_id)])


@dataclass(frozen=True, slots=True)
class Interpreters:
    """Adjustments that need an interpreter. `absent`: somebody could help with it, but nobody who could is here now; `missing`: nobody
    helps with it here at all, and whoever asks for it is called without."""

    absent: frozenset[str]
    missing: frozenset[str]

    @classmethod
    def of(cls, municipality: Municipality, helped: Iterable[str], here: Iterable[str]) -> Self:
        """`helped`: with which needs somebody helps; `here`: those with which somebody does who is here today."""
        asked = frozenset(one.code for one in municipality.adjustments if one.interpreter)
        return cls(frozenset(helped) - frozenset(here), asked - frozenset(helped))


UNKNOWN = Interpreters(frozenset(), frozenset())
"""While the database is away."""


async def interpreters(context: AppContext) -> Interpreters:
    """The adjustments whose interpreter is absent now, and those that nobody here helps with."""
    async with context.database.read() as conn:
        present = {row.helps_with: row.present async for row in JOIN.interpreters(conn)}
    return Interpreters.of(context.municipality, present, [code for code, here in present.items() if here])


async def turn_summary(context: AppContext, attention_id: AttentionId) -> TurnSummary | None:
    """The ticket of an attention; `None` when there is none."""
    async with context.database.read() as conn:
        row = await store.SQL.turn_summary(conn, id=attention_id)
    if row is None:
        return None
    pin = context.keyring.pin(attention_id, row.secret_generation)
    return TurnSummary(
        row.folio,
        pin,
        row.number,
        Text(es=row.name_es, en=row.name_en),
        Text(es=row.topic_es, en=row.topic_en),
        row.state,
        row.joined_at,
        row.booked,
    )
