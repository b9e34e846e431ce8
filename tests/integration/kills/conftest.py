"""The real supervisor with everything below it, whose processes are killed here."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from unittest import mock

import pytest

from audiencia.cli.installation import Installation, installation
from audiencia.simulation import line
from tests.support import invariants
from tests.support.audience import ROOT, Audience, People
from tests.support.configuration import passable_days_away
from tests.support.memory import in_memory


class Served(Audience):
    """`audiencia serve`, and its children by name: web, media, valkey, postgres."""

    def __init__(self, place: Installation) -> None:
        super().__init__(place.settings, dict(place.passwords), place.settings.data / "logs")
        self.place = place
        self.pid, self.health = place.pid, place.health

    def kill(self, name: str) -> int:
        """`kill -9`; gives the id of what died."""
        pid = self.pid(name)
        self.place.kill(name)
        return pid

    async def back(self, name: str, died: int) -> bool:
        """Whether another process has taken the place of the one that died, and all parts are there."""
        return self.pid(name) not in (0, died) and await self.place.works()

    def faults(self) -> str:
        """What the web process, in all its lives, logged as errors: the last ones."""
        lines = (self.log_folder / "web.log").read_text("utf-8", errors="replace").splitlines()
        return "\n".join([one for one in lines if '"level": "error"' in one][-5:])


IMPATIENT = "tests.integration.kills.impatient"


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """Everything from one command, on a data folder of its own, where nothing that died is waited for long, however often it did.
    Each test uses other departments."""
    with serving(IMPATIENT) as running:
        yield running


@pytest.fixture(autouse=True)
def nobody_waits_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody comes back after the shortest pause each time."""
    monkeypatch.setattr(line, "LONGEST_PAUSE", line.FIRST_PAUSE)


@contextmanager
def serving(program: str, **more: object) -> Iterator[Served]:
    """`python -m <program> serve` until the end, with one web process unless `more` says otherwise."""
    with (
        mock.patch.dict(os.environ, PYTHONPATH=str(ROOT)),
        passable_days_away() as config,
        installation(config, ROOT / "web", folder=in_memory(), program=program, **more) as place,
    ):
        yield Served(place)


@pytest.fixture
async def crowd(served: Served) -> AsyncIterator[People]:
    """Makes clients; at the end all invariants hold."""
    async with AsyncExitStack() as stack:
        yield People(served.url, served.passwords, stack)
        await invariants.check(served.rows)
