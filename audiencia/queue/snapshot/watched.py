"""What a live socket looks at, and the record of what its owner was shown."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from audiencia.core.ids import AttentionId, QueueId, RoomId, StaffId
from audiencia.privacy import audit
from audiencia.queue.domain.session import Session
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.store.queue_sql import TicketsOfAttentions

Shown = tuple[str, UUID, str]  # Kind and id of what was shown, and why.


async def tickets_of(context: AppContext, tokens: Sequence[str]) -> "list[TicketsOfAttentions | None]":
    """The ticket that each of these cookies opens, and the generation of its cookies; `None` when it is not ours, or of a generation that
    is over. `connected`: a socket of it is noted."""
    held = [context.keyring.open_ticket_token(one) for one in tokens]
    async with context.database.read() as conn:
        rows = store.SQL.tickets_of_attentions(conn, ids=[one[0] for one in held if one is not None])
        found = {(row.attention_id, row.token_generation): row async for row in rows}
    return [None if one is None else found.get(one) for one in held]


async def held_by_rooms(context: AppContext) -> frozenset[AttentionId]:
    """The attentions of all who are called or in a call. Raises `Unavailable`."""
    async with context.database.read() as conn:
        return frozenset([AttentionId(row.attention_id) async for row in store.SQL.attentions_held(conn)])


async def queue_of_room(context: AppContext, room_id: RoomId) -> QueueId:
    """The room's present queue."""
    async with context.database.read() as conn:
        row = await store.SQL.room_where(conn, id=room_id)
    return QueueId(row.queue_id)


async def live_queues(context: AppContext) -> tuple[Session, list[QueueId]] | None:
    """The jornada that goes on or else the next one, with its queues; `None` when none is planned."""
    async with context.database.read() as conn:
        session = await store.live_session(conn)
        if session is None:
            return None
        return session, [QueueId(row.id) async for row in store.SQL.queues_of_session(conn, session_id=session.id)]


async def record_shown(context: AppContext, staff_id: StaffId, shown: Collection[Shown]) -> None:
    """Records the disclosure of each to this member of staff, before it is sent."""
    async with context.database.begin() as tx:
        for why in sorted({why for _, _, why in shown}):
            objects = [(kind, object_id) for kind, object_id, reason in shown if reason == why]
            await audit.disclosed(tx.conn, staff_id, objects, why)
