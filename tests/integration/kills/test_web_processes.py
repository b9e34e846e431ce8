"""Two web processes behind one port: one is killed, or told to end, and nobody of the other notices; nobody loses a place."""

import asyncio
import os
import re
import signal
import urllib.request
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp
import pytest

from audiencia.queue.call.presence import PATIENCE_SECONDS
from audiencia.simulation.line import Line
from tests.integration.kills.conftest import Served, serving
from tests.integration.signaling.scenes import talking
from tests.support import invariants
from tests.support.audience import People, until
from tests.support.citizen_client import CitizenClient

PROCESSES = ("web", "web-2")
DEPARTMENTS = ("agua", "tesoreria", "bienestar")
MOST = 40
"""More people than it ever takes until both processes have two."""
HALF_A_FORM = (
    b"POST /unirse/agua/fugas HTTP/1.1\r\nHost: %b\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 9\r\n\r\nname="
)
IN_PLACE = "SELECT number, state, connected, joined_at FROM ticket WHERE number = ANY($1) ORDER BY number"
NODES = (
    "SELECT node_id::text AS node, number FROM connection JOIN ticket ON ticket.id = ticket_id WHERE number = ANY($1)"
)
NOTED = "SELECT kind FROM event JOIN ticket ON ticket.id = ticket_id WHERE number = ANY($1) AND kind LIKE '%connected'"

ENDED_LONG_AGO = (
    "UPDATE node SET lease_until = lease_until - make_interval(secs => $2) WHERE id = $1::text::uuid RETURNING id"
)


@pytest.fixture(scope="module")
def pair() -> Iterator[Served]:
    """Everything from one command, with two web processes."""
    with serving("audiencia", web_processes=2) as running:
        yield running


@pytest.fixture
async def crowd(pair: Served) -> AsyncIterator[People]:
    """Makes clients; at the end all invariants hold."""
    async with AsyncExitStack() as stack:
        yield People(pair.url, pair.passwords, stack)
        await invariants.check(pair.rows)


def metric(pair: Served, pattern: str) -> dict[str, int]:
    """What `/metrics` says of each process that answers."""
    with urllib.request.urlopen(f"{pair.url}/metrics", timeout=30) as answer:
        found = re.findall(pattern, answer.read().decode(), re.M)
    return {process: int(count) for process, count in found}


def sockets(pair: Served) -> dict[str, int]:
    """How many citizens' sockets each process has."""
    return metric(pair, r'^audiencia_sockets\{namespace="/citizen",process="(.+)"\} (\d+)')


async def both_answer(pair: Served) -> None:
    """Waits until both processes take connections: one alone already makes the port answer."""

    async def both() -> bool:
        found = await asyncio.to_thread(
            metric, pair, r'^audiencia_event_loop_longest_block_seconds\{process="(.+)"\} (\d+)'
        )
        return set(found) == set(PROCESSES)

    await until(both, "both web processes", 90)


async def people_of_both(pair: Served, crowd: People) -> dict[str, CitizenClient]:
    """Enough citizens that each process holds two of their sockets, by number."""
    await both_answer(pair)
    found: dict[str, CitizenClient] = {}
    for place in range(MOST):
        citizen = await crowd.citizen(DEPARTMENTS[place % len(DEPARTMENTS)])
        found[citizen.view.ticket.number] = citizen
        here = await asyncio.to_thread(sockets, pair)
        if min(here.get(process, 0) for process in PROCESSES) >= 2:
            return found
    raise AssertionError(f"one process took nobody: {here}")


async def by_node(pair: Served, numbers: list[str]) -> dict[str, set[str]]:
    """The numbers whose sockets each node holds."""
    found: dict[str, set[str]] = {}
    for row in await pair.rows(NODES, numbers):
        found.setdefault(row["node"], set()).add(row["number"])
    return found


