"""Who is let in when more come at once than a node can take."""

import asyncio
from uuid import uuid4

from audiencia.core.errors import Unavailable
from audiencia.core.ids import AttentionId
from audiencia.signaling.namespaces.turns import LOOKED_AT_AGAIN, Turns


class Rooms:
    """Stands for the database: whom rooms hold, how often that was asked, and whether it answers."""

    def __init__(self, *held: AttentionId) -> None:
        self.held = frozenset(held)
        self.asked = 0
        self.away = False
        self.now = 0.0

    async def read(self) -> frozenset[AttentionId]:
        self.asked += 1
        if self.away:
            raise Unavailable
        return self.held

    def clock(self) -> float:
        return self.now


class Line:
    """People who come to the same node, and stay in their turn until they are told to go."""

    def __init__(self, rooms: Rooms, at_once: int) -> None:
        self.turns = Turns(rooms.read, at_once, rooms.clock)
        self.inside: list[AttentionId | None] = []
        self._go = dict[AttentionId | None, asyncio.Event]()
        self._tasks = list[asyncio.Task[None]]()

    async def come(self, attention_id: AttentionId | None) -> None:
        self._go[attention_id] = asyncio.Event()
        self._tasks.append(asyncio.create_task(self._stay(attention_id)))
        await self.settle()

    async def go(self, attention_id: AttentionId | None) -> None:
        self._go[attention_id].set()
        await self.settle()

    async def _stay(self, attention_id: AttentionId | None) -> None:
        async with self.turns.take(attention_id):
            self.inside.append(attention_id)
            await self._go[attention_id].wait()

    @staticmethod
    async def settle() -> None:
        for _ in range(10):
            await asyncio.sleep(0)

    async def end(self) -> None:
        for one in self._go.values():
            one.set()
        await asyncio.gather(*self._tasks)


def people(number: int) -> list[AttentionId]:
    return [AttentionId(uuid4()) for _ in range(number)]


async def test_as_many_as_may_are_let_in_at_once_and_then_in_the_order_in_which_they_came() -> None:
    rooms, who = Rooms(), people(4)
    line = Line(rooms, at_once=2)
    for one in who:
        await line.come(one)
    assert line.inside == who[:2]
    await line.go(who[1])
    assert line.inside == who[:3]
    await line.go(who[0])
    assert line.inside == who
    await line.end()


async def test_whoever_a_room_holds_waits_for_nobody() -> None:
    waiting, called = people(2), AttentionId(uuid4())
    line = Line(Rooms(called), at_once=1)
    for one in (*waiting, called):
        await line.come(one)
    assert line.inside == [waiting[0], called]
    await line.end()


async def test_whom_rooms_hold_is_asked_only_when_there_is_no_room_and_once_in_a_while() -> None:
    rooms, who = Rooms(), people(5)
    line = Line(rooms, at_once=1)
    await line.come(who[0])
    assert rooms.asked == 0
    for one in who[1:]:
        await line.come(one)
    assert rooms.asked == 1
    rooms.now += LOOKED_AT_AGAIN
    called = AttentionId(uuid4())
    rooms.held = frozenset([called])
    await line.come(called)
    assert rooms.asked == 2
    assert line.inside == [who[0], called]
    await line.end()


async def test_while_the_database_is_away_everybody_waits_in_the_line() -> None:
    called, first = people(2)
    rooms = Rooms(called)
    rooms.away = True
    line = Line(rooms, at_once=1)
    await line.come(first)
    await line.come(called)
    assert line.inside == [first]
    await line.go(first)
    assert line.inside == [first, called]
    await line.end()


async def test_whoever_goes_away_while_waiting_leaves_the_turn_to_the_next() -> None:
    first, gone, last = people(3)
    turns = Turns(Rooms().read, 1)
    entered = list[AttentionId]()

    async def come(one: AttentionId, stay: asyncio.Event) -> None:
        async with turns.take(one):
            entered.append(one)
            await stay.wait()

    stay = asyncio.Event()
    tasks = [asyncio.create_task(come(one, stay)) for one in (first, gone, last)]
    await Line.settle()
    tasks[1].cancel()
    stay.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert entered == [first, last]
