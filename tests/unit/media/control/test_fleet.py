"""A worker that a node does not know answers nobody, and is lost by the node's own time alone."""

from collections.abc import Mapping

import pytest

from audiencia.core.errors import Unavailable
from audiencia.core.ids import PartyId, PeerId, RoomId
from audiencia.media.control.control import WorkerState
from audiencia.media.control.fleet import Fleet
from audiencia.media.worker.admission import Urgency
from audiencia.media.worker.routing_table import DesiredRoom, Whereabouts


async def _nothing(worker: str, seen: str | WorkerState) -> None:
    """Nobody is told."""


def fleet(desired: Mapping[RoomId, Whereabouts] | Exception) -> Fleet:
    async def read() -> Mapping[RoomId, Whereabouts]:
        if isinstance(desired, Exception):
            raise desired
        return desired

    return Fleet(("127.0.0.1:1", "127.0.0.1:2"), "secret", read, _nothing, _nothing)


async def test_who_is_at_no_known_worker_cannot_connect_and_has_no_run() -> None:
    async with fleet({}) as workers:
        for name in (None, "127.0.0.1:3"):
            assert workers.boot(name) is None
            with pytest.raises(Unavailable):
                await workers.put_peer(name, PeerId("p"), PartyId("a"), "v=0", {}, Urgency.CALLED)


async def test_a_worker_is_lost_once_it_was_asked_in_vain_for_long() -> None:
    async with fleet({}) as workers:
        assert not workers.is_lost("127.0.0.1:1", 60)
        assert workers.is_lost("127.0.0.1:1", 0)
        assert workers.is_lost("127.0.0.1:3", 0)


async def test_a_worker_that_was_never_there_is_waited_for_so_long() -> None:
    async with fleet({}) as workers:
        assert not workers.all_met(60)
        assert workers.all_met(0)


async def test_telling_a_room_never_fails() -> None:
    away = {RoomId(1): Whereabouts("127.0.0.1:1", DesiredRoom(1)), RoomId(2): Whereabouts(None, DesiredRoom(1))}
    async with fleet(away) as workers:
        for room in (1, 2, 3):
            await workers.apply_now(RoomId(room))
        assert not await workers.all_answer()
        with pytest.raises(Unavailable):
            await workers.lines()
        await workers.cut_off(PartyId("a"))
    async with fleet(ConnectionError("the database is away")) as workers:
        await workers.apply_now(RoomId(1))