@dataclass
class Here:
    """People of both processes, as they were before one of them ended."""

    pair: Served
    people: dict[str, CitizenClient]
    nodes: dict[str, set[str]]
    connections: dict[str, int]
    places: list[dict[str, Any]]

    @classmethod
    async def now(cls, pair: Served, people: dict[str, CitizenClient]) -> "Here":
        """Notes how they are."""
        nodes = await by_node(pair, list(people))
        connections = {number: one.line.connections for number, one in people.items()}
        return cls(pair, people, nodes, connections, await pair.rows(IN_PLACE, list(people)))

    def moved(self) -> set[str]:
        """Who is connected anew."""
        return {
            n for n, one in self.people.items() if one.line.connected and one.line.connections > self.connections[n]
        }

    async def one_node_moves(self) -> str:
        """Everybody of one node comes back, and nobody of the other had to. Gives that node."""
        await until(lambda: any(group <= self.moved() for group in self.nodes.values()), "all of one node")
        found = [node for node, group in self.nodes.items() if group == self.moved()]
        assert len(found) == 1
        return found[0]

    async def all_are_in_place(self) -> None:
        """Everybody has the same place and state, and is there."""
        assert await self.pair.rows(IN_PLACE, list(self.people)) == self.places


@pytest.mark.long
async def test_what_is_said_in_a_call_reaches_pages_at_both(pair: Served, crowd: People) -> None:
    await both_answer(pair)
    citizen, director = await talking(crowd, "seguridad")
    assert citizen.view.talk is not None
    call, heard = citizen.view.talk.call, []

    def hear(page: int, event: str, payload: Mapping[str, Any]) -> None:
        if event in ("call_keys", "typing"):
            heard.append((page, payload["body" if event == "call_keys" else "text"]))

    async with AsyncExitStack() as stack:
        pages = 0
        while len(await pair.rows("SELECT DISTINCT node_id FROM connection WHERE room_id IS NOT NULL")) < 2:
            line = Line(director.browser, "/director", partial(hear, pages))
            await line.open()
            stack.push_async_callback(line.close)
            pages += 1
        while len({page for page, _ in heard}) < pages:  # until both have subscribed
            await citizen.say_keys(call, "Zmlyc3Q")
            await asyncio.sleep(0.1)
        await citizen.say_keys(call, "c2Vjb25k")
        await citizen.type(call, "No oigo")
        await until(lambda: len([1 for _, body in heard if body == "No oigo"]) == pages, "every page")
        for page in range(pages):
            assert [body for at, body in heard if at == page][-2:] == ["c2Vjb25k", "No oigo"]
        assert len([1 for _, body in heard if body != "Zmlyc3Q"]) == 2 * pages


async def test_one_is_killed_and_nobody_of_the_other_notices(pair: Served, crowd: People) -> None:
    here = await Here.now(pair, await people_of_both(pair, crowd))
    assert len(here.nodes) == 2
    died = pair.kill("web-2")
    await here.one_node_moves()
    await until(partial(pair.back, "web-2", died), "the second web process")
    await both_answer(pair)
    await here.all_are_in_place()


@pytest.mark.long
async def test_one_is_told_to_end_and_is_drained(pair: Served, crowd: People) -> None:
    here = await Here.now(pair, await people_of_both(pair, crowd))
    numbers = list(here.people)
    noted = await pair.rows(NOTED, numbers)
    forms = [await half_a_form(pair) for _ in range(6)]
    asking = asyncio.create_task(ask_all_the_while(pair))
    ends = pair.pid("web")
    os.kill(ends, signal.SIGTERM)
    ended = await here.one_node_moves()
    for reader, writer in forms:
        writer.write(b"Rosa")
        assert (await reader.readline()).startswith(b"HTTP/1.1 "), "a request under way was cut off"
        writer.close()
    await until(partial(pair.back, "web", ends), "the first web process")
    await both_answer(pair)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await here.all_are_in_place()
    # Nor does anybody look as if the connection had been lost, once the lease of the one that ended is long over.
    await pair.rows(ENDED_LONG_AGO, ended, float(PATIENCE_SECONDS))
    twice = f"SELECT FROM ({NODES}) t GROUP BY number HAVING count(*) > 1"
    await pair.until_row(f"SELECT 1 WHERE NOT EXISTS ({twice})", numbers)
    await here.all_are_in_place()
    assert await pair.rows(NOTED, numbers) == noted


async def half_a_form(pair: Served) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A form whose last bytes are still to come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", pair.settings.port)
    writer.write(HALF_A_FORM % f"127.0.0.1:{pair.settings.port}".encode())
    return reader, writer


async def ask_all_the_while(pair: Served) -> None:
    """Pages, each over a connection of its own. Raises what one fails with."""
    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(connector=connector) as session:
        while True:
            async with session.get(f"{pair.url}/areas") as answer:
                assert answer.status == 200
            await asyncio.sleep(0.02)
