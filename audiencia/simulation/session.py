"""A simulated session: people who do by the pages and the protocol what people do, each over a socket of their own.

A practice plays slowly, for directors and moderators who are real: about so many people are there at any time, until all leave. A
rehearsal plays a script fast, with directors of its own, without sound or picture.

    python -m audiencia.simulation.session ADDRESS PEOPLE       a practice, until standard input ends
"""

import asyncio
import json
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import uuid4

from audiencia.core.errors import Code
from audiencia.simulation.citizen import CitizenClient
from audiencia.simulation.director import DirectorClient
from audiencia.simulation.trouble import ClientError, Refused
from audiencia.simulation.visits import FAST, SLOW, Pace, Place, Seat, Visit, plan, practised

KEY, DOOR = "AUDIENCIA_PRACTICE_KEY", "X-Practice"
CALLED = frozenset({"called", "connecting", "in_call"})
OVER = frozenset({"wrap_up", "outcome_pending", "served", "left", "cancelled", "no_show", "carried_over", "lapsed"})
AT_ONCE = 8  # Forms that are on their way at the same time.
AGAIN_SECONDS = 1.0  # Before a form is sent again that the server could not take.
LEAVING = 28.0  # Seconds that somebody has for leaving: fewer than whoever ends a practice waits for this program.
PATIENCE = 900.0  # Seconds for one rehearsal above what it is spread over.
LONG = 4 * 3600.0  # Seconds: longer than any practice; the process is ended before.


@dataclass
class Tally:
    """What happened, for whoever watches."""

    joined: int = 0
    attended: int = 0
    immediate: int = 0
    said: int = 0
    trouble: list[str] = field(default_factory=list)


