"""Whom citizens asked into their calls, as the views of these calls name them."""

from collections.abc import Sequence
from contextlib import suppress

from audiencia.core.ids import RoomId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.privacy.crypto import SealBroken, aad
from audiencia.queue.domain.assist import AssistKind
from audiencia.queue.domain.kinds import devices_of
from audiencia.queue.snapshot.room_facts import AssistFacts, RelativeFacts
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

SQL = load("audiencia.queue.store", "look.sql")


async def of_rooms(
    context: AppContext, conn: Connection, rooms: Sequence[RoomId]
) -> tuple[list[AssistFacts], dict[RoomId, RelativeFacts]]:
    """Those in the calls of these rooms, and by room who was asked and is not there yet. Of who was erased the name is empty."""
    there, asked = list[AssistFacts](), dict[RoomId, RelativeFacts]()
    async for row in SQL.relative_facts(conn, rooms=rooms):
        name = ""
        with suppress(SealBroken):
            key = context.keyring.unwrap(row.key_wrapped, row.key_epoch, row.person_id)
            name = key.open(row.name_sealed, aad("relative.name", row.sealed_as))
        if row.joined_at is None:
            waits = row.opened_at is not None
            asked[row.host_room_id] = RelativeFacts(
                id=row.id, name=name, waits=waits, signs=row.signs, expires_at=row.expires_at
            )
            continue
        there.append(
            AssistFacts(
                host_room_id=row.host_room_id,
                guest_room_id=None,
                ticket_id=row.ticket_id,
                expires_at=row.expires_at,
                joined_at=row.joined_at,
                epoch=row.epoch,
                host_director=row.host_director,
                guest_director=name,
                host_department=Text(es=row.host_es, en=row.host_en),
                guest_department=None,
                id=row.id,
                kind=AssistKind.RELATIVE,
                worker=row.worker,
                guest_turned_off=devices_of(row.turned_off),
                call_id=row.call_id,
                guest_encrypts=row.encrypts is not False,
                signs=row.signs,
            )
        )
    return there, asked
