"""All media workers of an installation, as one web node sees them: each is kept doing what PostgreSQL says of the rooms there."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from functools import partial
from types import TracebackType
from typing import Self

import structlog

from audiencia.core import logs, metrics
from audiencia.core.cancellation import Loops
from audiencia.core.errors import Code, Refused, Unavailable
from audiencia.core.ids import PartyId, PeerId, RoomId
from audiencia.media.control.control import WHOLE, Answer, Layout, MediaControl, WorkerState
from audiencia.media.control.reconciler import Reconciler
from audiencia.media.worker.admission import ANYWHERE, Urgency, Whence
from audiencia.media.worker.line_quality import LineQuality
from audiencia.media.worker.routing_table import DesiredRoom, Media, Whereabouts

log = structlog.get_logger()
Desired = Callable[[], Awaitable[Mapping[RoomId, Whereabouts]]]
OnBoot = Callable[[str, str], Awaitable[None]]
OnState = Callable[[str, WorkerState], Awaitable[None]]


class Fleet:
    """Use as an async context manager. `names` are the addresses (`host:port`) of the workers' control APIs.
    `desired` reads the routing of every room and where it is. `on_boot` is told a worker's name and run whenever that is
    another one, `on_state` what it reports, each second. A worker that serves another `installation` counts as away."""

    def __init__(
        self, names: tuple[str, ...], secret: str, desired: Desired, on_boot: OnBoot, on_state: OnState,
        *, installation: str | None = None,
    ) -> None:  # fmt: skip
        self._desired = desired
        self._began = time.monotonic()
        self._controls = {name: MediaControl(f"http://{name}", secret, installation=installation) for name in names}
        self._workers = {
            name: Reconciler(control, partial(self._desired_at, name), partial(on_boot, name), partial(on_state, name))
            for name, control in self._controls.items()
        }
        self._met: set[str] = set()
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for control in self._controls.values():
            await self._open.enter_async_context(control)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    async def _desired_at(self, name: str) -> Mapping[RoomId, DesiredRoom]:
        return {room_id: one.room for room_id, one in (await self._desired()).items() if one.worker == name}

    def boot(self, name: str | None) -> str | None:
        """The run of this worker; `None` while it does not answer, or for a worker that this node does not know."""
        worker = self._workers.get(name or "")
        return None if worker is None else worker.boot

    def is_lost(self, name: str, seconds: float) -> bool:
        """Whether this node has asked the worker in vain for so long; one it does not know, whether it is here for so long."""
        worker = self._workers.get(name)
        silent = time.monotonic() - self._began if worker is None else worker.silence.seconds
        return silent >= seconds

    def all_met(self, seconds: float) -> bool:
        """Whether each worker has reported since this node began, or was asked in vain for so long."""
        self._met |= {name for name, worker in self._workers.items() if worker.boot is not None}
        return all(name in self._met or self.is_lost(name, seconds) for name in self._workers)

    async def all_answer(self) -> bool:
        """Whether each worker is there now."""
        found = await asyncio.gather(*(control.state() for control in self._controls.values()), return_exceptions=True)
        return all(isinstance(one, WorkerState) for one in found)

    async def lines(self) -> Mapping[PartyId, LineQuality]:
        """How the lines of those who take part in a room fare, at all workers that answer. Raises `Unavailable` without any."""
        asked = (control.lines() for control in self._controls.values())
        found = [one for one in await asyncio.gather(*asked, return_exceptions=True) if isinstance(one, Mapping)]
        if not found:
            raise Unavailable(Code.MEDIA_UNAVAILABLE)
        return {party: line for lines in found for party, line in lines.items()}

    async def put_peer(
        self,
        name: str | None,
        peer_id: PeerId,
        party: PartyId,
        sdp: str,
        bitrates: Mapping[Media, int],
        urgency: Urgency,
        whence: Whence = ANYWHERE,
        layout: Layout = WHOLE,
    ) -> Answer:
        """Has this worker answer a browser's offer. Raises as `MediaControl.put_peer`."""
        control = self._controls.get(name or "")
        if control is None:
            raise Unavailable(Code.MEDIA_UNAVAILABLE)
        try:
            return await control.put_peer(peer_id, party, sdp, bitrates, urgency, whence, layout)
        except Refused as error:
            if error.code is Code.MEDIA_CONNECTIONS_FULL:
                metrics.media_connections_refused.labels(name, urgency.name.lower()).inc()
            raise

    async def run(self) -> None:
        """Keeps all of them, until cancelled. One that hangs holds up no other."""
        async with Loops() as group:
            for worker in self._workers.values():
                group.create_task(worker.run())

    async def apply_now(self, room_id: RoomId) -> None:
        """Tells the room's worker its routing at once. One that the room has left is told with its next turn: rooms leave
        when they are free, or when their worker is dead.
        Never raises: the commit has been made, and what could not be told now is told by the next turn of `run`."""
        try:
            found = (await self._desired()).get(room_id)
        except Exception as error:  # noqa: BLE001 -- as promised above
            logs.failure(log, "media_apply_failed", error, room_id=room_id)
            return
        worker = self._workers.get(found.worker or "") if found is not None else None
        if worker is not None and found is not None:
            await worker.apply_now(room_id, found.room)

    async def cut_off(self, party: PartyId) -> None:
        """Ends every connection of this party, wherever it is. Never raises."""
        await asyncio.gather(*(worker.cut_off(party) for worker in self._workers.values()))
