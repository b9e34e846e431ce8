"""`kill -9` of the web process and of PostgreSQL at random moments of a working audience, again and again.

After each time: nothing that somebody was told is lost, nobody is served twice, and nobody was passed without a reason. The
moment is counted in commands that went out or were acknowledged, so that a seed means something. `make soak-crash` does it
for longer.
"""

import asyncio
import os
import random
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest

from audiencia.simulation import line
from tests.integration.kills import records
from tests.integration.kills.conftest import Served, serving
from tests.integration.kills.ledger import Ledger
from tests.integration.kills.town import PATIENCE, Town
from tests.support.audience import People, until

ROUNDS = int(os.environ.get("AUDIENCIA_CRASH_ROUNDS", "3"))
SEED = int(os.environ.get("AUDIENCIA_CRASH_SEED", "20261124"))
VICTIMS = (("web",), ("postgres",), ("web", "postgres"))
"""What dies at once, one after the other."""
AT_MOST = 40
"""Commands that go out or are acknowledged before the next death."""
AFTERWARDS = 12
"""Commands that are acknowledged after everything is back, before everybody rests and the records are read."""
MANY = 20
"""In so many rounds, each usual thing is done at least once."""
USUAL = {"called", "answered", "moved", "transferred", "call_ended", "outcome_recorded", "left", "ready"}


@pytest.fixture(scope="module")
def impatient() -> Iterator[Served]:
    """Everything from one command, where what died is started again at once."""
    with serving("tests.integration.kills.impatient") as running:
        yield running


@pytest.fixture
def nobody_waits_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody comes back as soon as they can."""
    monkeypatch.setattr(line, "LONGEST_PAUSE", line.FIRST_PAUSE)


@pytest.mark.timeout(max(900, ROUNDS * 60))
@pytest.mark.usefixtures("nobody_waits_long")
async def test_nothing_is_lost_done_twice_or_unexplained_whatever_dies(impatient: Served) -> None:
    ledger = Ledger()
    try:
        await rounds(impatient, ledger)
    except Exception as error:
        error.add_note(f"seed {SEED}; errors that the web process logged:\n{impatient.faults()}")
        raise
    read = await records.check(impatient, ledger)
    assert read.calls >= ROUNDS, "hardly anybody was called"
    assert {kind for kind, _ in ledger.deeds} >= USUAL or ROUNDS < MANY, "hardly anything was done"
    await a_lie_is_found(impatient, ledger)


async def rounds(served: Served, ledger: Ledger) -> None:
    """All of them, with the same people."""
    rng = random.Random(SEED)
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        town = Town(People(served.url, served.passwords, stack), ledger, random.Random(SEED + 1))
        tasks = await town.open(group)
        for number in range(ROUNDS):
            await one_round(served, town, ledger, rng.randint(1, AT_MOST), number)
        for task in tasks:
            task.cancel()


async def one_round(served: Served, town: Town, ledger: Ledger, commands: int, number: int) -> None:
    """Everybody acts, something dies, comes back, everybody goes on a little and rests; then the records are read."""
    died: dict[str, int] = {}
    name, victims = f"round {number}", VICTIMS[number % len(VICTIMS)]
    ledger.arm(commands, lambda: died.update({one: served.kill(one) for one in victims}))
    town.wake()
    await until(lambda: died, f"{name}: the moment to die", PATIENCE)
    for victim, pid in died.items():
        await until(lambda victim=victim, pid=pid: served.back(victim, pid), f"{name}: {victim}", PATIENCE)  # type: ignore[misc]
    enough = ledger.acknowledged + AFTERWARDS
    await until(lambda: ledger.acknowledged >= enough, f"{name}: commands after it", PATIENCE)
    await town.rest()
    await town.sees_the_truth(served)
    try:
        await records.check(served, ledger)
    except AssertionError as error:
        error.add_note(f"{name}: {', '.join(victims)} died")
        raise


async def a_lie_is_found(served: Served, ledger: Ledger) -> None:
    """What nobody was told, or what was not done, does not agree with the records."""
    number = min(ledger.joined)
    ledger.deeds["answered", number] += 1
    ledger.joined.remove(number)
    found = await records.lost(served, ledger)
    assert [one.split(":")[0] for one in found] == [f"number {number}", f"answered of {number}"]
