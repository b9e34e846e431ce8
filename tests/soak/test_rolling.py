"""Web processes are replaced one after the other under calls and long lines: nobody loses a call, a page, a number or a place.

`make soak-rolling` replaces 50 beside 20 calls and 500 people who wait.
"""

import asyncio
import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import aiohttp
import pytest
from yarl import URL

from audiencia.operations.context import open_context
from audiencia.settings.config import load_municipality
from audiencia.simulation.trouble import ClientError
from audiencia.staff import passwords, store
from audiencia.staff.roles import Role
from benchmarks.waiting_client import Person, Refused
from tests.integration.kills.conftest import Served, serving
from tests.integration.kills.test_web_processes import IN_PLACE, PROCESSES, both_answer
from tests.integration.signaling.scenes import begin_call
from tests.support import invariants, quick_hashing
from tests.support.audience import ROOT, People, until
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient
from tests.support.soaking import SOAK
from tests.support.stage import Stage

RESTARTS, CALLS, WAITING = (
    int(os.environ.get(f"AUDIENCIA_{name}", least)) for name, least in (("RESTARTS", 5), ("CALLS", 4), ("WAITING", 50))
)
LINES = 8
"""Lines in which people wait; the calls are in others."""
PAGES_EVERY, JOINS_EVERY, LOOKS_EVERY = 0.05, 0.5, 0.2
PAUSE = 0.5
KEPT = ROOT / "var" / "soak-rolling"
SILENT_SECONDS = 5.0
"""Longer without a packet, on a machine that is this busy, is a call that was cut off."""
SOUND_A_SECOND = 5.0
STEPS = """
    SELECT event.id, event.kind FROM event JOIN ticket ON ticket.id = ticket_id
    WHERE number = ANY($1) AND to_state IS NOT NULL ORDER BY event.id"""
"""What led each of these tickets from one state to another."""
GONE = (
    "SELECT count(*) FROM event JOIN ticket ON ticket.id = ticket_id WHERE number = ANY($1) AND kind = 'disconnected'"
)
"""On a machine so busy that somebody needs longer than a node's lease to come back, they are noted as gone for that long."""

pytestmark = pytest.mark.skipif(not SOAK, reason="long: make soak-rolling")


@dataclass
class Asked:
    """How much was asked of the service, by kind, and what failed of it."""

    done: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

    async def again_and_again(self, kind: str, every: float, ask: Callable[[], Awaitable[object]]) -> None:
        """Until cancelled."""
        while True:
            try:
                await ask()
            except (aiohttp.ClientError, ClientError, Refused, OSError, TimeoutError, AssertionError) as error:
                self.failed.append(f"{datetime.now(UTC):%H:%M:%S} {kind}: {error!r}")
            self.done[kind] += 1
            await asyncio.sleep(every)


@dataclass
class Waiting:
    """One who waits, and comes back whenever the socket ends (docs/protocol.md, section 12)."""

    person: Person
    asked: Asked
    place: int = 0

    @property
    def here(self) -> bool:
        """Whether the socket is up and has shown a view."""
        socket = self.person.socket
        return (
            socket is not None
            and socket.first.done()
            and socket.transport is not None
            and not socket.transport.is_closing()
        )

    async def stay(self) -> None:
        """Until cancelled."""
        gone = asyncio.Event()
        self.person.lost = gone.set
        while True:
            await gone.wait()
            gone.clear()
            while not self.here:
                await asyncio.sleep(PAUSE * random.uniform(0.75, 1.25))
                try:
                    await self.person.connect()
                except (Refused, OSError, TimeoutError) as error:
                    self.asked.failed.append(f"{datetime.now(UTC):%H:%M:%S} return: {error!r}")
                self.asked.done["return"] += 1


@dataclass
class Call:
    """Two who talk: sound goes both ways all the time."""

    citizen: CitizenClient
    director: DirectorClient
    stages: tuple[Stage, Stage]
    longest_silence: float = 0.0

    async def listen(self) -> None:
        """Until cancelled."""
        heard, since = [0, 0], [time.monotonic()] * 2
        while True:
            for side, stage in enumerate(self.stages):
                self.longest_silence = max(self.longest_silence, time.monotonic() - since[side])
                if stage.media.received > heard[side]:
                    heard[side], since[side] = stage.media.received, time.monotonic()
            await asyncio.sleep(LOOKS_EVERY)

    @property
    def goes_on(self) -> bool:
        """Both pages show it, and both media connections are up."""
        shown = self.citizen.line.connected and self.director.line.connected
        states = (self.citizen.view.ticket.state, self.director.view.room.state)
        return shown and states == ("in_call", "in_call") and {one.media.state for one in self.stages} == {"connected"}


@pytest.fixture
def pair(request: pytest.FixtureRequest) -> Iterator[Served]:
    """Everything from one command, with two web processes. What they logged is kept in `KEPT` when the test fails."""
    failed = request.session.testsfailed
    with serving(quick_hashing.NAME, web_processes=len(PROCESSES)) as running:
        yield running
        if request.session.testsfailed > failed:
            shutil.rmtree(KEPT, ignore_errors=True)
            shutil.copytree(running.log_folder, KEPT)


