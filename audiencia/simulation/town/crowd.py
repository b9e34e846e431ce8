"""Who takes part, and what all of them share."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any, TypeVar

from audiencia.simulation.citizen import CitizenClient
from audiencia.simulation.client import Client
from audiencia.simulation.director import DirectorClient
from audiencia.simulation.history import About, Follower, History
from audiencia.simulation.moderator import ModeratorClient
from audiencia.simulation.town.acting import PATIENCE, stubborn
from audiencia.simulation.waiting import Seen

LANGUAGE = "es-MX"
MODERATOR, FRONT_DESK = "moderacion", "ventanilla"
WAITS = ("waiting", "ready_check", "postponed")
OVER = frozenset({"served", "left", "cancelled", "lapsed", "carried_over", "no_show"})
A_DEPARTMENT = 6  # About so many people are there for each department that attends.
ADDRESSES = 2**16
AnyClient = TypeVar("AnyClient", bound=Client)


@dataclass(frozen=True, slots=True)
class Script:
    """`people` are there at a time; they come at `rate` a second, at once at the beginning and afterwards as places fall free.
    `think`: seconds that a director takes for each act, on average. `passwords` by login; `topics` by department. `network`: the first
    octet of the addresses that people come from, which are this machine's own (RFC 1122, section 3.2.1.3)."""

    address: str
    passwords: Mapping[str, str]
    topics: Mapping[str, Sequence[str]]
    people: int
    rate: float
    think: float
    seed: int
    network: int = 127

    @property
    def departments(self) -> tuple[str, ...]:
        """Those that attend: more with more people."""
        able = [one for one in sorted(self.topics) if director_of(one) in self.passwords]
        return tuple(able[: max(3, self.people // A_DEPARTMENT)])


@dataclass
class Crowd:
    """Clients by number or department, made and closed here. Acts wait while `awake` is not set."""

    script: Script
    history: History
    stack: AsyncExitStack
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    citizens: dict[str, CitizenClient] = field(default_factory=dict)
    desks: dict[str, DirectorClient] = field(default_factory=dict)
    moderator: ModeratorClient = field(init=False)
    numbers: "count[int]" = field(default_factory=partial(count, 1))
    _acting: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.script.seed)  # noqa: S311 -- people, no secrets
        self.departments = self.script.departments

    def here(self) -> list[CitizenClient]:
        """Citizens whose visit is not over."""
        return [one for one in self.citizens.values() if not is_over(one)]

    def other(self, department: str) -> str:
        """Another department."""
        return self.rng.choice([one for one in self.departments if one != department])

    def topic(self, department: str) -> str:
        """A random topic of the department."""
        return self.rng.choice(self.script.topics[department])

    def contact(self) -> str:
        """A telephone that nobody gave before."""
        return f"722 6{next(self.numbers):06d}"

    async def enter(self, client: AnyClient) -> AnyClient:
        """Somebody of the staff, from a network of their own: limits are counted by address. Closed with `stack`."""
        await self.stack.enter_async_context(client)
        await client.browser.come_from(self.address())
        return client

    def address(self) -> str:
        """One of this machine's own addresses."""
        number = self.rng.randrange(ADDRESSES)
        return f"{self.script.network}.{1 + self.rng.randrange(200)}.{number // 256}.{number % 256}"

    def follow(self, client: Client, who: str, seen: Seen[Any], about: About) -> None:
        """Everything that this one does is noted from now on."""
        seen.patience = PATIENCE
        client.line.watch = Follower(self.history, who, about)
        client.line.watch.connected(client.line.connected)

    async def welcome(self, come: Callable[[CitizenClient], Awaitable[object]]) -> None:
        """Somebody comes into the line, as `come` does it, and opens the page."""
        citizen = CitizenClient(self.script.address, LANGUAGE)
        citizen.views.patience = PATIENCE
        try:
            await citizen.browser.come_from(self.address())
            await stubborn(lambda: come(citizen))
            view = await stubborn(citizen.connect)
        except BaseException:
            await citizen.close()
            raise
        number = view.ticket.number
        self.history.took_number(number)
        self.follow(citizen, number, citizen.views, lambda: number)
        self.history.saw(view)
        citizen.views.told = self.history.saw
        self.citizens[number] = citizen

    @contextmanager
    def acting(self, citizen: CitizenClient) -> Iterator[None]:
        """Somebody who is in the midst of an act begins no other, and does not go."""
        number = citizen.view.ticket.number
        self._acting[number] += 1
        try:
            yield
        finally:
            self._acting[number] -= 1

    def idle(self) -> list[CitizenClient]:
        """Citizens who wait, or were absent, and are in the midst of no act."""
        states = (*WAITS, "absent")
        return [
            one for number, one in self.citizens.items() if one.view.ticket.state in states and not self._acting[number]
        ]

    async def part(self) -> None:
        """Closes the pages of those whose visit is over."""
        await self._close([
            number for number, one in self.citizens.items() if is_over(one) and not self._acting[number]
        ])  # fmt: skip

    async def all_go(self) -> None:
        """Everybody closes the page."""
        await self._close(list(self.citizens))
        for who in [*map(director_of, self.desks), MODERATOR]:
            self.history.gone(who)
        await self.stack.aclose()

    async def _close(self, numbers: Sequence[str]) -> None:
        going = [(number, self.citizens.pop(number)) for number in numbers]
        for number, _citizen in going:
            self.history.gone(number)
        await asyncio.gather(*(citizen.close() for _number, citizen in going))


def is_over(citizen: CitizenClient) -> bool:
    """Whether nothing more happens in this visit."""
    return citizen.view.ticket.state in OVER or citizen.view.outcome is not None


def director_of(department: str) -> str:
    """The login of the one who attends there."""
    return f"direccion-{department}"
