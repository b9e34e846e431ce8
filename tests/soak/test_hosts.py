"""An installation on eight hosts: a call goes on without one for media, and sockets without PostgreSQL. `make soak-hosts`, as root."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from audiencia.simulation.client import Client
from tests.integration.signaling.scenes import begin_call, open_desk
from tests.integration.workers.pair import WHERE, both_come, follow, send
from tests.support import hosts as namespaces
from tests.support import invariants
from tests.support.audience import People, until
from tests.support.installed_hosts import DATABASES, MEDIAS, VALKEY, Hosts, installed
from tests.support.memory import in_memory
from tests.support.soaking import SOAK
from tests.support.stage import Stage

LONGER_THAN_CHECKS = 15.0
"""Seconds; the proxy's take 4, and 2 for each answer."""
pytestmark = [
    pytest.mark.skipif(not SOAK, reason="long: make soak-hosts"),
    pytest.mark.skipif(bool(namespaces.lacking()), reason=f"needs {', '.join(namespaces.lacking())}: make soak-hosts"),
]


@pytest.fixture
async def hosts() -> AsyncIterator[Hosts]:
    with TemporaryDirectory(prefix="audiencia-hosts-", dir=in_memory()) as name:
        Path(name).chmod(0o711)
        async with installed(Path(name)) as running:
            yield running
            await invariants.check(running.rows)


async def test_a_call_goes_on_at_the_other_worker_and_sockets_without_postgresql(hosts: Hosts) -> None:
    async with AsyncExitStack() as stack:
        people = People(hosts.url, hosts.audience.passwords, stack)
        citizen, director = await people.citizen("agua"), await open_desk(people, "agua")
        person, desk = [await stack.enter_async_context(Stage(one)) for one in (citizen, director)]
        await asyncio.gather(person.connect(), desk.connect())
        await begin_call(citizen, director)
        for stage, mark in ((person, b"citizen"), (desk, b"director")):
            send(stage, mark)
        await both_come(person, desk)
        await _lose_databases(hosts, citizen, director)
        (row,) = await hosts.rows(WHERE, "agua")
        lost = row["media_worker"].partition(":")[0]
        began = time.monotonic()
        with hosts.by_name[lost].lost():
            await asyncio.gather(follow(citizen, person), follow(director, desk))
            for stage, mark in ((person, b"citizen"), (desk, b"director")):
                send(stage, mark)
            await both_come(person, desk)
            print(f"{lost} lost: the call goes on at the other after {time.monotonic() - began:.1f} s")
            (row,) = await hosts.rows(WHERE, "agua")
            assert row["media_worker"].partition(":")[0] in set(MEDIAS) - {lost}
            await director.end_call()
            await director.record_outcome()
            await citizen.wait_state("served")


async def test_people_go_on_beside_a_partition_a_slow_link_and_without_valkey(hosts: Hosts) -> None:
    async with AsyncExitStack() as stack:
        people = People(hosts.url, hosts.audience.passwords, stack)
        director = await open_desk(people, "agua")
        web1, databases = hosts.by_name["web1"], [hosts.by_name[name] for name in DATABASES]
        for name, fault in (
            ("Valkey lost", hosts.by_name[VALKEY].lost()),
            ("slow link of web1", web1.slow("512kbit")),
            ("web1 apart from PostgreSQL", web1.apart(*databases)),
        ):
            with fault:
                began = time.monotonic()
                while time.monotonic() < began + LONGER_THAN_CHECKS:
                    assert await hosts.answers(), name
                    await asyncio.sleep(0.2)
            began = time.monotonic()
            await until(hosts.works, name)
            citizen = await people.citizen("agua")
            await begin_call(citizen, director)
            await director.end_call()
            await director.record_outcome()
            await citizen.wait_state("served")
            print(f"{name}: a visit from number to outcome {time.monotonic() - began:.1f} s after it ended")


async def _lose_databases(hosts: Hosts, *people: Client) -> None:
    """For longer than the proxy takes to notice: it leads to web nodes all the time, and no socket ends."""
    connections = [one.line.connections for one in people]
    with ExitStack() as lost:
        for name in DATABASES:
            lost.enter_context(hosts.by_name[name].lost())
        began = time.monotonic()
        while time.monotonic() < began + LONGER_THAN_CHECKS:
            assert await hosts.answers()
            await asyncio.sleep(0.2)
        assert not await hosts.works()
    await until(hosts.works, "PostgreSQL again")
    assert [one.line.connections for one in people] == connections
