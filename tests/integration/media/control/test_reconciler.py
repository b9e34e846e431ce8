"""The reconciler against real workers: what is desired comes about, at once or within a turn, also after a worker died."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from audiencia.core.errors import Unavailable
from audiencia.core.ids import PartyId, PeerId, RoomId
from audiencia.media.control.control import MediaControl
from audiencia.media.control.reconciler import RECONCILE_SECONDS, Reconciler
from audiencia.media.worker.routing_table import DesiredRoom
from tests.integration.media.workers import PATIENCE, SECRET, Worker, both_ways, ended, running_worker
from tests.unit.media.packets.offers import offer_of

ROOM, OTHER = RoomId(1), RoomId(2)


class Wishes:
    """What PostgreSQL would say, and which boots were told."""

    def __init__(self) -> None:
        self.rooms: dict[RoomId, DesiredRoom] = {}
        self.boots: list[str] = []
        self.error: Exception | None = None
        self.failed = asyncio.Event()
        self.hanging = asyncio.Event()
        self.hanging.set()
        self.asked = asyncio.Event()
        """Somebody waits for an answer that does not come."""

    async def desired(self) -> dict[RoomId, DesiredRoom]:
        if self.error is not None:
            self.failed.set()
            raise self.error
        if not self.hanging.is_set():
            self.asked.set()
            await self.hanging.wait()
        return dict(self.rooms)

    async def on_boot(self, boot: str) -> None:
        self.boots.append(boot)


def room(epoch: int, *pair: str) -> DesiredRoom:
    return DesiredRoom(epoch, tuple(sorted(both_ways(*pair))) if pair else ())


@asynccontextmanager
async def running(worker: Worker, wishes: Wishes) -> AsyncIterator[Reconciler]:
    reconciler = Reconciler(worker.control, wishes.desired, wishes.on_boot)
    task = asyncio.create_task(reconciler.run())
    try:
        yield reconciler
        assert not task.done()
    finally:
        task.cancel()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(90):
        while not condition():
            await asyncio.sleep(0.02)


async def test_what_is_desired_comes_about(worker: Worker) -> None:
    wishes = Wishes()
    wishes.rooms = {ROOM: room(1, "a", "b")}
    async with running(worker, wishes) as reconciler:
        state = await worker.until(lambda state: ROOM in state.rooms)
        assert state.rooms == wishes.rooms
        await until(lambda: bool(wishes.boots))  # told once the worker's answer about the room is read
        assert wishes.boots == [state.boot] == [reconciler.boot]
        wishes.rooms = {ROOM: room(2), OTHER: room(1, "a", "c")}
        await reconciler.apply_now(OTHER, wishes.rooms[OTHER])
        assert (await worker.control.state()).rooms == wishes.rooms
        wishes.rooms = {}
        await worker.until(lambda state: not state.rooms)


async def test_a_restarted_worker_is_told_everything_again() -> None:
    wishes = Wishes()
    wishes.rooms = {ROOM: room(3, "a", "b")}
    async with running_worker() as first, running(first, wishes) as reconciler:
        await first.until(lambda state: ROOM in state.rooms)
        first.process.kill()
        await ended(first.process)
        wishes.rooms = {ROOM: room(4, "a", "c")}
        await reconciler.apply_now(ROOM, wishes.rooms[ROOM])
        assert reconciler.boot is None
        async with running_worker(first.port, first.control_port) as second:
            await second.until(lambda state: state.rooms == wishes.rooms)
            await until(lambda: len(wishes.boots) == 2)
            assert reconciler.boot == wishes.boots[-1] != wishes.boots[0]


@pytest.mark.parametrize("error", [ConnectionError("something of ours broke"), Unavailable()])
async def test_an_error_of_the_database_is_none_of_the_worker(worker: Worker, error: Exception) -> None:
    """It neither ends what repairs things, nor says that the worker is away: browsers would lose their calls for it."""
    wishes = Wishes()
    async with running(worker, wishes) as reconciler:
        await until(lambda: reconciler.boot is not None)
        boot = reconciler.boot
        for _ in range(2):
            wishes.failed.clear()
            wishes.error = error
            await asyncio.wait_for(wishes.failed.wait(), 90)
        assert reconciler.boot == boot
        await reconciler.apply_now(ROOM, room(1, "a", "b"))
        wishes.error = None
        wishes.rooms = {OTHER: room(1, "a", "c")}
        await worker.until(lambda state: state.rooms == wishes.rooms)
        assert (reconciler.boot, wishes.boots) == (boot, [boot])


async def test_a_database_that_hangs_keeps_nobody_from_asking_the_worker(worker: Worker) -> None:
    """Otherwise the worker would count as lost, and its rooms would move."""
    wishes = Wishes()
    async with running(worker, wishes) as reconciler:
        await until(lambda: reconciler.boot is not None)
        wishes.hanging.clear()
        await asyncio.wait_for(wishes.asked.wait(), 90)
        for _ in range(2):
            asked = reconciler.silence.last
            await until(lambda asked=asked: reconciler.silence.last != asked)  # type: ignore[misc]
        assert reconciler.boot is not None and reconciler.silence.seconds == 0
        wishes.rooms = {ROOM: room(1, "a", "b")}
        wishes.hanging.set()
        await worker.until(lambda state: state.rooms == wishes.rooms)


async def test_a_worker_of_another_installation_is_one_that_says_nothing(worker: Worker) -> None:
    """Its rooms move to workers that serve them."""
    address = f"http://127.0.0.1:{worker.control_port}"
    async with (
        MediaControl(address, SECRET, timeout=PATIENCE, installation="other") as other,
        MediaControl(address, SECRET, timeout=PATIENCE, installation="own") as own,
    ):
        await other.state()
        async with running(replace(worker, control=own), Wishes()) as reconciler:
            await until(lambda: reconciler.silence.seconds > RECONCILE_SECONDS)
            assert reconciler.boot is None


async def test_a_node_that_is_late_changes_nothing(worker: Worker) -> None:
    await worker.control.put_room(ROOM, 9, both_ways("a", "b"))
    wishes = Wishes()
    wishes.rooms = {ROOM: room(8, "a", "c")}
    async with MediaControl(f"http://127.0.0.1:{worker.control_port}", SECRET, timeout=PATIENCE) as control:
        reconciler = Reconciler(control, wishes.desired, wishes.on_boot)
        await reconciler.reconcile()
        await reconciler.apply_now(ROOM, wishes.rooms[ROOM])
    assert (await worker.control.state()).rooms == {ROOM: room(9, "a", "b")}


async def test_all_connections_of_a_party_end_and_no_other(worker: Worker) -> None:
    """Somebody goes on from another device: the one that was left hears nobody more."""
    for peer, party in (("old", "a"), ("older", "a"), ("other", "b")):
        await worker.control.put_peer(PeerId(peer), PartyId(party), offer_of("chromium"))
    async with running(worker, Wishes()) as reconciler:
        await reconciler.cut_off(PartyId("a"))
        assert {peer.peer_id for peer in (await worker.control.state()).peers} == {"other"}
        worker.process.kill()
        await ended(worker.process)
        await reconciler.cut_off(PartyId("b"))
        assert reconciler.boot is None
