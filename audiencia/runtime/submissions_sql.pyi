# Made by `python -m tools.query_types` from submissions.sql and the schema. Do not edit.

from audiencia.core.ids import AttentionId
from audiencia.db.queries import Connection, Record
from datetime import timedelta
from uuid import UUID

class FirstAnswer(Record):
    @property
    def id(self) -> AttentionId: ...
    @property
    def result(self) -> str: ...
    @property
    def repeats(self) -> bool | None: ...

class Queries:
    async def first_answer(self, conn: Connection, /, *, repeats: timedelta, actor: str, command_id: UUID) -> FirstAnswer | None: ...
