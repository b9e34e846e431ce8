"""Keeps a media worker doing what PostgreSQL says.
Nothing here holds state that matters: a web node may die at any time, and any other one brings the worker back to what is desired."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import structlog

from audiencia.core import logs
from audiencia.core.cancellation import Loops, raise_if_cancelled
from audiencia.core.errors import Stale, Unavailable
from audiencia.core.ids import PartyId, RoomId
from audiencia.media.control.control import TIMEOUT_SECONDS, MediaControl, PartyElsewhere, WorkerAway, WorkerState
from audiencia.media.control.differences import ForgetRoom, SetRoom, differences
from audiencia.media.control.silence import Silence
from audiencia.media.worker.routing_table import DesiredRoom

log = structlog.get_logger()
RECONCILE_SECONDS = 1.0
AWAY_SECONDS = 0.1  # How often a worker that is away is tried again: calls wait for it, and it is back in a second.
HOPED_FOR_SECONDS = 10.0  # For how long; afterwards its calls are elsewhere.
Desired = Callable[[], Awaitable[Mapping[RoomId, DesiredRoom]]]
OnBoot = Callable[[str], Awaitable[None]]
OnState = Callable[[WorkerState], Awaitable[None]]


class Reconciler:
    """Brings a worker to what is desired: at once for one room, and each second for all of them.
    `desired` reads every room's routing (rooms without anybody may be left out). `on_boot` is told the id of the
    worker's run the first time it is seen, whenever it changed, and when the worker answers again: browsers connected to
    another run offer again. `on_state` is told what the worker reports, each second."""

    def __init__(
        self, control: MediaControl, desired: Desired, on_boot: OnBoot, on_state: OnState | None = None
    ) -> None:
        self._control = control
        self._desired = desired
        self._on_boot = on_boot
        self._on_state = on_state
        self.silence = Silence(time.monotonic(), RECONCILE_SECONDS + TIMEOUT_SECONDS)
        self._boot: str | None = None
        self._lock = asyncio.Lock()
        self._reachable = True

    @property
    def boot(self) -> str | None:
        """The worker's run; None while it does not answer. Browsers keep their connection then and offer no other."""
        return self._boot

    async def run(self) -> None:
        """Asks the worker each second, and sooner one that is away, until cancelled; brings it to what is desired.
        It is asked on however long the database takes to say what is desired: a worker is away by its own silence alone."""
        async with Loops() as group:
            bringing: asyncio.Task[None] | None = None
            while True:
                state = await self._try_to_ask()
                raise_if_cancelled()
                if state is not None and (bringing is None or bringing.done()):
                    bringing = group.create_task(self._try_to_bring(state), name="media_reconcile")
                await asyncio.sleep(AWAY_SECONDS if self._is_awaited else RECONCILE_SECONDS)

    @property
    def _is_awaited(self) -> bool:
        return not self._reachable and self.silence.seconds < HOPED_FOR_SECONDS

    async def _try_to_ask(self) -> WorkerState | None:
        try:
            return await self._ask()
        except Exception as error:  # noqa: BLE001 -- the loop that repairs things goes on
            # Whatever it says: a worker of another installation serves nobody here.
            self.silence.unanswered(time.monotonic())
            self._note_failure("media_state_failed", error)
            return None

    async def _try_to_bring(self, state: WorkerState) -> None:
        try:
            await self._bring(state)
        except Exception as error:  # noqa: BLE001 -- the loop that repairs things goes on
            self._note_failure("media_reconcile_failed", error)

    def _note_failure(self, event: str, error: Exception, **fields: object) -> None:
        """A worker that does not answer is away; a database that is away says nothing of the worker."""
        if isinstance(error, WorkerAway):
            self._note_reachable(False)
        elif isinstance(error, Unavailable):
            log.info("media_reconcile_postponed", code=error.code)
        else:
            logs.failure(log, event, error, **fields)

    def _note_reachable(self, reachable: bool) -> None:
        if reachable != self._reachable:
            self._reachable = reachable
            log.warning("media_worker_reachable" if reachable else "media_worker_away")
        if not reachable:
            self._boot = None

    async def reconcile(self) -> None:
        """One comparison of everything. Raises `WorkerAway`, and whatever `desired` raises."""
        await self._bring(await self._ask())

    async def _ask(self) -> WorkerState:
        state = await self._control.state()
        self.silence.answered(time.monotonic())
        self._note_reachable(True)
        return state

    async def _bring(self, state: WorkerState) -> None:
        """`state` was read before what is desired is: what changes in the database in between is then newer than the report,
        and at worst told twice, never taken for something to forget."""
        async with self._lock:
            if self._on_state is not None:
                await self._on_state(state)
            desired = await self._desired()
            refused = [action for action in differences(desired, state.rooms) if not await self._tell(action)]
            # A party may have had to leave another room first; all rooms have been told by now.
            for action in refused:
                await self._tell(action)
        if self._reachable and state.boot != self._boot:
            self._boot = state.boot
            await self._on_boot(state.boot)

    async def apply_now(self, room_id: RoomId, room: DesiredRoom) -> None:
        """Tells the worker one room's routing at once, as it was read after a commit that changed it.
        Never raises: the commit has been made, and what could not be told now is told by the next turn of `run`."""
        try:
            if not await self._tell(SetRoom(room_id, room)):
                await self.reconcile()
        except Exception as error:  # noqa: BLE001 -- as promised above
            self._note_failure("media_apply_failed", error, room_id=room_id)

    async def cut_off(self, party: PartyId) -> None:
        """Ends every connection that this party has by now.
        Never raises: what could not be ended is replaced when the party connects anew. A worker that is away is not waited for: who
        is told of the commit would wait too."""
        if not self._reachable:
            return
        try:
            state = await self._control.state()
            for peer in state.peers:
                if peer.party == party:
                    await self._control.delete_peer(peer.peer_id)
        except Exception as error:  # noqa: BLE001 -- as promised above
            self._note_failure("media_cut_off_failed", error)

    async def _tell(self, action: SetRoom | ForgetRoom) -> bool:
        """Carries one action out; False when a party has to leave another room first."""
        try:
            match action:
                case SetRoom(room_id, room):
                    await self._control.put_room(room_id, room.epoch, room.routes, room.limits)
                case ForgetRoom(room_id, epoch):
                    await self._control.delete_room(room_id, epoch)
        except PartyElsewhere:
            return False
        except Stale:
            # Another node was faster; the next turn compares again.
            log.info("media_room_epoch_stale", room_id=action.room_id)
        return True
