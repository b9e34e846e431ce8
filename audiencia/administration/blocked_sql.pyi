# Made by `python -m tools.query_types` from blocked.sql and the schema. Do not edit.

from audiencia.core.ids import AttentionId, PersonId
from audiencia.db.queries import Connection, Record
from datetime import datetime
from typing import Literal

class BlockedPerson(Record):
    @property
    def id(self) -> PersonId: ...
    @property
    def blocked_at(self) -> datetime: ...
    @property
    def blocked_for(self) -> Literal["retention", "cancellation"]: ...
    @property
    def kind(self) -> str: ...
    @property
    def object_id(self) -> AttentionId: ...

class Queries:
    async def blocked_person(self, conn: Connection, /, *, folio: str) -> BlockedPerson | None: ...
