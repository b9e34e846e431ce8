"""Whatever happens in a line, everybody is shown in the end what is theirs, though nobody is told of what is the same for them."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import cast
from unittest.mock import patch
from uuid import UUID

from hypothesis import Phase, given, settings
from hypothesis import strategies as some

from audiencia.core.ids import QueueId, TicketId
from audiencia.db.precedence import Precedence
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.estimate import Estimates
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.load_tickets import Known
from audiencia.queue.snapshot.order import SHOWN_SEATS, follow, order_of, tickets_in
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from audiencia.runtime.context import AppContext
from audiencia.runtime.forecast import Expected
from audiencia.signaling.fanout import AT_ONCE, Fanout
from tests.support.queue_builders import OPENS
from tests.support.view_builders import facts, snapshot

QUEUE = QueueId(1)
ACTS = (
    "joins",
    "joins ahead",
    "changes",
    "leaves",
    "calls",
    "joins elsewhere",
    "estimate",
    "reads slowly",
    "reads again",
    "looks",
    "time",
    "goes",
)
HISTORIES = some.lists(some.tuples(some.sampled_from(ACTS), some.integers(0, 30), some.booleans()), max_size=12)
"""What happens, to whom, and whether this node was told that tickets alone changed."""
BATCH = 0.002


class House:
    """Stands for the database: one line, as a reading finds it now."""

    def __init__(self) -> None:
        self.version = 1
        self.tickets: dict[TicketId, TicketFacts] = {}
        self.around: object = object()
        self.calls = 0
        self.estimates: dict[TicketId, Expected] = {}
        self._rule = (snapshot().preference, 0)
        self._read: dict[TicketId, TicketFacts] = {}
        self._order = order_of([], self._rule)

    async def read(
        self, context: AppContext, opened: object, queue_id: QueueId, watched: Collection[TicketId], known: Known | None
    ) -> tuple[Snapshot, Known]:
        """As a node reads it that kept the last reading."""
        now, before = dict(self.tickets), self._read
        changed = [at for at in now.keys() | before.keys() if now.get(at) is not before.get(at)]
        self._order = follow(self._order, QUEUE, before, now, changed, self._rule)
        self._read = now
        found = replace(snapshot(), version=self.version, tickets=now, around=self.around, kept_order=self._order)
        found = replace(found, queue=replace(found.queue, calls=self.calls))
        await asyncio.sleep(0)
        return replace(found, whole=frozenset(watched) & now.keys()), Known("1", {}, frozenset())

    def add(self, seen: Snapshot) -> Snapshot:
        """With the estimates of now."""
        return replace(seen, estimates=self.estimates)

    async def catch_up(self, seconds: float) -> None:
        """They are as they are."""

    def join(self, number: int, minute: int) -> TicketId:
        """Somebody more waits."""
        held, at = facts(number), TicketId(UUID(int=number + 1))
        self.tickets[at] = replace(
            held, ticket=replace(held.ticket, id=at, joined_at=OPENS + timedelta(minutes=minute))
        )
        return at


class Page:
    """A citizen's socket that remembers the last moment it was shown."""

    def __init__(self, fanout: Fanout, ticket_id: TicketId) -> None:
        self.queue_id: QueueId | None = QUEUE
        self.ticket_id = ticket_id
        self.precedence = Precedence.USUAL
        self.backlogged = self.deferred = False
        self.last: Snapshot | None = None
        self._fanout = fanout

    def looks_at(self, queue_id: QueueId) -> bool:
        return queue_id == self.queue_id

    async def greet(self) -> None:
        await self._fanout.show_now(self)

    async def show(self, seen: Snapshot) -> None:
        self.last = seen

    def patient(self, seen: Snapshot) -> bool:
        return seen.places.get(self.ticket_id, 0) > AT_ONCE

    def is_right(self, house: House) -> bool:
        """Whether all that this page would show is as it is now."""
        if self.last is None:
            return False
        order = order_of(tickets_in(QUEUE, house.tickets), (self.last.preference, 0))
        return (
            self.last.tickets.get(self.ticket_id) is house.tickets.get(self.ticket_id)
            and self.last.places.get(self.ticket_id) == order.places.get(self.ticket_id)
            and self.last.call_order.ids[:SHOWN_SEATS] == order.ids[:SHOWN_SEATS]
            and self.last.queue.calls == house.calls
            and self.last.estimates == house.estimates
        )


class Play:
    """A line of more people than are told at once, their pages, and what happens to them."""

    def __init__(self, house: House, fanout: Fanout) -> None:
        self.house, self.fanout = house, fanout
        self.pages = [self._page(number, number) for number in range(AT_ONCE + 3)]

    def _page(self, number: int, minute: int) -> Page:
        page = Page(self.fanout, self.house.join(number, minute))
        self.fanout.add(page)
        return page

    async def act(self, act: str, whom: int, *, slight: bool) -> None:
        """One act; most change the line, and the node is told of it."""
        house, page = self.house, self.pages[whom % len(self.pages)]
        held = house.tickets[page.ticket_id]
        match act:
            case "joins" | "joins ahead":
                self.pages.append(self._page(len(self.pages), len(self.pages) if act == "joins" else -len(self.pages)))
            case "changes":
                house.tickets[page.ticket_id] = replace(held, generation=held.generation + 1)
            case "leaves":
                house.tickets[page.ticket_id] = replace(held, ticket=replace(held.ticket, state=TicketState.LEFT))
            case "calls":
                house.around, house.calls = object(), house.calls + 1
            case "joins elsewhere":
                house.around = object()
            case "estimate":
                moment = OPENS + timedelta(minutes=whom)
                house.estimates = {page.ticket_id: Expected(moment, moment)}
                return self.fanout.tell_again(QUEUE)
            case "reads slowly" | "reads again":
                page.backlogged = act == "reads slowly"
                return None
            case "looks":
                return await page.greet()
            case "time":
                return await asyncio.sleep(BATCH)
            case "goes":
                self.fanout.remove(page)
                self.pages = [one for one in self.pages if one is not page] or [page]
                return None
        house.version += 1
        return self.fanout.hint(QUEUE, house.version, slight=slight and act in ("joins", "changes"))


async def play(history: list[tuple[str, int, bool]]) -> None:
    """Plays it, and waits until everybody was shown what is theirs."""
    house = House()
    with (
        patch.object(load_snapshot, "read", house.read),
        patch("audiencia.signaling.fanout.BATCH_SECONDS", BATCH),
        patch("audiencia.signaling.fanout.RETRY_SECONDS", BATCH),
    ):
        fanout = Fanout(cast(AppContext, None), cast(Estimates, house))
        running = asyncio.create_task(fanout.run())
        acting = Play(house, fanout)
        for act, whom, slight in history:
            await acting.act(act, whom, slight=slight)
        for page in acting.pages:
            page.backlogged = False
        async with asyncio.timeout(30):
            while not all(page.is_right(house) for page in acting.pages if page in fanout._lookers):
                await asyncio.sleep(BATCH)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


@given(HISTORIES)
@settings(
    max_examples=60, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)  # what fails takes 30 s: too long to be made smaller
def test_in_the_end_everybody_was_shown_what_is_theirs(history: list[tuple[str, int, bool]]) -> None:
    asyncio.run(play(history))
