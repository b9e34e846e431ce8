"""What the front desk does for people who have no page: looks their ticket up, prints its slip, gives a new PIN."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from audiencia.core import folio as folios
from audiencia.core.actor import staff_actor
from audiencia.core.errors import BadInput, Code, Unreadable, existing
from audiencia.core.ids import AttentionId, CommandId, QueueId, SessionId, StaffId, TicketId
from audiencia.core.list_page import ListPage
from audiencia.db.commands import Result, once
from audiencia.db.connection import Connection, now_of
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit, unreadable
from audiencia.privacy.audit import Action
from audiencia.queue.booking import booking
from audiencia.queue.calling.calls import key_of
from audiencia.queue.domain.booking import Slot
from audiencia.queue.domain.routing import call_order, places
from audiencia.queue.domain.ticket import TERMINAL, Ticket
from audiencia.queue.joining import devices
from audiencia.queue.sessions import practice
from audiencia.queue.store import store
from audiencia.queue.unit.commands import lock_ticket
from audiencia.runtime.context import AppContext
from audiencia.runtime.forecast import Expected
from audiencia.settings.config import Text

SQL = load("audiencia.queue.joining", "front_desk.sql")
_NUMBER = re.compile(r"\s*([A-Z]{2,3})[\s.\u2010-\u2015-]*([0-9]{1,6})\s*")
WHY = "front_desk"  # As what disclosures at the desk are on record.


@dataclass(frozen=True, slots=True)
class DeskTicket:
    """A ticket as the desk sees it: nothing of the person. `place` for who is in the queue; `own`: this desk made it."""

    ticket: Ticket
    folio: str
    department: Text
    topic: Text
    place: int | None
    own: bool
    slot: Slot | None = None  # The window that was booked; `None` for a number of the day.
    called_off: bool = False  # The day of that window was.
    held: bool = False  # And is held after all, without that place.
    same_contact: str = ""  # Other numbers of the queue with the same telephone or e-mail: perhaps one person twice.


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for the person. On a slip that is printed again `pin` and `code_path` are empty: who has it might not be
    the person. The page at `code_path` opens the ticket on a device of theirs, once, until `code_until`."""

    ticket: DeskTicket
    pin: str
    expected: Expected | None
    code_path: str = ""
    code_until: datetime | None = None


async def made_today(context: AppContext, staff_id: StaffId, wanted: ListPage) -> tuple[list[DeskTicket], int]:
    """A page of what this member of staff took in in the jornada that goes on, or booked today, and how many fit. Names in `wanted` are
    those of states."""
    zone = ZoneInfo(context.municipality.timezone)
    async with context.database.read() as conn:
        now = await now_of(conn)
        since = datetime.combine(now.astimezone(zone).date(), time.min, zone)
        found = SQL.made_today(
            conn, sessions=await _sessions(context, conn), staff_id=staff_id, since=since, states=list(wanted.names),
            state_names=list(wanted.names.values()), english=wanted.english, patterns=wanted.patterns, by=wanted.by,
            descending=wanted.descending, at_most=wanted.at_most, skip=wanted.skip,
        )  # fmt: skip
        rows = [row async for row in found]
        listed = await _with_places(context, conn, [TicketId(row.id) for row in rows], staff_id)
        return listed, rows[0].total if rows else 0


async def look(
    context: AppContext,
    staff_id: StaffId,
    *,
    number: str | None = None,
    folio: str | None = None,
    ticket: TicketId | None = None,
) -> DeskTicket:
    """One ticket of the jornada that goes on, or else of one whose places are, or were, booked. Raises `NotFound(unknown_ticket)`."""
    async with context.database.read() as conn:
        sessions = await _sessions(context, conn)
        meant = existing(
            await SQL.meant(conn, sessions=sessions, number=number, folio=folio, ticket_id=ticket), Code.UNKNOWN_TICKET
        )
        return (await _with_places(context, conn, [meant], staff_id))[0]


async def _sessions(context: AppContext, conn: Connection) -> list[SessionId]:
    """The jornada that goes on, the one that is booked, and those to come that were called off, in this order.
    A practice is none of the desk's: a number said at the counter would be that of a simulated person."""
    live, planned = await store.live_session(conn), await booking.planned(conn)
    if live is not None and live.demo and await practice.SQL.practising(conn):
        live = None
    off = [SessionId(row.id) async for row in SQL.called_off(conn, zone=context.municipality.timezone)]
    return list(dict.fromkeys([*(one.id for one in (live, planned) if one is not None), *off]))


async def find(context: AppContext, staff_id: StaffId, typed: str) -> DeskTicket:
    """A ticket by its number or its folio, as `look`. Raises `NotFound(unknown_ticket)`."""
    try:
        return await look(context, staff_id, folio=folios.parse(typed))
    except BadInput:
        return await look(context, staff_id, number=number_of(typed))


