"""What every flow needs, handed in by the composition root."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from audiencia.config import Municipality
from audiencia.db.database import Database
from audiencia.flows.combine import Combiner
from audiencia.ids import QueueId, RoomId
from audiencia.privacy.crypto import Keyring
from audiencia.queue.routing import Preference


class Forecaster(Protocol):
    """Who can say how a queue goes on (`flows.estimate.Estimates`)."""

    async def finishing(self, queue_id: QueueId) -> datetime | None:
        """When one who joins now would be done, at the 80th percentile; `None` without an estimate."""


@dataclass(slots=True)
class Desk:
    """Where this process' calls of whoever is next come together, by the queues that each room served the last time."""

    calls: Combiner[Any, Any] = field(default_factory=Combiner)
    serves: dict[RoomId, tuple[QueueId, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class House:
    """The database, the keys, the configuration, the origin that people use, where it is known, and who estimates."""

    database: Database
    keyring: Keyring
    municipality: Municipality
    origin: str | None = None
    forecaster: Forecaster | None = None
    desk: Desk = field(default_factory=Desk, compare=False)

    @property
    def preference(self) -> Preference:
        """The rule of preferential attention."""
        limits = self.municipality.limits
        return Preference(limits.preference_every, limits.preference_bound)

    @property
    def closing_grace(self) -> timedelta:
        """How long after closing time those who wait are still called."""
        return timedelta(minutes=self.municipality.limits.closing_grace_minutes)
