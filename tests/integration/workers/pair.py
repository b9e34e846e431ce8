"""Two media workers of one audience: what PostgreSQL says of them, and what each one does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from audiencia.media.control.control import MediaControl, WorkerState
from tests.integration.media.workers import PATIENCE
from tests.support.audience import Audience, until
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient
from tests.support.fingerprint import AT_HOME
from tests.support.media_client import MediaClient
from tests.support.stage import Stage

HOMES = """SELECT media_home, slug FROM department JOIN queue ON queue.department_id = department.id
           JOIN session ON session.id = session_id AND session.state <> 'closed' AND session.demo ORDER BY ordinal"""
WHERE = """SELECT room.media_worker, room.media_epoch FROM room JOIN staff ON staff.id = director_id
           JOIN department ON department.id = staff.department_id WHERE slug = $1"""


@dataclass
class Pair:
    """`media` is the first of `names`, `media-2` the second."""

    audience: Audience

    @property
    def names(self) -> tuple[str, ...]:
        """Of the workers, as PostgreSQL has them."""
        return self.audience.settings.workers

    def process(self, name: str) -> str:
        """How the worker's process is called."""
        return ("media", "media-2")[self.names.index(name)]

    def kill(self, name: str) -> None:
        """`kill -9`; nobody starts it again."""
        self.audience.processes[self.process(name)].kill()

    def other(self, name: str) -> str:
        """The other one."""
        return next(one for one in self.names if one != name)

    @asynccontextmanager
    async def control(self, name: str) -> AsyncIterator[MediaControl]:
        """Speaks to a worker as a web node does."""
        secret = self.audience.settings.media_secret
        assert secret is not None
        async with MediaControl(f"http://{name}", secret.get_secret_value(), timeout=PATIENCE) as control:
            yield control

    async def state(self, name: str) -> WorkerState:
        """What a worker does now."""
        async with self.control(name) as control:
            return await control.state()

    async def drain(self, name: str, draining: bool = True) -> None:
        """As an operator does."""
        async with self.control(name) as control:
            await control.drain(draining)

    async def homes(self) -> dict[str, list[str]]:
        """The departments at home at each worker, once all have a home."""
        await self.audience.until_row(AT_HOME)
        found: dict[str, list[str]] = {name: [] for name in self.names}
        for row in await self.audience.rows(HOMES):
            found[row["media_home"]].append(row["slug"])
        return found

    async def home(self, department: str) -> str:
        """Where a department is at home."""
        return next(name for name, slugs in (await self.homes()).items() if department in slugs)

    async def is_no_home(self, name: str) -> bool:
        """Whether no department is at home at this worker: one after the other goes."""
        return (await self.homes())[name] == []

    async def two_departments(self) -> tuple[str, str]:
        """One at home at the first worker, one at the second, that citizens choose from."""
        homes = await self.homes()
        here, there = (next(slug for slug in homes[name] if slug != "presidencia") for name in self.names)
        return here, there

    async def room(self, department: str) -> tuple[str | None, int]:
        """Where the department's only room is attended, and under which epoch."""
        (row,) = await self.audience.rows(WHERE, department)
        return row["media_worker"], row["media_epoch"]

    async def comes_to(self, department: str, name: str, within: float = 90.0) -> None:
        """The department's room goes to that worker."""

        async def there() -> bool:
            return (await self.room(department))[0] == name

        await until(there, f"the room of {department} at {name}", within)


async def follow(one: CitizenClient | DirectorClient, stage: Stage) -> None:
    """What a browser does: once a view names another run than it is connected to, connects there, then leaves the old."""
    await one.wait_for(lambda view: view.media.boot not in (None, stage.boot), "another worker", 90)
    await stage.connect()
    assert stage.boot == one.view.media.boot


async def comes(viewer: MediaClient, slot: int, mark: bytes) -> None:
    """More sound and picture of `mark` come in this slot."""
    slots = [viewer.slots[f"{kind}{slot}"] for kind in ("audio", "video")]
    before = [one.by_mark.get(mark, 0) for one in slots]
    await viewer.wait(lambda: all(one.by_mark.get(mark, 0) > then + 5 for one, then in zip(slots, before, strict=True)))


def send(stage: Stage, mark: bytes) -> None:
    """Sound and picture, marked with whose they are."""
    stage.media.send("microphone", mark)
    stage.media.send("camera", mark)


async def both_come(citizen: Stage, director: Stage, mark: bytes = b"director") -> None:
    """They see and hear each other."""
    await asyncio.gather(comes(citizen.media, 0, mark), comes(director.media, 0, b"citizen"))
