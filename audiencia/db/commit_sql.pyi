# Made by `python -m tools.query_types` from commit.sql and the schema. Do not edit.

from audiencia.core.ids import QueueId
from audiencia.db.queries import Connection, Record
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

class Finish(Record):
    @property
    def id(self) -> QueueId: ...
    @property
    def version(self) -> int: ...

class Queries:
    def finish(self, conn: Connection, /, *, events: str, result: str, actor: str, command_id: UUID, queues: Sequence[QueueId], tickets_alone: Sequence[QueueId]) -> AsyncIterator[Finish]: ...
