# Made by `python -m tools.query_types` from commands.sql and the schema. Do not edit.

from audiencia.db.queries import Connection
from uuid import UUID

class Queries:
    async def begin_command(self, conn: Connection, /, *, actor: str, command_id: UUID) -> str | None: ...
