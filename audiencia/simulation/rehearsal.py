"""A rehearsed jornada: citizens and directors who do by the protocol what people do, without sound or picture.

`script` is pure: who comes, when, for what, and with which result. `play` lives through it against a running installation, each
one over a socket of their own.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from audiencia.simulation.citizen import CitizenClient
from audiencia.simulation.director import DirectorClient
from audiencia.simulation.trouble import ClientError, Refused

IMMEDIATE = 0.7
SPEAK = 0.6
"""How many of those with an immediate answer say afterwards whether it was resolved; of them, one in `DOUBTS` says no."""
DOUBTS = 12
AT_ONCE = 8
"""Forms that are on their way at the same time."""
PATIENCE = 900.0
"""Seconds for one jornada above what it is spread over."""
TALK_SHARE = 0.02
"""A conversation lasts about so much of the whole."""
MATTERS = (
    "Ensayo: quiero saber cómo va mi trámite",
    "Ensayo: hay una falla en mi calle",
    "Ensayo: pido una orientación sobre los requisitos",
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A director's account, and the topics of the department."""

    department: str
    topics: tuple[str, ...]
    login: str
    password: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One citizen. `arrives` and `talks` are parts of the whole; `word`: what they say of the result, if anything."""

    department: str
    topic: str
    arrives: float
    talks: float
    immediate: bool
    word: bool | None
    contact: str
    matter: str


@dataclass
class Tally:
    """What happened, for whoever watches."""

    joined: int = 0
    attended: int = 0
    immediate: int = 0
    said: int = 0
    trouble: list[str] = field(default_factory=list)


def script(seats: Sequence[Seat], people: int, random: Random) -> list[Visit]:
    """So many citizens, in the order in which they come: many at the beginning, some of each department, `IMMEDIATE` of them with
    an immediate answer, to the nearest whole person.
    """
    outcomes = [True] * round(people * IMMEDIATE) + [False] * (people - round(people * IMMEDIATE))
    random.shuffle(outcomes)
    arrivals = sorted(random.random() ** 1.6 * 0.85 for _ in range(people))
    weights = [random.uniform(0.7, 1.6) for _ in seats]
    line = random.getrandbits(20)
    visits = []
    for number, (arrives, immediate) in enumerate(zip(arrivals, outcomes, strict=True)):
        seat = random.choices(seats, weights)[0]
        word = random.randrange(DOUBTS) > 0 if immediate and random.random() < SPEAK else None
        contact = f"55 {(line * 1000 + number) % 10**8:08d}"
        talks = TALK_SHARE * random.lognormvariate(0, 0.6)
        visits.append(
            Visit(
                seat.department,
                random.choice(seat.topics),
                arrives,
                talks,
                immediate,
                word,
                contact,
                random.choice(MATTERS),
            )
        )
    return visits


async def play(
    address: str, seats: Sequence[Seat], visits: Sequence[Visit], *, seconds: float = 0.0,
    tell: Callable[[Tally], None] = lambda _: None,
) -> Tally:  # fmt: skip
    """Plays the whole script, spread over so many seconds; 0: as fast as it goes. Raises `ClientError` when a director cannot
    attend; a citizen who meets trouble is noted and the others go on.
    """
    stage = _Stage(address, seconds, tell)
    for visit in visits:
        stage.left[visit.department] = stage.left.get(visit.department, 0) + 1
    async with asyncio.timeout(PATIENCE + seconds), asyncio.TaskGroup() as group:
        for seat in seats:
            if stage.left.get(seat.department):
                group.create_task(stage.attend(seat))
        for visit in visits:
            group.create_task(stage.come(visit))
    return stage.tally


class _Stage:
    """What citizens and directors share: whose number is whose, and who is still to come."""

    def __init__(self, address: str, seconds: float, tell: Callable[[Tally], None]) -> None:
        self.address = address
        self.seconds = seconds
        self.tally = Tally()
        self.left: dict[str, int] = {}
        self._tell = tell
        self._door = asyncio.Semaphore(AT_ONCE)
        self._visits: dict[str, Visit] = {}
        self._changed = asyncio.Event()

    async def come(self, visit: Visit) -> None:
        """A citizen takes a number, waits, talks, and says whether it was resolved."""
        try:
            await asyncio.sleep(visit.arrives * self.seconds)
            async with CitizenClient(self.address, "es-MX") as citizen:
                citizen.views.patience = PATIENCE + self.seconds
                await self._join(citizen, visit)
                await self._be_attended(citizen)
                if visit.word is not None:
                    await citizen.say_resolved(visit.word)
                    self.tally.said += 1
        except ClientError as trouble:
            self.tally.trouble.append(str(trouble))
        finally:
            self.left[visit.department] -= 1
            self._noted()

    async def _join(self, citizen: CitizenClient, visit: Visit) -> None:
        async with self._door:
            await citizen.join(
                visit.department, visit.topic, name="Persona de ensayo", matter=visit.matter, contact=visit.contact
            )
            await citizen.connect()
        self._visits[citizen.view.ticket.number] = visit
        self.tally.joined += 1
        self._noted()

    async def _be_attended(self, citizen: CitizenClient) -> None:
        while True:
            view = await citizen.wait_for(
                lambda view: view.ticket.state in ("called", "absent", "served", "outcome_pending", "cancelled"),
                "the call",
            )
            state = view.ticket.state
            if state not in ("called", "absent"):
                return
            with suppress(Refused):  # the director took the call back, or it was missed; or calls again just now
                await (citizen.accept() if state == "called" else citizen.come_back())
            await citizen.wait_for(lambda view, state=state: view.ticket.state != state, "the answer")  # type: ignore[misc]

    async def attend(self, seat: Seat) -> None:
        """A director calls one after the other until nobody is left to come."""
        async with DirectorClient(self.address, "es-MX") as director:
            director.views.patience = PATIENCE + self.seconds
            await director.sign_in(seat.login, seat.password)
            await director.connect()
            await director.open_room()
            while await self._somebody(director, seat.department):
                if await self._call(director):
                    await self._conclude(director)
            await director.close_room()

    async def _somebody(self, director: DirectorClient, department: str) -> bool:
        """Waits for somebody who waits; `False` when all have been here."""
        while not director.view.waiting:
            if self.left[department] == 0:
                return False
            self._changed.clear()
            seen = asyncio.create_task(director.views.next(within=2.0))
            noted = asyncio.create_task(self._changed.wait())
            await asyncio.wait({seen, noted}, return_when=asyncio.FIRST_COMPLETED)
            for task in (seen, noted):
                task.cancel()
            await asyncio.gather(seen, noted, return_exceptions=True)
        return True

    async def _call(self, director: DirectorClient) -> bool:
        """Whether somebody was called and answered."""
        try:
            await director.call_next()
        except Refused:
            await director.refresh()
            return False
        view = await director.wait_for(lambda view: view.room.state in ("in_call", "available"), "an answer")
        return view.room.state == "in_call"

    async def _conclude(self, director: DirectorClient) -> None:
        assert director.view.current is not None, "a room in a call holds somebody"
        visit = self._visits[director.view.current.number]
        await asyncio.sleep(visit.talks * self.seconds)
        await director.end_call()
        await director.record_outcome("resolved_immediately" if visit.immediate else "in_process")
        self.tally.attended += 1
        self.tally.immediate += visit.immediate
        self._noted()

    def _noted(self) -> None:
        self._changed.set()
        self._tell(self.tally)


def seats_of(topics: Mapping[str, Sequence[str]], accounts: Mapping[str, tuple[str, str]]) -> list[Seat]:
    """A seat for each department of which there is an account (login and password)."""
    return [Seat(slug, tuple(topics[slug]), *account) for slug, account in accounts.items() if topics.get(slug)]
