# Made by `python -m tools.query_types` from rows.sql and the schema. Do not edit.

from audiencia.core.ids import PersonId
from audiencia.db.queries import Bytes, Connection, Record
from collections.abc import AsyncIterator
from uuid import UUID

class RowsOf(Record):
    @property
    def place(self) -> str: ...
    @property
    def content(self) -> str: ...

class Queries:
    async def file_of(self, conn: Connection, /, *, id: UUID) -> Bytes | None: ...
    def rows_of(self, conn: Connection, /, *, person_id: PersonId) -> AsyncIterator[RowsOf]: ...
