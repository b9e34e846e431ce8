"""A day is called off on which people have places: they are given back and told in one transaction, once the administrator who does
it has read how many they are and said why. It may be held after all (`reinstate_session`); places that were given back stay so."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from audiencia.core.actor import staff_actor
from audiencia.core.ids import SessionId, StaffId, TicketId
from audiencia.db.connection import now_of
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.notifications import outbox
from audiencia.notifications.kinds import Kind
from audiencia.notifications.outbox import ToPerson
from audiencia.notifications.subscriptions import ADDRESS, CONTACT, addresses
from audiencia.privacy import audit, unreadable
from audiencia.privacy import store as persons
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import PersonKey, aad
from audiencia.queue.domain import ticket
from audiencia.queue.domain.calling_off import WHY, Answer, CalledOff, Why
from audiencia.queue.domain.ticket import TicketAction
from audiencia.queue.store import store
from audiencia.runtime.channels import ChannelName
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.queue.booking.calling_off_sql import ToGiveBack, ToHold

SQL = load("audiencia.queue.booking", "calling_off.sql")
WAYS = "booking.ways"
REASON = "called_off"  # Why these tickets were cancelled: on record, and in words for whom it concerns.


@dataclass(frozen=True, slots=True)
class Decision:
    """Who changes the days in pages, and what they answered to the question, if they were asked."""

    context: AppContext
    by: StaffId
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class InDepartment:
    """How many have a place, and how many of them asked to be told."""

    department: Text
    places: int
    told: int


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom calling the day off concerns. `priorities`: who keeps priority for whatever jornada is the next, and is not told.
    `given_back`: places of this day that were given back before, which do not come back when it is held after all; `to_be_told`:
    of these, whose people can be told that it is."""

    day: date
    departments: tuple[InDepartment, ...]
    priorities: int
    given_back: int
    to_be_told: int

    @property
    def places(self) -> int:
        """In all departments."""
        return sum(one.places for one in self.departments)

    @property
    def told(self) -> int:
        """How many of the people with places asked to be told."""
        return sum(one.told for one in self.departments)


@dataclass(frozen=True, slots=True)
class CalledOffDay:
    """A day that is not held after all, and why, for everybody. `held`: it is, but the place on it was given back."""

    day: date
    reason: CalledOff
    held: bool = False


async def preview(context: AppContext, day: date) -> Preview:
    """What calling the day off, or holding it after all, would change. Locks nothing."""
    async with context.database.read() as conn:
        found = [
            InDepartment(Text(es=row.name_es, en=row.name_en), row.places, row.told)
            async for row in SQL.places_by_department(conn, day=day)
        ]
        return Preview(
            day,
            tuple(found),
            await SQL.priorities_waiting(conn, day=day),
            await SQL.given_back(conn, day=day),
            await SQL.to_be_told(conn, day=day),
        )


async def ahead(context: AppContext) -> CalledOffDay | None:
    """The next day that was called off after people had booked places of it."""
    async with context.database.read() as conn:
        now = await now_of(conn)
        row = await SQL.ahead(conn, today=context.municipality.day_of(now))
    return None if row is None else CalledOffDay(row.day, reason_of(row))


class ReasonRow(Protocol):
    """The columns of a jornada that say why it was called off."""

    @property
    def called_off_why(self) -> str | None: ...
    @property
    def called_off_es(self) -> str: ...
    @property
    def called_off_en(self) -> str: ...


def reason_of(row: ReasonRow) -> CalledOff:
    """The reason in a session's row."""
    return CalledOff(Why(row.called_off_why or ""), row.called_off_es, row.called_off_en)


