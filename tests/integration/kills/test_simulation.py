"""A short simulated session with faults of all kinds, judged. `make soak-crash` does it for longer.

Times are judged there alone: here other tests keep the machine busy.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from audiencia.cli.simulate import Wanted, simulate
from audiencia.simulation.faults import KINDS
from tests.integration.kills.conftest import IMPATIENT, Served, serving
from tests.support import invariants

SEED = int(os.environ.get("AUDIENCIA_CRASH_SEED", "20261124"))
WANTED = Wanted(people=14, rate=4.0, minutes=0.5, seed=SEED, faults=len(KINDS), kinds=KINDS, think=0.0)
OF_TIME = {"returns"}


@pytest.fixture(scope="module")
def impatient() -> Iterator[Served]:
    """Everything from one command, where nothing that died is waited for long."""
    with serving(IMPATIENT) as running:
        yield running


async def test_nothing_is_lost_done_twice_or_unexplained_whatever_fails(impatient: Served, tmp_path: Path) -> None:
    played = await simulate(impatient.place, WANTED, tmp_path)
    found = {rule: those for rule, those in played.findings.items() if rule not in OF_TIME}
    assert not found, f"{found}; errors that the web process logged:\n{impatient.faults()}"
    assert played.people["faults"] == WANTED.faults
    assert played.people["called"] >= WANTED.faults and played.people["served"], "hardly anybody was attended"
    assert "<svg" in (tmp_path / "report.html").read_text("utf-8")
    await invariants.check(impatient.rows)
