"""An installation on eight hosts: a call goes on without one for media, sockets without PostgreSQL, and everything at its standby or by
a clock that was set. `make soak-hosts`, as root."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from audiencia.cli.simulate import HISTORY, LOG, export, topics_of
from audiencia.settings.config import load_municipality
from audiencia.simulation.client import Client
from audiencia.simulation.faults import POSTGRES
from audiencia.simulation.history import History
from audiencia.simulation.judge import evidence, judge
from audiencia.simulation.moderator import ModeratorClient
from audiencia.simulation.town.acting import stubborn
from audiencia.simulation.town.crowd import Script
from audiencia.simulation.town.town import Town
from tests.integration.kills.scene import Scene
from tests.integration.signaling.scenes import begin_call, open_desk
from tests.integration.workers.pair import WHERE, both_come, follow, send
from tests.support import hosts as namespaces
from tests.support import invariants
from tests.support.acknowledged import Acknowledged
from tests.support.audience import ROOT, People, until
from tests.support.hosts import PEOPLE
from tests.support.installed_hosts import DATABASES, FRONT, MEDIAS, VALKEY, Hosts, installed
from tests.support.memory import in_memory
from tests.support.soaking import SOAK
from tests.support.stage import Stage

LONGER_THAN_CHECKS = 15.0
"""Seconds; the proxy's take 4, and 2 for each answer."""
BACK_SECONDS = 30.0
"""Until commands are acknowledged again."""
CLOSES_IN, SET_AHEAD = timedelta(minutes=5), timedelta(minutes=40)
"""By the clock that is set ahead the session is over, with its half hour of grace; who attends is signed in for an hour."""
ENDS_SOON = "UPDATE session SET closes_at = app_now() + $1 WHERE demo AND state = 'open'"
OPEN = "SELECT 1 FROM session WHERE demo AND state = 'open'"
CLOCK_PAGE = "/revision"
PEOPLE_COME_FROM = 10
"""The first octet of their addresses in the simulation."""
JUDGED = {name: rule for name, rule in judge.RULES.items() if name not in ("returns", "memory", "leaks")}
"""Hosts are lost for longer than the processes that those three are about."""
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


async def test_nothing_acknowledged_is_lost_with_the_host_of_the_primary(hosts: Hosts) -> None:
    done, databases = Acknowledged(), hosts.databases
    async with AsyncExitStack() as stack:
        people = People(hosts.url, hosts.audience.passwords, stack)
        scene = await stack.enter_async_context(Scene(people, "tesoreria"))
        before = scene.seen()
        async with asyncio.TaskGroup() as group:
            working = [group.create_task(one) for one in (done.say(scene.director), done.join(people, "agua"))]
            await until(lambda: done.more_than(5, 5), "commands before the loss")
            with _primary_lost(hosts):
                began, commands, joins = time.monotonic(), len(done.commands), len(done.joined)
                await scene.media_go_on()
                await databases.promote()
                await until(lambda: done.more_than(commands + 5, joins + 5), "commands after the loss")
                back = time.monotonic() - began
                await until(hosts.works, "all web nodes at the standby")
                for task in working:
                    task.cancel()
        print(f"host of the primary lost: service back after {back:.1f} s; acknowledged: {len(done.commands)} commands, "
              f"{len(done.joined)} numbers")  # fmt: skip
        assert back < BACK_SECONDS
        for one in scene.everybody():
            await one.line.up(BACK_SECONDS)
        await scene.everybody_looks()
        assert scene.seen() == before
        await scene.finish()
        await done.is_kept(hosts.rows)


