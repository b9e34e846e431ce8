"""What a move would lead to, before it is confirmed: everybody's place in the queue that they would come into, and when those
who are moved would be called there.
The move is made and taken back in one transaction, so that what is shown keeps to the rules of the real one, and nothing of
it is ever seen by anybody else. The queues are locked for as long as the move itself would lock them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audiencia.core.ids import QueueId, StaffId, TicketId
from audiencia.db.unit_of_work import Tx
from audiencia.queue.domain.routing import places
from audiencia.queue.joining import outlook
from audiencia.queue.joining.outlook import Question
from audiencia.queue.moderation import move
from audiencia.queue.moderation.move import SeenTicket
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.runtime.forecast import Expected

SHOWN = 60  # How many of those who are passed are shown one by one; of the others, how many they are.


@dataclass(frozen=True, slots=True)
class Seat:
    """One place after the move. `before`: the place in the same queue before it; `None` for who comes into it."""

    number: str
    before: int | None
    place: int
    expected: Expected | None


@dataclass(frozen=True, slots=True)
class Preview:
    """Who comes (`before` is `None`) and who is passed, in the order of the queue; how many are passed, and how many others,
    in the queues that are left, come nearer to the front. `known`: whether it can be said at all when anybody would be called."""

    seats: tuple[Seat, ...]
    passed: int
    nearer: int
    known: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    places: Mapping[QueueId, Mapping[TicketId, int]]
    numbers: Mapping[TicketId, str]


class _TakenBackError(Exception):
    """Rolls the transaction of a preview back."""


async def preview_move(
    context: AppContext, moderator: StaffId, chosen: Sequence[SeenTicket], department: str
) -> Preview:
    """Raises what `move.move_tickets` would raise."""
    try:
        async with context.database.begin() as tx:
            target, held = await move.hold(tx, chosen, department)
            before = await _seen(context, tx, held)
            await move.move_now(context, tx, moderator, chosen, department, "preview")
            after = await _seen(context, tx, held)
            question = await outlook.read(context, tx.conn, target)
            raise _TakenBackError
    except _TakenBackError:
        pass
    return _preview(target, before, after, await _expected(question))


async def _seen(context: AppContext, tx: Tx, held: move.Held) -> _Seen:
    orders = {id_: await store.queue_order(tx, queue, context.preference) for id_, queue in held.queues.items()}
    return _Seen(
        {id_: places(order) for id_, order in orders.items()},
        {one.id: one.number for order in orders.values() for one in order},
    )


async def _expected(question: Question | None) -> Mapping[TicketId, Expected] | None:
    if question is None:
        return None
    made = await asyncio.to_thread(outlook.answer, question)
    return None if made is None else made.expected


def _preview(target: QueueId, before: _Seen, after: _Seen, expected: Mapping[TicketId, Expected] | None) -> Preview:
    was, now = before.places[target], after.places[target]
    seats = [
        Seat(after.numbers[one], was.get(one), place, (expected or {}).get(one))
        for one, place in now.items()
        if one not in was or place > was[one]
    ]
    passed = [one for one in seats if one.before is not None]
    shown = {one.number for one in passed[:SHOWN]}
    left = (id_ for id_ in before.places if id_ != target)
    nearer = sum(place < before.places[id_][one] for id_ in left for one, place in after.places[id_].items())
    return Preview(
        tuple(one for one in seats if one.before is None or one.number in shown),
        len(passed),
        nearer,
        expected is not None,
    )