class Session:
    """What citizens and directors share: how fast they are, whose number is whose, and who is still to come.
    `seconds`: what a rehearsal is spread over. `key`: what opens the door of a practice."""

    def __init__(
        self, address: str, pace: Pace = FAST, *, seconds: float = 0.0, key: str = "",
        chance: random.Random | None = None, tell: Callable[[Tally], None] = lambda _: None,
    ) -> None:  # fmt: skip
        self.tally = Tally()
        self._address, self._pace, self._seconds, self._key, self._tell = address, pace, seconds, key, tell
        self._patience = LONG if pace is SLOW else PATIENCE + seconds
        self._chance = chance or random.Random()  # noqa: S311 -- people, no secrets
        self._door = asyncio.Semaphore(AT_ONCE)
        self._visits: dict[str, Visit] = {}
        self._left: Counter[str] = Counter()
        self._changed = asyncio.Event()

    async def practise(self, people: int) -> None:
        """So many at a time, until cancelled: then all of them leave. One person's trouble keeps nobody else from coming."""
        known: Sequence[Place] = ()
        while not known:
            with suppress(ClientError, OSError, ValueError):
                known = await self.places()
            await asyncio.sleep(0 if known else 1)

        async def come_and_go() -> None:
            while True:
                await self._pause(self._pace.between)
                with suppress(ClientError, OSError, LookupError):
                    chance = self._chance
                    await self.visit(practised(chance.choice(known), chance, plan(chance.random())))

        async with asyncio.TaskGroup() as group:
            for _ in range(people):
                group.create_task(come_and_go())

    async def rehearse(self, seats: Sequence[Seat], visits: Sequence[Visit]) -> Tally:
        """Plays the whole script. Raises `ClientError` when a director cannot attend; a citizen who meets trouble is noted and the
        others go on."""
        self._left = Counter(visit.place[0] for visit in visits)
        async with asyncio.timeout(PATIENCE + self._seconds), asyncio.TaskGroup() as group:
            for seat in seats:
                if self._left[seat.department]:
                    group.create_task(self._attend(seat))
            for visit in visits:
                group.create_task(self._arrive(visit))
        return self.tally

    async def places(self) -> list[Place]:
        """Departments that take people now, with a topic each; several of one department come several times."""
        async with self._citizen() as looking:
            found = json.loads((await looking.browser.get("/tablero.json")).text)["lines"]
            pairs = []
            for line in found:
                page = await looking.browser.get(f"/areas/{line['slug']}")
                topics = sorted(set(re.findall(rf"/unirse/{re.escape(line['slug'])}/([a-z0-9-]+)", page.text)))
                pairs += [(line["slug"], topic) for topic in topics]
        return pairs

    async def visit(self, visit: Visit) -> str:
        """One person's visit, from the form to the end; gives the ticket's last state."""
        async with self._citizen() as one:
            # Who is told to go while coming has a number already, or is about to: it is given back all the same.
            coming = asyncio.create_task(self._come(one, visit))
            try:
                await asyncio.shield(coming)
                await self._take_part(one, visit)
                if visit.word is not None:
                    await one.say_resolved(visit.word)
                    self.tally.said += 1
            except asyncio.CancelledError:
                with suppress(ClientError, OSError, TimeoutError):
                    async with asyncio.timeout(LEAVING):
                        await coming
                        await _go(one)
                raise
            return one.view.ticket.state

    def _citizen(self) -> CitizenClient:
        one = CitizenClient(self._address, "es-MX")
        one.views.patience = self._patience
        if self._key:
            one.browser.headers[DOOR] = self._key
        return one

    async def _arrive(self, visit: Visit) -> None:
        """One of a script, at their time."""
        try:
            await asyncio.sleep(visit.arrives * self._seconds)
            await self.visit(visit)
        except ClientError as trouble:
            self.tally.trouble.append(str(trouble))
        finally:
            self._left[visit.place[0]] -= 1
            self._noted()

    async def _come(self, one: CitizenClient, visit: Visit) -> None:
        """Takes a number and opens the line."""
        async with self._door:
            await self._join(one, visit)
            await one.connect()
        if visit.sentences:
            await one.devices("none")
        self._visits[one.view.ticket.number] = visit
        self.tally.joined += 1
        self._noted()

    async def _join(self, one: CitizenClient, visit: Visit) -> None:
        """Sends the form, and again while the server says that a part is away: the same form twice is one number."""
        form = uuid4()
        while True:
            try:
                await one.join(
                    *visit.place, name=visit.name, matter=visit.matter, contact=visit.contact, submission_id=form
                )  # fmt: skip
                return
            except Refused as refused:
                if refused.code != Code.UNAVAILABLE:
                    raise
            await asyncio.sleep(AGAIN_SECONDS)

    async def _take_part(self, one: CitizenClient, visit: Visit) -> None:
        if visit.plan == "leave":
            await self._pause(self._pace.gives_up)
            await _go(one)
            return
        # Who has something to say of the result waits until it is recorded.
        over = OVER if visit.word is None else OVER - {"wrap_up"}
        awaited = CALLED | over | {"ready_check", "absent"}
        while True:
            state = (await one.wait_for(lambda view: view.ticket.state in awaited, "a call")).ticket.state
            if state in over or (state == "absent" and visit.plan == "miss"):
                return
            if state in ("connecting", "in_call"):
                await self._talk(one, visit)
                continue
            if visit.plan != "miss" or state == "ready_check":
                await self._pause(self._pace.answer)
                with suppress(Refused):  # too late, taken back, or called again just now: the next view says which
                    await self._answer(one, state)
            await one.wait_for(lambda view, state=state: view.ticket.state != state, "the answer")  # type: ignore[misc]

    async def _answer(self, one: CitizenClient, state: str) -> None:
        await {"ready_check": one.say_ready, "called": one.accept, "absent": one.come_back}[state]()

    async def _talk(self, one: CitizenClient, visit: Visit) -> None:
        """Says one sentence after the other; then waits for the director, or hangs up."""

        async def ends() -> None:
            await one.wait_for(lambda view: view.ticket.state not in CALLED, "the end of the call")

        for sentence in visit.sentences:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._chance.uniform(*self._pace.sentence)):
                    await ends()
            if one.view.ticket.state not in CALLED:
                return
            await one.write(sentence)
        if visit.plan == "hang_up":
            await one.hang_up()
        await ends()

    async def _attend(self, seat: Seat) -> None:
        """A director calls one after the other until nobody is left to come."""
        async with DirectorClient(self._address, "es-MX") as director:
            director.views.patience = self._patience
            await director.sign_in(seat.login, seat.password)
            await director.connect()
            await director.open_room()
            while await self._somebody(director, seat.department):
                if await _call(director):
                    await self._conclude(director)
            await director.close_room()

    async def _somebody(self, director: DirectorClient, department: str) -> bool:
        """Waits for somebody who waits; `False` when all have been here."""
        while not director.view.waiting:
            if self._left[department] == 0:
                return False
            self._changed.clear()
            seen = asyncio.create_task(director.views.next(within=2.0))
            noted = asyncio.create_task(self._changed.wait())
            await asyncio.wait({seen, noted}, return_when=asyncio.FIRST_COMPLETED)
            for task in (seen, noted):
                task.cancel()
            await asyncio.gather(seen, noted, return_exceptions=True)
        return True

    async def _conclude(self, director: DirectorClient) -> None:
        assert director.view.current is not None, "a room in a call holds somebody"
        visit = self._visits[director.view.current.number]
        await asyncio.sleep(visit.talks * self._seconds)
        await director.end_call()
        await director.record_outcome("resolved_immediately" if visit.immediate else "in_process")
        self.tally.attended += 1
        self.tally.immediate += visit.immediate
        self._noted()

    async def _pause(self, span: tuple[float, float]) -> None:
        await asyncio.sleep(self._chance.uniform(*span))

    def _noted(self) -> None:
        self._changed.set()
        self._tell(self.tally)


async def _go(one: CitizenClient) -> None:
    """Out of the line, or out of the call."""
    if one.view.ticket.state in ("in_call", "on_hold"):
        await one.hang_up()
    elif one.view.ticket.state not in OVER:
        await one.leave()


async def _call(director: DirectorClient) -> bool:
    """Whether somebody was called and answered."""
    try:
        await director.call_next()
    except Refused:
        await director.refresh()
        return False
    view = await director.wait_for(lambda view: view.room.state in ("in_call", "available"), "an answer")
    return view.room.state == "in_call"


async def _until_input_ends() -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


async def main(address: str, people: int) -> None:
    """Plays a practice until standard input ends."""
    playing = asyncio.create_task(Session(address, SLOW, key=os.environ[KEY]).practise(people))
    await _until_input_ends()
    playing.cancel()
    with suppress(asyncio.CancelledError):
        await playing


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
