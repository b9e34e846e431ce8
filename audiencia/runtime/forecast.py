"""Who can say when a call will come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from audiencia.core.ids import QueueId, TicketId


@dataclass(frozen=True, slots=True)
class Expected:
    """When a call will come, eight times of ten."""

    low_at: datetime
    high_at: datetime


class Forecaster(Protocol):
    """Who can say how a queue goes on (`queue.snapshot.estimate.Estimates`)."""

    async def finishing(self, queue_id: QueueId) -> datetime | None:
        """When one who joins now would be done, at the 80th percentile; `None` without an estimate."""

    async def joiner(self, queue_id: QueueId) -> Expected | None:
        """When one who joins now would be called; `None` without an estimate."""

    async def expected(self, queue_id: QueueId, ticket_id: TicketId) -> Expected | None:
        """When this one, who may just have joined, will be called; `None` without an estimate."""

    def known(self, queue_id: QueueId) -> Mapping[TicketId, Expected]:
        """What the last estimate says, of whom it knows; nobody waits for a new one."""
