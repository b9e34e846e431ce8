# Made by `python -m tools.query_types` from commands.sql and the schema. Do not edit.

from audiencia.core.ids import AttentionId
from audiencia.db.queries import Connection, Record
from datetime import datetime, timedelta
from uuid import UUID

class BeginCommand(Record):
    @property
    def done(self) -> str | None: ...
    @property
    def at(self) -> datetime: ...

class FirstAnswer(Record):
    @property
    def id(self) -> AttentionId: ...
    @property
    def result(self) -> str: ...
    @property
    def repeats(self) -> bool | None: ...

class Queries:
    async def begin_command(self, conn: Connection, /, *, actor: str, command_id: UUID) -> BeginCommand: ...
    async def first_answer(self, conn: Connection, /, *, repeats: timedelta, actor: str, command_id: UUID) -> FirstAnswer | None: ...
