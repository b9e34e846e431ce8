"""Changes of who is in a call, with losses, warm caches, and requests for packets from before: nothing of another comes.

Three citizens send all the time and lose packets, which they send again late, also after they have left the call. After
each change the director asks for everything that was received lately, of whomever it was, and for what is still to come.
`make soak-secrecy` makes 1,000 changes; the tests a few of them.
"""

import asyncio
import os
import random
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from audiencia.core.ids import RoomId
from audiencia.media.packets import rtcp
from tests.integration.media.raw_calls import Came, Person, raw_person
from tests.integration.media.workers import Worker, both_ways, running_worker

SWITCHES = int(os.environ.get("AUDIENCIA_SWITCHES", "25"))
SEED = int(os.environ.get("AUDIENCIA_MEDIA_SEED", "20261125"))
CITIZENS = ("ticket:a", "ticket:b", "ticket:c")
DIRECTOR = "room:1"
ROOM = RoomId(1)
LOSS = 0.08
REMEMBERED = 120


class Talker:
    """Sends marked sound and pictures; loses some, and sends them again late when asked."""

    def __init__(self, person: Person, dice: random.Random) -> None:
        self.person = person
        self._dice = dice
        self._lost: dict[int, tuple[bytes, bool]] = {}
        self._asked = 0

    async def talk(self) -> None:
        mark = b"|" + self.person.name.encode()
        while True:
            key = self._dice.random() < 0.4
            number = self.person.frame(mark, key, lost=(lost := self._dice.random() < LOSS))
            if lost:
                self._lost[number & 0xFFFF] = mark, key
            self.person.sound(mark)
            await asyncio.sleep(self._dice.uniform(0.004, 0.016))
            self._answer()

    def _answer(self) -> None:
        """A round late: by then another may be in the call."""
        for numbers in self.person.asked[self._asked :]:
            for number in numbers:
                if number in self._lost:
                    body, key = self._lost[number]
                    self.person.repeat(number, body, key)
        self._asked = len(self.person.asked)


class Witness:
    """Looks at every packet of the director. In a slot nothing of another may come after the first of the present one."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.allowed: str | None = None
        self.before: str | None = None
        self.begun: set[str] = set()
        self.foreign: list[tuple[str, bool, bytes]] = []
        self.again = 0
        self.lately: dict[str, deque[int]] = {slot: deque(maxlen=REMEMBERED) for slot in ("audio0", "video0")}
        self._looked = 0

    def look(self) -> None:
        for came in self.person.came[self._looked :]:
            self._see(came)
        self._looked = len(self.person.came)

    def has_begun(self) -> bool:
        """Whether sound and a picture of the one who is allowed have come."""
        self.look()
        return self.begun == {"audio0", "video0"}

    def _see(self, came: Came) -> None:
        mark = came.payload.rpartition(b"|")[2].decode()
        if not came.again:
            self.lately[came.slot].append(came.original)
        self.again += came.again
        if mark == self.allowed:
            self.begun.add(came.slot)
        elif mark != self.before or came.slot in self.begun:
            self.foreign.append((came.slot, came.again, came.payload))

    def turn(self, allowed: str | None, before: str | None) -> None:
        self.look()
        self.allowed, self.before, self.begun = allowed, before, set()

    def ask_for_everything(self) -> None:
        """Whatever was received lately, by its numbers, and the numbers that come next."""
        for slot, numbers in self.lately.items():
            asked = [*numbers, *((numbers[-1] + n & 0xFFFF for n in range(1, 9)) if numbers else ())]
            for at in range(0, len(asked), 60):
                ssrc = self.person.peer.answered.slots[slot]
                self.person.peer.send_rtcp(rtcp.receiver_report(()) + rtcp.nack(ssrc, asked[at : at + 60]))


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    async with running_worker() as started:
        yield started


async def all_arrived(worker: Worker, director: Person) -> None:
    """Waits until all that the worker has sent is here."""
    async with asyncio.timeout(90):
        while True:
            sent = next(peer.packets_out for peer in (await worker.control.state()).peers if peer.party == DIRECTOR)
            if sent == len(director.came) + director.peer.refused:
                return
            await asyncio.sleep(0.002)


async def test_nothing_of_another_is_ever_sent(worker: Worker) -> None:
    dice = random.Random(SEED)
    async with AsyncExitStack() as stack:
        director = await stack.enter_async_context(raw_person(worker, DIRECTOR))
        talkers = [Talker(await stack.enter_async_context(raw_person(worker, name)), dice) for name in CITIZENS]
        tasks = [asyncio.create_task(talker.talk()) for talker in talkers]
        witness, before = Witness(director), None
        try:
            for epoch in range(1, 2 * SWITCHES, 2):
                citizen = dice.choice([name for name in CITIZENS if name != before])
                witness.turn(citizen, before)
                await worker.control.put_room(ROOM, epoch, both_ways(DIRECTOR, citizen))
                witness.ask_for_everything()
                await director.until(witness.has_begun)
                witness.ask_for_everything()
                until = len(director.came) + dice.randrange(40)
                await director.until(lambda until=until: len(director.came) >= until)  # type: ignore[misc]
                before = citizen
                if dice.random() < 0.5:
                    await worker.control.put_room(ROOM, epoch + 1, [])
                    await all_arrived(worker, director)
                    witness.turn(None, None)
                    witness.ask_for_everything()
                    before = None
        finally:
            for task in tasks:
                task.cancel()
        witness.look()
    frames = sum(slot.startswith("video") for slot, _, _ in witness.foreign)
    print(f"{SWITCHES} switches, {len(director.came)} packets, {witness.again} sent again, "
          f"{sum(len(talker.person.asked) for talker in talkers)} requests to sources; "
          f"foreign: {frames} frames, {len(witness.foreign) - frames} packets of sound")  # fmt: skip
    assert witness.foreign == []
    assert witness.again > SWITCHES / 4
    assert any(talker.person.asked for talker in talkers)
