# Made by `python -m tools.query_types` from audit.sql and the schema. Do not edit.

from audiencia.core.ids import StaffId
from audiencia.db.queries import Connection
from collections.abc import Sequence

class Queries:
    async def insert_disclosures(self, conn: Connection, /, *, staff_id: int | None, why: str | None, kinds: Sequence[str], ids: Sequence[str]) -> str: ...
    async def insert_entry(self, conn: Connection, /, *, actor_kind: str, actor_id: StaffId | None, action: str, object_kind: str, object_id: str, why: str) -> str: ...