def number_of(typed: str) -> str:
    """`op 17` is said for OP-017; empty for what is no number."""
    found = _NUMBER.fullmatch(typed.upper())
    return "" if found is None else f"{found[1]}-{int(found[2]):03d}"


async def _with_places(
    context: AppContext, conn: Connection, ids: Sequence[TicketId], staff_id: StaffId
) -> list[DeskTicket]:
    rows = [row async for row in SQL.tickets(conn, ids=ids)]
    tickets = [store.ticket_of(row) for row in rows]
    place = await _places(context, conn, {one.queue_id for one in tickets})
    return [
        DeskTicket(
            ticket,
            row.folio,
            Text(es=row.name_es, en=row.name_en),
            Text(es=row.topic_es, en=row.topic_en),
            place.get(ticket.id),
            row.made_by == staff_id,
            Slot(row.starts_at, row.ends_at) if row.starts_at and row.ends_at else None,
            row.called_off_at is not None,
            row.held_at is not None,
            row.same_contact or "",
        )
        for ticket, row in zip(tickets, rows, strict=True)
    ]


async def _places(context: AppContext, conn: Connection, queues: Collection[QueueId]) -> dict[TicketId, int]:
    found: dict[TicketId, int] = {}
    loaded = [store.queue_of(row) async for row in SQL.queues_of(conn, ids=list(queues))]
    for queue in loaded:
        tickets = [store.ticket_of(row) async for row in store.SQL.tickets_in_queue(conn, queue_id=queue.id)]
        found |= places(call_order(tickets, context.preference, queue.since_preferred))
    return found


async def slip_again(context: AppContext, staff_id: StaffId, ticket_id: TicketId) -> Slip:
    """What is printed once more: nothing that opens the ticket. Raises `NotFound(unknown_ticket)`."""
    found = await look(context, staff_id, ticket=ticket_id)
    expected = None
    if context.forecaster is not None and found.place is not None:
        expected = await context.forecaster.expected(found.ticket.queue_id, ticket_id)
    return Slip(found, "", expected)


async def slip(context: AppContext, staff_id: StaffId, ticket_id: TicketId, command_id: CommandId) -> Slip:
    """The first slip, and the one for a new PIN: with the PIN, and a code for a device of the person's own.
    Made again under the same `command_id`, the code is the same one. Raises `NotFound(unknown_ticket)`."""
    plain = await slip_again(context, staff_id, ticket_id)
    attention_id = plain.ticket.ticket.attention_id
    async with context.database.read() as conn:
        pin = context.keyring.pin(attention_id, await SQL.generation_of(conn, attention_id=attention_id))
    if plain.ticket.ticket.state in TERMINAL:
        return replace(plain, pin=pin)
    made = await devices.code_at_the_desk(context, staff_id, command_id, ticket_id)
    return replace(plain, pin=pin, code_path=made["path"], code_until=datetime.fromisoformat(made["expires_at"]))


async def name_of(context: AppContext, staff_id: StaffId, ticket_id: TicketId) -> str:
    """The name of whose ticket it is; who was shown it is on record. Raises `NotFound(unknown_ticket)`, and `Unreadable` for one that does
    not open."""
    found = await look(context, staff_id, ticket=ticket_id)
    attention_id = found.ticket.attention_id
    async with context.database.begin() as tx:
        key = await key_of(context, tx, attention_id)
        sealed = await SQL.name_of(tx.conn, attention_id=attention_id)
        name = unreadable.open_text(tx, key, sealed, "attention.name", attention_id)
        if name is None:
            raise Unreadable
        await audit.disclosed(tx.conn, staff_id, [("attention", attention_id)], WHY)
    return name


async def renew_pin(context: AppContext, staff_id: StaffId, command_id: CommandId, ticket_id: TicketId) -> None:
    """The ticket has another PIN; the old one, and pages that are open with it, hold no more. Raises `NotFound`."""
    await look(context, staff_id, ticket=ticket_id)

    async def act(tx: Tx) -> Result:
        held = (await lock_ticket(tx, ticket_id)).ticket
        actor = staff_actor(staff_id)
        generation = await SQL.renew_secrets(tx.conn, attention_id=held.attention_id)
        await devices.SQL.forget_ticket_code(tx.conn, ticket_id=held.id)
        await store.append(
            tx,
            "pin_renewed",
            actor,
            session_id=held.session_id,
            queue_id=held.queue_id,
            ticket_id=held.id,
            detail={"generation": generation},
        )
        await audit.record(tx.conn, actor, Action.PIN_RENEWED, ("attention", held.attention_id), why=WHY)
        tx.changed(held.queue_id)
        return {}

    await once(context, f"staff:{staff_id}", command_id, act)


async def renew_secrets(conn: Connection, attention_id: AttentionId) -> int:
    """A visit has another PIN and cookie; gives the generation of the new ones."""
    generation: int = await SQL.renew_secrets(conn, attention_id=attention_id)
    return generation
