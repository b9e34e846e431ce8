"""Appointments: the windows of a jornada, how many places are left in each, from when to when they are given. Pure.
A window begins every so many minutes from the opening on; one that would end after closing time is none. Whoever booked is a
ticket of that jornada already, with the seniority of when they booked: once their window has begun they go before who comes on the
day, but for preferential attention, and among themselves they keep the order in which they booked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from audiencia.core.errors import BadInput, Code, Refused
from audiencia.queue.domain.session import Session, SessionState


@dataclass(frozen=True, slots=True)
class Slot:
    """A window in which somebody comes."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Offered:
    """A window and how many places are left in it."""

    slot: Slot
    left: int


def slots(opens_at: datetime, closes_at: datetime, length: timedelta) -> Iterator[Slot]:
    """The windows of a jornada, in order: each whole within its hours."""
    starts_at = opens_at
    while starts_at + length <= closes_at:
        yield Slot(starts_at, starts_at + length)
        starts_at += length


def begins_at(day: date, days_before: int, zone: ZoneInfo) -> datetime:
    """From when places of this day's jornada are given: the first moment of a day before it, where the municipality is."""
    return datetime.combine(day - timedelta(days=days_before), time.min, zone)


def check_books(session: Session | None, now: datetime, begins: datetime) -> Session:
    """Whether places of this jornada are given now: until its lobby opens, when everybody can take a number.
    Raises `Refused(BOOKING_CLOSED)`."""
    if session is None or session.state is not SessionState.PLANNED or not begins <= now < session.lobby_at:
        raise Refused(Code.BOOKING_CLOSED)
    return session


def offered(windows: Sequence[Slot], taken: Mapping[datetime, int], per_slot: int) -> list[Offered]:
    """Every window with what is left of it; `taken` counts those that are booked by when they begin."""
    return [Offered(one, max(0, per_slot - taken.get(one.starts_at, 0))) for one in windows]


def check_slot(offers: Sequence[Offered], starts_at: datetime) -> Slot:
    """The window that begins then. Raises `BadInput` for none of them, `Refused(SLOT_FULL)` when nothing is left of it."""
    found = next((one for one in offers if one.slot.starts_at == starts_at), None)
    if found is None:
        raise BadInput(fields={"starts_at": "required"})
    if found.left == 0:
        raise Refused(Code.SLOT_FULL)
    return found.slot


def lapses_at(
    starts_at: datetime, clock_noted_at: datetime | None, grace: timedelta, lapses_from: datetime | None = None
) -> datetime:
    """Until when an appointment waits for who has not checked in: its whole time also since a step of the clock or its answer, and since
    the service is there again (`lapses_from`)."""
    return max(starts_at, clock_noted_at or starts_at, lapses_from or starts_at) + grace


def held_until(starts_at: datetime, now: datetime) -> datetime | None:
    """Until when one who checked in waits for the own window; `None` once it has begun."""
    return starts_at if now < starts_at else None