async def test_a_step_of_the_databases_clock_costs_nobody_a_place_and_waits_for_an_answer(hosts: Hosts) -> None:
    clock = hosts.databases.clock
    async with AsyncExitStack() as stack:
        people = People(hosts.url, hosts.audience.passwords, stack)
        scene = await stack.enter_async_context(Scene(people, "tesoreria"))
        before = scene.seen()
        await hosts.audience.execute(ENDS_SOON, CLOSES_IN)
        for ahead in (SET_AHEAD, timedelta()):
            clock.set_ahead(ahead)
            began = time.monotonic()
            await scene.a_step_arrives()
            back = time.monotonic() - began
            assert back < BACK_SECONDS
            moderator = await people.moderator()
            await until(partial(_asks, moderator, bool(ahead)), "the question for the time, or its end")
            print(f"clock {ahead} ahead: a command was acknowledged after {back:.1f} s")
            await _nobody_loses_a_place(hosts, scene, before)
        clock.set_ahead(SET_AHEAD)
        moderator = await people.moderator()
        await until(partial(_asks, moderator, True), "the question for the time")
        await moderator.browser.submit(f"{CLOCK_PAGE}/reloj", {}, form=CLOCK_PAGE)
        await asyncio.gather(*(one.wait_state("carried_over") for one in scene.waiting))
        await scene.media_go_on()
        await scene.director.end_call()
        await scene.director.record_outcome()
        await scene.talking.wait_state("served")
        await until(partial(_is_closed, hosts), "the end of the session")


async def test_a_simulated_session_goes_on_whatever_host_is_lost(hosts: Hosts) -> None:
    by_name = hosts.by_name
    by_name[PEOPLE].add_network(f"{PEOPLE_COME_FROM}.0.0.0/8", by_name[FRONT])
    faults = (
        ("Valkey", by_name[VALKEY].lost()),
        ("web2", by_name["web2"].lost()),
        ("media1", by_name["media1"].lost()),
        ("web1 apart from PostgreSQL", by_name["web1"].apart(*(by_name[name] for name in DATABASES))),
        (POSTGRES, _primary_lost(hosts)),
    )
    script = Script(hosts.url, hosts.audience.passwords, topics_of(load_municipality(ROOT / "config")), people=24, rate=2.0,
                    think=2.0, seed=21, network=PEOPLE_COME_FROM)  # fmt: skip
    written = hosts.folder / HISTORY, hosts.folder / LOG
    with History(written[0]) as history:
        async with Town(script, history) as town, asyncio.TaskGroup() as group:
            acting = group.create_task(town.act())
            for number, (name, fault) in enumerate(faults, start=1):
                await asyncio.sleep(LONGER_THAN_CHECKS)
                history.note("simulation", "fault", fault=number, kind="lost", targets=[name])
                with fault:
                    if name == POSTGRES:
                        await hosts.databases.promote()
                    await asyncio.sleep(LONGER_THAN_CHECKS)
                    over = time.monotonic()
                await until(hosts.works, name)
                await stubborn(town.crowd.moderator.refresh)
                back = time.monotonic() - over
                history.note("simulation", "back", fault=number, seconds=back)
                print(f"{name} lost for {LONGER_THAN_CHECKS:g} s: everything answers {back:.1f} s after it ended")
                assert back < BACK_SECONDS
            await town.rest()
            acting.cancel()
        await export(hosts, written[1])
    recorded = evidence.read(*written)
    print(f"acknowledged: {history.acknowledged}; numbers: {len(recorded.numbers())}")
    assert judge.judge(recorded, JUDGED) == {}


@contextmanager
def _primary_lost(hosts: Hosts) -> Iterator[None]:
    """Without power: nobody hears that its connections end, and it does not come back."""
    with hosts.by_name[DATABASES[0]].lost():
        hosts.databases.lose_primary(signal.SIGKILL)
        yield


async def _asks(moderator: ModeratorClient, whether: bool) -> bool:
    page = await moderator.browser.get(CLOCK_PAGE)
    assert page.location is None, f"led to {page.location}"
    return page.status == 200 and ('data-testid="clock-stepped"' in page.text) is whether


async def _is_closed(hosts: Hosts) -> bool:
    return not await hosts.rows(OPEN)


async def _nobody_loses_a_place(hosts: Hosts, scene: Scene, before: list[object]) -> None:
    """For longer than web nodes take to look at the clock: the call goes on, the session too, and everybody sees what they saw."""
    began = time.monotonic()
    while time.monotonic() < began + LONGER_THAN_CHECKS:
        await scene.media_go_on()
        await scene.everybody_looks()
        assert scene.seen() == before
        assert await hosts.rows(OPEN)


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
