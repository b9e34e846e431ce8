# Made by `python -m tools.query_types` from undo.sql and the schema. Do not edit.

from audiencia.db.queries import Connection, Record
from uuid import UUID

class WhatWasDone(Record):
    @property
    def result(self) -> str: ...
    @property
    def seconds(self) -> float: ...

class Queries:
    async def what_was_done(self, conn: Connection, /, *, actor: str, command_id: UUID, key: str) -> WhatWasDone | None: ...
