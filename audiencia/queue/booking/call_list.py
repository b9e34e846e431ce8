"""Whom the front desk tells that their day was called off, because no notice does: by folio and hour, with name and telephone of those
alone who may be telephoned, which is on record each time; and what came of it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from audiencia.core.actor import staff_actor
from audiencia.core.errors import Code, NotFound, Stale
from audiencia.core.ids import AttentionId, CommandId, SessionId, StaffId, TicketId
from audiencia.core.list_page import ListPage
from audiencia.db.commands import once
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy import store as persons
from audiencia.privacy.audit import Action
from audiencia.privacy.contact import spoken, telephone
from audiencia.privacy.crypto import PersonKey, SealBroken, aad
from audiencia.queue.domain.booking import Slot
from audiencia.queue.domain.calling_off import may_be_telephoned
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.queue.booking.call_list_sql import Listed

SQL = load("audiencia.queue.booking", "call_list.sql")
WHY = "called_off"  # As what the disclosures are on record.
Outcome = Literal["told", "not_reached"]
STATES = ("not_told", "not_reached", "told")
"""In the order in which they are sorted: who was not tried, and what came of who was."""


@dataclass(frozen=True, slots=True)
class Last:
    """What came of telling somebody, the last time; `times`: how often somebody tried."""

    outcome: Outcome
    at: datetime
    by: str
    times: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Personal: whom to ask for, and at which number, in digits with the country."""

    name: str
    phone: str

    @property
    def spoken(self) -> str:
        """The number as it is read out."""
        return spoken(self.phone)


@dataclass(frozen=True, slots=True)
class ToTell:
    """One place that was given back, with nothing of its person. `by_phone`: there is a telephone that may be used."""

    ticket_id: TicketId
    attention_id: AttentionId
    session_id: SessionId
    folio: str
    day: date
    department: Text
    slot: Slot
    by_phone: bool
    last: Last | None

    @property
    def told(self) -> bool:
        """Nothing is left to do."""
        return self.last is not None and self.last.outcome == "told"

    @property
    def times(self) -> int:
        """How often somebody tried: what whoever notes the next one has seen."""
        return 0 if self.last is None else self.last.times


async def left_to_tell(context: AppContext) -> int:
    """How many are to be told."""
    async with context.database.read() as conn:
        found: int = await SQL.left_to_tell(conn)
    return found


async def anybody(context: AppContext) -> bool:
    """Whether there is anybody on the list, those who were told too."""
    async with context.database.read() as conn:
        found: bool = await SQL.anybody(conn)
    return found


async def listed(context: AppContext, wanted: ListPage) -> tuple[list[ToTell], int]:
    """A page of them, those who were told too, and how many fit. Names in `wanted` are those of `STATES`."""
    async with context.database.read() as conn:
        found, total = await _read(context, conn, wanted)
    return [one for one, _ in found], total


async def disclose(
    context: AppContext, staff_id: StaffId, wanted: ListPage
) -> tuple[list[ToTell], int, Mapping[TicketId, Reach]]:
    """A page of the list, with name and telephone of who may be telephoned and was not told. Each look and each person is on record."""
    async with context.database.begin() as tx:
        found, total = await _read(context, tx.conn, wanted)
        shown = {one.ticket_id: reach for one, reach in found if reach is not None and not one.told}
        people = [("attention", one.attention_id) for one, _ in found if one.ticket_id in shown]
        await audit.disclosed(tx.conn, staff_id, people, WHY)
        for session_id in sorted({one.session_id for one, _ in found}):
            await audit.record(tx.conn, staff_actor(staff_id), Action.CALL_LIST_READ, ("session", session_id), why=WHY)
    return [one for one, _ in found], total, shown


async def note(
    context: AppContext, staff_id: StaffId, command_id: CommandId, ticket_id: TicketId, seen: int, outcome: Outcome
) -> None:
    """What came of it. `seen`: how often it was noted before, as whoever notes it read.
    Raises `NotFound(unknown_ticket)` for who is not on the list any more, `Stale(stale_version)` when somebody else was first."""

    async def act(tx: Tx) -> None:
        row = await SQL.lock_booking(tx.conn, ticket_id=ticket_id)
        if row is None or not await SQL.is_listed(tx.conn, ticket_id=ticket_id):
            raise NotFound(Code.UNKNOWN_TICKET)
        if row.phoned_times != seen:
            raise Stale(Code.STALE_VERSION)
        actor = staff_actor(staff_id)
        await SQL.write_phoned(tx.conn, ticket_id=ticket_id, outcome=outcome, at=tx.now, by=staff_id)
        await store.append(
            tx, "told_of_called_off", actor, reason=outcome,
            session_id=row.session_id, queue_id=row.queue_id, ticket_id=ticket_id,
        )  # fmt: skip
        await audit.record(
            tx.conn, actor, Action.TELEPHONED, ("attention", row.attention_id), why=f"called_off_{outcome}"
        )

    await once(context, f"staff:{staff_id}", command_id, act)


async def _read(
    context: AppContext, conn: Connection, wanted: ListPage
) -> tuple[list[tuple[ToTell, Reach | None]], int]:
    found = SQL.listed(
        conn, purposes=list(context.municipality.notice.contact_purposes), states=list(STATES),
        state_names=[wanted.names.get(one, one) for one in STATES], english=wanted.english, patterns=wanted.patterns,
        by=wanted.by, descending=wanted.descending, at_most=wanted.at_most, skip=wanted.skip,
    )  # fmt: skip
    rows = [row async for row in found]
    keys = await persons.person_keys(conn, context.keyring, {row.person_id for row in rows})
    return [_to_tell(row, keys.get(row.person_id)) for row in rows], rows[0].total if rows else 0


def _to_tell(row: "Listed", key: PersonKey | None) -> tuple[ToTell, Reach | None]:
    """`key`: `None` for who was erased. Of one whose entries do not open there is no telephone either."""
    reach = None
    if key is not None:
        with suppress(SealBroken):
            reach = _reach(row, key)
    last = None
    if row.phoned is not None and row.phoned_at is not None and row.phoned_by is not None:
        last = Last(row.phoned, row.phoned_at, row.phoned_by, row.phoned_times)
    one = ToTell(
        TicketId(row.ticket_id),
        AttentionId(row.attention_id),
        SessionId(row.session_id),
        row.folio,
        row.day,
        Text(es=row.name_es, en=row.name_en),
        Slot(row.starts_at, row.ends_at),
        reach is not None,
        last,
    )
    return one, reach


def _reach(row: "Listed", key: PersonKey) -> Reach | None:
    if not may_be_telephoned(row.medium, agreed=row.agreed):
        return None

    def opened(column: str, sealed: bytes | None) -> str:
        return key.open(sealed, aad(f"attention.{column}", row.attention_id)) if sealed else ""

    number = telephone(opened("phone", row.phone_sealed)) or telephone(opened("contact", row.contact_sealed))
    return Reach(opened("name", row.name_sealed), number) if number else None
