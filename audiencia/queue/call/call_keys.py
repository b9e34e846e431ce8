"""Who is in a call, for pages that agree on its keys, and which pages can encrypt. Keys themselves are never here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import PartyId, RoomId, TicketId, ids_of, party_of_room, party_of_ticket
from audiencia.db.commands import settled
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.queue.call import relative
from audiencia.queue.call.locked_call import lock_call, lock_call_of, tell_call
from audiencia.queue.domain.call_members import HAS_MEMBERS, member_id
from audiencia.queue.unit.commands import lock_ticket
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.call.call_keys_sql import CallOf

SQL = load("audiencia.queue.call", "call_keys.sql")


@dataclass(frozen=True, slots=True)
class KeyedCall:
    """A call, and who takes part in it under which name."""

    id: UUID
    members: Mapping[UUID, PartyId]

    def member(self, party: PartyId) -> UUID:
        """The name of one who takes part."""
        return next(name for name, other in self.members.items() if other == party)


def check_on(context: AppContext) -> None:
    """Raises `Refused(encryption_off)` where the municipality does not have calls encrypted."""
    if not context.municipality.calls.encryption:
        raise Refused(Code.ENCRYPTION_OFF)


async def call_of(context: AppContext, party: PartyId) -> KeyedCall | None:
    """The call in which this party is now, from the moment when its citizen is called."""
    whose = ids_of(party)
    async with context.database.read() as conn:
        row = await SQL.call_of(
            conn, ticket_id=whose.ticket, room_id=whose.room, party=party, states=sorted(HAS_MEMBERS)
        )
    return None if row is None else KeyedCall(row.call_id, _members(row))


def _members(row: "CallOf") -> Mapping[UUID, PartyId]:
    found = {
        member_id(row.call_id, "citizen"): party_of_ticket(row.ticket_id),
        member_id(row.call_id, "director"): party_of_room(row.room_id),
    }
    for stay, guest in zip(row.stays, row.guests, strict=True):
        found[member_id(row.call_id, "second", stay)] = PartyId(guest)
    return found


async def note_encrypts(context: AppContext, party: PartyId, encrypts: bool) -> None:
    """Keeps whether the page of this party that connected last can encrypt; whoever is in a call with it sees that."""
    ticket_id, room_id, relative_id = ids_of(party)
    async with context.database.read() as conn:
        known = await SQL.encrypts(conn, ticket_id=ticket_id, room_id=room_id, relative_id=relative_id)
        if known == encrypts:
            return

    async def run() -> None:
        async with context.database.begin(clock=False) as tx:
            if ticket_id is not None:
                await _note_of_ticket(tx, ticket_id, encrypts)
            elif room_id is not None:
                await _note_of_room(tx, room_id, encrypts)
            elif relative_id is not None:
                await relative.note_encrypts(tx, relative_id, encrypts)

    await settled(run)


async def _note_of_ticket(tx: Tx, ticket_id: TicketId, encrypts: bool) -> None:
    found = await lock_call_of(tx, ticket_id)
    if found is None:
        held = (await lock_ticket(tx, ticket_id)).ticket
        tx.changed(held.queue_id)  # a room may have called meanwhile
    else:
        hold, _, held = found
        tell_call(tx, hold)
    await SQL.write_ticket_encrypts(tx.conn, encrypts=encrypts, id=held.attention_id)


async def _note_of_room(tx: Tx, room_id: RoomId, encrypts: bool) -> None:
    hold = await lock_call(tx, room_id)
    await SQL.write_room_encrypts(tx.conn, encrypts=encrypts, id=room_id)
    tell_call(tx, hold)
