"""How the lines of those in a call fare: who takes part, what their pages say, and what is kept of each call.
Nothing here changes what anybody may do, so no lock is taken and no version advances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from audiencia.core import metrics
from audiencia.core.ids import LegId, PartyId, QueueId, RoomId, ids_of, party_of_room, party_of_ticket
from audiencia.db.queries import load
from audiencia.db.unit_of_work import as_json
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.call.quality_sql import Running

SQL = load("audiencia.queue.call", "quality.sql")
Participant = Literal["citizen", "director", "guest", "guest2", "guest3", "guest4"]
GUESTS: tuple[Participant, ...] = ("guest", "guest2", "guest3", "guest4")
"""In the order in which they came in; who came in later moves up when one leaves."""
Key = tuple[LegId, Participant]


@dataclass(frozen=True, slots=True)
class RunningCall:
    """One call whose media are open. `queues`: those that the room serves; `guests`: the rooms of who is in it besides; `parties`: who is
    who at the media worker."""

    leg_id: LegId
    room_id: RoomId
    queues: tuple[QueueId, ...]
    guests: tuple[RoomId, ...]
    parties: Mapping[Participant, PartyId]


@dataclass(frozen=True, slots=True)
class Frozen:
    """How often and how long pictures stood still on one's screen."""

    freezes: int = 0
    milliseconds: int = 0


async def running(context: AppContext) -> list[RunningCall]:
    """The calls that go on, by video or voice."""
    async with context.database.read() as conn:
        return [_call(row) async for row in SQL.running(conn)]


def _call(row: "Running") -> RunningCall:
    parties: dict[Participant, PartyId] = {
        "citizen": party_of_ticket(row.ticket_id),
        "director": party_of_room(row.room_id),
    }
    parties |= {guest: PartyId(party) for guest, party in zip(GUESTS, row.parties, strict=False)}
    return RunningCall(LegId(row.leg_id), row.room_id, tuple(row.serves), tuple(map(RoomId, row.guests)), parties)


async def frozen(context: AppContext, legs: Sequence[LegId]) -> dict[Key, Frozen]:
    """Freezes that the pages of these calls have reported so far."""
    async with context.database.read() as conn:
        return {
            (LegId(row.leg_id), row.participant): Frozen(row.freezes, row.frozen_ms)
            async for row in SQL.frozen(conn, legs=list(legs))
        }


async def keep(context: AppContext, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keeps what was seen of these calls; keys are columns of `call_quality`."""
    async with context.database.begin(clock=False) as tx:
        await SQL.keep(tx.conn, rows=as_json(rows))


async def note_freezes(context: AppContext, party: PartyId, freezes: int, milliseconds: int) -> None:
    """The page of this party said that pictures stood still; without effect outside of a call."""
    whose = ids_of(party)
    async with context.database.begin(clock=False) as tx:
        participant = await SQL.add_freezes(
            tx.conn, ticket_id=whose.ticket, room_id=whose.room, party=party, freezes=freezes, frozen_ms=milliseconds
        )
    if participant is not None:
        metrics.call_freezes.labels(participant).inc(freezes)
        metrics.call_frozen_seconds.labels(participant).inc(milliseconds / 1000)
