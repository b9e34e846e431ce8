"""Chooses the next ticket for each room from the first tickets of locked queues."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import QueueId, TicketId
from audiencia.db.unit_of_work import Tx
from audiencia.queue.calling.claim import Passed
from audiencia.queue.domain import queue as queues
from audiencia.queue.domain.queue import Queue
from audiencia.queue.domain.room import Room
from audiencia.queue.domain.routing import (
    Caller,
    Choice,
    PassedOver,
    call_order,
    choose,
    first_of,
    hindered,
    places,
    preferred,
    seniority,
)
from audiencia.queue.domain.ticket import Ticket
from audiencia.queue.joining import wishes
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext

FRONT = 6  # How much of a queue is read to know whom it calls next, when the room can attend all of them.
WIDER = 8
"""How many times more is read when it cannot, again and again until it can attend as many as that, or all is read."""


class AloneError(Exception):
    """This call needs more than was read for all; what was decided for others is not in the database yet."""


class Fronts:
    """The locked queues and their fronts, as each call leaves them for the next one.
    The projected order is right for the first `exact` of a queue. Behind them come some who tell whether anybody of more
    seniority is passed."""

    def __init__(self, context: AppContext, tx: Tx, held: Mapping[QueueId, Queue], calls: int) -> None:
        self._context, self._tx = context, tx
        self._several = calls > 1
        self._first = FRONT + calls - 1
        self.queues = dict(held)
        self._front: dict[QueueId, list[Ticket]] = {}
        self._exact: dict[QueueId, int] = {}
        self._whole: set[QueueId] = set()
        self.versions: dict[TicketId, int] = {}
        """Versions in the database of those who changed here."""

    async def read(self, queues: Collection[QueueId], first: int | None = None) -> None:
        """Reads the fronts of these locked queues."""
        first = first or self._first
        for queue_id, front in (await store.front_of_queues(self._tx.conn, queues, first)).items():
            self._front[queue_id], self._exact[queue_id] = front, first
            if len(front) < first:
                self._whole.add(queue_id)

    async def choose(self, room: Room) -> tuple[Queue, Choice]:
        """The choice of each queue that the room serves, and of these the one of most seniority.
        Raises `Refused` (nobody_waiting, nobody_for_this_room, queue_paused, queue_closed), `AloneError`."""
        serves = [self.queues[queue_id] for queue_id in room.serves]
        calling = [queue for queue in serves if queues.calls_now(queue)]
        if not calling:
            queues.check_calls(self.queues[room.queue_id])
        found: list[tuple[Queue, Choice]] = []
        for queue in calling:
            choice = await self._choose_of(room, queue)
            if choice is not None:
                found.append((queue, choice))
        if not found:
            anybody = any(self._front[queue.id] for queue in calling)
            raise Refused(Code.NOBODY_FOR_THIS_ROOM if anybody else Code.NOBODY_WAITING)
        return found[first_of([choice for _, choice in found])]

    async def _choose_of(self, room: Room, queue: Queue) -> Choice | None:
        preference = self._context.preference
        while True:
            order = call_order(self._front[queue.id], preference, queue.since_preferred)
            caller = await self._caller(room, queue, order)
            exact = self._exact[queue.id]
            able = sum(not hindered([one], caller) for one in order[:exact])
            if able >= FRONT or queue.id in self._whole:
                return choose(order, caller, preference, queue.since_preferred)
            self._only_alone()
            await self.read([queue.id], exact * WIDER)

    async def _caller(self, room: Room, queue: Queue, order: Sequence[Ticket]) -> Caller:
        free: frozenset[str] = frozenset()
        if any(one.needs for one in order):
            self._only_alone()
            free = frozenset((await free_interpreters(self._tx)).keys())
        gone = await wishes.gone_among(self._tx, queue.id, order, room.director_id)
        if gone:
            self._only_alone()
        return Caller(room.director_id, free, gone)

    def _only_alone(self) -> None:
        if self._several:
            raise AloneError

    def take(self, queue: Queue, choice: Choice) -> list[Passed]:
        """The queues are as they are after this choice; gives who was passed."""
        calls, chosen = queue.calls + 1, choice.ticket
        self.queues[queue.id] = replace(
            queue,
            calls=calls,
            preferred_call=calls if preferred(chosen) else queue.preferred_call,
            jumps=queue.jumps + choice.jump,
        )
        passed = [self._passed(*one) for one in choice.passed_over]
        after = {one.after.id: one.after for one in passed if one.after != one.before}
        left = [after.get(one.id, one) for one in self._front[queue.id] if one.id != chosen.id]
        if choice.jump:
            rank = seniority(chosen)
            left = [replace(one, passes=one.passes + 1) if seniority(one) < rank else one for one in left]
        self._front[queue.id] = left
        self._exact[queue.id] -= 1
        return self._told(queue.id, passed)

    def _passed(self, one: Ticket, why: PassedOver) -> Passed:
        """Whoever was nearer to the front and is not called can read why; the seniority is kept."""
        if why != "not_ready":
            return Passed(one, one, why, anew=False)
        self.versions.setdefault(one.id, one.version)
        return Passed(one, replace(one, version=one.version + 1, skips=one.skips + 1), why, anew=True)

    def _told(self, queue_id: QueueId, passed: list[Passed]) -> list[Passed]:
        """Who waits for an interpreter or a director is passed by many, and reads it once; again when the place got worse."""
        if all(one.anew for one in passed):
            return passed
        queue = self.queues[queue_id]
        now = places(call_order(self._front[queue_id], self._context.preference, queue.since_preferred))
        return [replace(one, anew=one.anew or now[one.after.id] > place) for place, one in enumerate(passed, start=1)]


async def free_interpreters(tx: Tx) -> Mapping[str, int]:
    """One free interpreter for each need that can be met now, locked."""
    _locked = [row async for row in store.SQL.lock_interpreters(tx.conn)]
    return {row.helps_with: row.id async for row in store.SQL.free_interpreters(tx.conn)}
