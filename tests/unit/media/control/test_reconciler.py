"""Who leaves a call or a device waits for no worker that is away."""

from collections.abc import Mapping
from typing import cast

from audiencia.core.ids import PartyId, RoomId
from audiencia.media.control.control import MediaControl, WorkerAway, WorkerState
from audiencia.media.control.reconciler import Reconciler
from audiencia.media.worker.routing_table import DesiredRoom


class _Away:
    """A worker that answers nothing, after two seconds each time."""

    asked = 0

    async def state(self) -> WorkerState:
        self.asked += 1
        raise WorkerAway


async def _nothing() -> Mapping[RoomId, DesiredRoom]:
    return {}


async def _nobody(boot: str) -> None:
    """Nobody is told."""


async def test_a_worker_that_is_away_is_asked_once_to_end_connections() -> None:
    away = _Away()
    reconciler = Reconciler(cast(MediaControl, away), _nothing, _nobody)
    for party in ("a", "b", "c"):
        await reconciler.cut_off(PartyId(party))
    assert away.asked == 1