async def second_directors(pair: Served, slugs: list[str]) -> None:
    """Another director in each of these departments, `segunda-<slug>`."""
    async with open_context(pair.settings) as context:
        for slug in slugs:
            login, password = f"segunda-{slug}", passwords.generate()
            hashed = await passwords.hash_password(password)
            async with context.database.begin() as tx:
                department = await tx.conn.fetchval("SELECT id FROM department WHERE slug = $1", slug)
                await store.ensure_account(tx.conn, login, "Segunda titular", Role.DIRECTOR, department, hashed)
            pair.passwords[login] = password


def hears(stage: Stage) -> bool:
    return stage.media.received > 0


async def talk(people: People, stack: AsyncExitStack, department: str, topic: str, login: str) -> Call:
    citizen, director = await people.citizen(department, topic), await people.director(department, login)
    stages = await stack.enter_async_context(Stage(citizen)), await stack.enter_async_context(Stage(director))
    await director.open_room()
    await asyncio.gather(*(one.connect() for one in stages))
    await begin_call(citizen, director)
    for one in stages:
        one.media.send("microphone", login.encode(), SOUND_A_SECOND)
    await asyncio.gather(*(one.media.wait(partial(hears, one)) for one in stages))
    return Call(citizen, director, stages)


async def beside(pair: Served, people: People, lines: list[tuple[str, str]], asked: Asked, group: asyncio.TaskGroup,
                 stack: AsyncExitStack) -> list[asyncio.Task[None]]:  # fmt: skip
    """Pages over new and over kept connections, and people who take numbers, all the while."""
    new = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)))
    kept = await stack.enter_async_context(aiohttp.ClientSession())

    async def page(session: aiohttp.ClientSession) -> None:
        async with session.get(f"{pair.url}/areas") as answer:
            await answer.read()
            assert answer.status == 200, answer.status

    async def join() -> None:
        number = asked.done["join"]
        visitor = await people.visitor()
        await visitor.browser.come_from(f"127.1.{number // 250}.{1 + number % 250}")
        department, topic = lines[number % len(lines)]
        await visitor.join(department, topic, name="Rosa", matter="Una fuga de agua")
        await visitor.close()

    ways = (
        ("page", PAGES_EVERY, partial(page, new)),
        ("kept", PAGES_EVERY, partial(page, kept)),
        ("join", JOINS_EVERY, join),
    )
    return [group.create_task(asked.again_and_again(*way)) for way in ways]


async def replace_one(pair: Served, name: str, waiting: list[Waiting], calls: list[Call]) -> float:
    """Tells it to end; gives how many seconds passed until another one answers and everybody is back."""
    ends, began = pair.pid(name), time.monotonic()
    os.kill(ends, signal.SIGTERM)
    await until(partial(pair.back, name, ends), f"another {name}")
    await both_answer(pair)
    await until(lambda: all(one.here for one in waiting), "everybody who waits")
    await until(lambda: all(one.goes_on for one in calls), "everybody who talks")
    return time.monotonic() - began


async def test_nobody_notices_that_web_processes_are_replaced(pair: Served) -> None:
    lines = [
        (one.slug, next(topic.slug for topic in one.topics if topic.to is None))
        for one in load_municipality(ROOT / "config").public_departments
        if f"direccion-{one.slug}" in pair.passwords
    ]
    await pair.execute("UPDATE queue SET cap = 5000")
    await second_directors(pair, [slug for slug, _ in lines[LINES:]])
    rooms = [(*line, f"{who}-{line[0]}") for who in ("direccion", "segunda") for line in lines[LINES:]][:CALLS]
    assert len(rooms) == CALLS
    await both_answer(pair)
    asked = Asked()
    async with AsyncExitStack() as stack:
        people = People(pair.url, pair.passwords, stack)
        calls = [await talk(people, stack, *room) for room in rooms]
        waiting = [
            Waiting(Person(URL(pair.url), number, *lines[number % LINES]), asked) for number in range(1, WAITING + 1)
        ]
        for one in waiting:
            await one.person.arrive()
            one.place = one.person.seen.place
        numbers = [row["number"] for row in await pair.rows("SELECT number FROM ticket WHERE state = 'waiting'")]
        talking = [one.citizen.view.ticket.number for one in calls]
        assert len(numbers) == WAITING
        places, steps = await pair.rows(IN_PLACE, numbers), await pair.rows(STEPS, talking)
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one.stay()) for one in waiting] + [
                    group.create_task(one.listen()) for one in calls
                ]
                tasks += await beside(pair, people, lines[:LINES], asked, group, stack)
                took = [await replace_one(pair, PROCESSES[nth % 2], waiting, calls) for nth in range(RESTARTS)]
                for task in tasks:
                    task.cancel()
        finally:
            print(f"asked: {dict(asked.done)}; failed: {asked.failed}")
        moved = [(one.place, one.person.seen.place) for one in waiting if one.person.seen.place != one.place]
        gone = (await pair.rows(GONE, numbers + talking))[0]["count"]
        silence = max(one.longest_silence for one in calls)
        print(f"{RESTARTS} restarts of {max(took):.1f} s at most; "
              f"places changed: {len(moved)}; noted as gone: {gone}; longest silence of a call: {silence:.1f} s")  # fmt: skip
        assert asked.failed == []
        assert moved == [] and await pair.rows(IN_PLACE, numbers) == places
        assert await pair.rows(STEPS, talking) == steps and all(one.goes_on for one in calls)
        assert silence < SILENT_SECONDS
        await invariants.check(pair.rows)
        for one in waiting:
            assert one.person.socket is not None
            one.person.socket.close()
