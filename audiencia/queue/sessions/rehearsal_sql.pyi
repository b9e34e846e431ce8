# Made by `python -m tools.query_types` from rehearsal.sql and the schema. Do not edit.

from audiencia.core.ids import DepartmentId, StaffId
from audiencia.db.queries import Connection, Record
from collections.abc import AsyncIterator, Sequence

class CloseAccounts(Record):
    @property
    def id(self) -> StaffId: ...

class Queries:
    def close_accounts(self, conn: Connection, /, *, logins: Sequence[str]) -> AsyncIterator[CloseAccounts]: ...
    async def known_department(self, conn: Connection, /, *, slug: str) -> DepartmentId | None: ...
    async def open_account(self, conn: Connection, /, *, password_hash: str | None, login: str) -> StaffId | None: ...
