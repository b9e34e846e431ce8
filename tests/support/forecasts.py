"""A forecaster that says of one queue what a test tells it."""

from collections.abc import Mapping
from datetime import datetime

from audiencia.core.ids import QueueId, TicketId
from audiencia.runtime.forecast import Expected


class Soothsayer:
    """Says of this queue when one who joins would be done."""

    def __init__(self, queue_id: QueueId, finishing: datetime) -> None:
        self.queue_id, self.when = queue_id, finishing

    async def finishing(self, queue_id: QueueId) -> datetime | None:
        return self.when if queue_id == self.queue_id else None

    async def joiner(self, queue_id: QueueId) -> Expected | None:
        return Expected(self.when, self.when) if queue_id == self.queue_id else None

    async def expected(self, queue_id: QueueId, ticket_id: TicketId) -> Expected | None:
        return await self.joiner(queue_id)

    def known(self, queue_id: QueueId) -> Mapping[TicketId, Expected]:
        return {}
