# Made by `python -m tools.query_types` from commands.sql and the schema. Do not edit.

from audiencia.db.queries import Connection, Record
from datetime import datetime
from uuid import UUID

class BeginCommand(Record):
    @property
    def done(self) -> str | None: ...
    @property
    def at(self) -> datetime: ...

class Queries:
    async def begin_command(self, conn: Connection, /, *, actor: str, command_id: UUID) -> BeginCommand: ...
