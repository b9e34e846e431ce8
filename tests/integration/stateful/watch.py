"""Books that are kept beside the product: everybody's place before and after each act, and who passed whom and why."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from audiencia.core.ids import QueueId, TicketId
from audiencia.queue.domain.queue import Queue
from audiencia.queue.domain.routing import READY_BOUND, call_order, seniority
from audiencia.queue.domain.ticket import Ticket
from audiencia.queue.store import store
from tests.support.scenery import Scenery

Stay = tuple[TicketId, int]
"""A ticket in one of the queues it was in."""
LOGGED = "SELECT ticket_id, kind, reason FROM event WHERE id > $1 AND ticket_id IS NOT NULL"
TOUCHED = """SELECT DISTINCT coalesce(ticket_id::text, room_id::text, queue_id::text, session_id::text) AS whose FROM event
             WHERE id > $1 AND kind NOT IN ('passed', 'passed_over')"""
"""Of whom or what something was done; who was passed only reads it."""


@dataclass(frozen=True)
class Picture:
    """All lines at one moment, in their projected orders, and how far the log had come."""

    lines: Mapping[QueueId, Queue]
    orders: Mapping[QueueId, list[Ticket]]
    log: int


class Watch:
    """Holds each act against the promises of the order."""

    def __init__(self, scenery: Scenery) -> None:
        self._scenery = scenery
        self.calls: dict[QueueId, list[bool]] = {}
        self.passed: Counter[Stay] = Counter()
        self.skipped: Counter[Stay] = Counter()

    def picture(self) -> Picture:
        """How everything stands."""
        return self._scenery.run(self._picture())

    async def _picture(self) -> Picture:
        ask = self._scenery.ask
        rows = await ask("SELECT * FROM queue ORDER BY id")
        lines = {one.id: one for one in map(store.queue_of, map(store.Fields, rows))}
        waiting: dict[QueueId, list[Ticket]] = {queue_id: [] for queue_id in lines}
        for row in await ask(
            "SELECT *, passes_of(ticket) AS passes FROM ticket WHERE state IN ('waiting', 'ready_check')"
        ):
            waiting[row["queue_id"]].append(store.ticket_of(store.Fields(row)))
        preference = self._scenery.context.preference
        orders = {
            queue_id: call_order(waiting[queue_id], preference, line.since_preferred)
            for queue_id, line in lines.items()
        }
        log = await ask("SELECT coalesce(max(id), 0) AS last FROM event")
        return Picture(lines, orders, log[0]["last"])

    def touched(self, log: int) -> set[str]:
        """Of whom or what something was done since the log had come so far."""
        return {row["whose"] for row in self._scenery.find(TOUCHED, log)}

    def compare(self, before: Picture) -> None:
        """Nobody's place got worse unless they can read why, and whoever was passed was not passed too often."""
        after = self.picture()
        logged = self._scenery.find(LOGGED, before.log)
        told = {row["ticket_id"] for row in logged if row["kind"] in ("passed", "passed_over")}
        for queue_id, order in before.orders.items():
            now = {one.id: place for place, one in enumerate(after.orders[queue_id])}
            worse = {one.id for place, one in enumerate(order) if now.get(one.id, -1) > place}
            assert worse <= told, f"further back without a word: {worse - told}"
            self._count(before.lines[queue_id], after.lines[queue_id], order, now)
        for row in logged:
            if (row["kind"], row["reason"]) == ("passed_over", "not_ready"):
                self._bounded(self.skipped, self._stay(row["ticket_id"]), READY_BOUND)

    def _count(self, before: Queue, after: Queue, order: list[Ticket], now: Mapping[TicketId, int]) -> None:
        if after.calls == before.calls:
            return
        assert after.calls == before.calls + 1
        jump = after.jumps > before.jumps
        calls = self.calls.setdefault(before.id, [])
        calls.append(jump)
        assert sum(calls[-self._scenery.context.preference.every :]) <= 1, "preference out of turn"
        if jump:
            at = next(place for place, one in enumerate(order) if one.id not in now)
            for one in order[at + 1 :]:
                if seniority(one) < seniority(order[at]):
                    self._bounded(self.passed, (one.id, one.moves), self._scenery.context.preference.bound)

    def _stay(self, ticket_id: TicketId) -> Stay:
        return ticket_id, self._scenery.ticket(ticket_id)["moves"]

    def _bounded(self, counter: Counter[Stay], stay: Stay, bound: int) -> None:
        counter[stay] += 1
        assert counter[stay] <= bound, "passed too often"