async def give_back(tx: Tx, decision: Decision, session_id: SessionId, day: date, reason: CalledOff) -> None:
    """Every place of this locked jornada is cancelled, and its person told by the ways they asked for.
    Whoever it was keeps the folio, and has priority at the next jornada (`queue.joining.carried`)."""
    context, actor = decision.context, staff_actor(decision.by)
    await store.lock_all_queues(tx, session_id)
    rows = [row async for row in SQL.to_give_back(tx.conn, session_id=session_id)]
    keys = await persons.person_keys(tx.conn, context.keyring, {row.person_id for row in rows})
    ways = await _ways(tx, {row.id: keys[row.person_id] for row in rows if row.person_id in keys})
    await SQL.write_given_back(tx.conn, session_id=session_id, at=tx.now)
    kept: dict[TicketId, bytes] = {}
    for row in rows:
        held = store.ticket_of(row)
        cancelled = ticket.act(held, TicketAction.CANCEL, tx.now)
        await store.write_ticket(tx, held, cancelled, "cancelled", actor, reason=REASON)
        if row.person_id in keys:
            key = keys[row.person_id]
            told = _told_at(tx, row, key, ways.get(held.id, {}))
            why = {"reason": WHY[reason.why], "more": reason.more(row.language)}
            if await tell(tx, context, row, told, Kind.BOOKING_CALLED_OFF, day, row.ends_at, why):
                kept[held.id] = key.seal(json.dumps(asdict(told)), aad(WAYS, held.id))
        else:
            await unreadable.note_key(tx.conn, row.person_id)
    await SQL.keep_ways(tx.conn, tickets=list(kept), sealed=list(kept.values()))
    await audit.record(tx.conn, actor, Action.DAY_CALLED_OFF, ("session", session_id), why=f"called_off_{reason.why}")


Ways = Mapping[ChannelName, list[str]]


async def _ways(tx: Tx, keys: Mapping[TicketId, PersonKey]) -> dict[TicketId, dict[ChannelName, list[str]]]:
    """Read before the tickets end, because these addresses are destroyed with them."""
    found: dict[TicketId, dict[ChannelName, list[str]]] = {}
    async for row in SQL.ways_of(tx.conn, tickets=list(keys)):
        address = unreadable.open_text(tx, keys[row.ticket_id], row.address_sealed, ADDRESS, row.id)
        if address:
            found.setdefault(row.ticket_id, {}).setdefault(row.channel, []).append(address)
    return found


@dataclass(frozen=True, slots=True)
class ToldAt:
    """Where one person asked to be told, empty for what they did not want."""

    mail: str
    phone: str
    browsers: tuple[str, ...]


def _told_at(tx: Tx, row: "ToGiveBack", key: PersonKey, ways: Ways) -> ToldAt:
    """By e-mail and SMS where they asked for it with the booking or on the own page, and in the browsers that asked there."""
    mail, phone = "", ""
    if row.tell:
        contact = unreadable.open_text(tx, key, row.contact_sealed, CONTACT, row.attention_id)
        mail, phone = addresses(contact or "")
    first: Mapping[ChannelName, str] = {channel: found[0] for channel, found in ways.items()}
    return ToldAt(mail or first.get("mail", ""), phone or first.get("sms", ""), tuple(ways.get("push", ())))


async def readdress(tx: Tx, key: PersonKey, ticket_id: TicketId, typed: str) -> None:
    """Where this person is told if the day is held after all: at this contact, where they asked for it, and in the same browsers. The
    ticket is locked."""
    sealed = await SQL.kept_ways(tx.conn, ticket_id=ticket_id)
    text = unreadable.open_text(tx, key, sealed, WAYS, ticket_id)
    if text == "":
        return
    before = ToldAt(**json.loads(text)) if text else ToldAt("", "", ())
    told = ToldAt(*(addresses(typed) if before.mail or before.phone else ("", "")), before.browsers)
    if any(asdict(told).values()):
        kept = key.seal(json.dumps(asdict(told)), aad(WAYS, ticket_id))
        await SQL.keep_ways(tx.conn, tickets=[ticket_id], sealed=[kept])
    else:
        await SQL.forget_ways(tx.conn, tickets=[ticket_id])


async def tell(
    tx: Tx,
    context: AppContext,
    row: "ToGiveBack | ToHold",
    told: ToldAt,
    kind: Kind,
    day: date,
    expires_at: datetime,
    more: Mapping[str, str | int | date] = MappingProxyType({}),
) -> int:
    """Tells one person what became of this day, once; gives on how many ways."""
    return await outbox.put(
        tx,
        context,
        kind=kind,
        to=ToPerson(row.person_id, row.language, mail=told.mail, phone=told.phone, browsers=tuple(told.browsers)),
        about=row.id,
        values={"folio": row.folio, "day": day, **more},
        occasion=kind.value,
        expires_at=expires_at,
    )
