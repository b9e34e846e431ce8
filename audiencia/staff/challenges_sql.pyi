# Made by `python -m tools.query_types` from challenges.sql and the schema. Do not edit.

from audiencia.db.queries import Bytes, Connection
from datetime import timedelta

class Queries:
    async def sweep_challenges(self, conn: Connection, /) -> str: ...
    async def use_challenge(self, conn: Connection, /, *, challenge: Bytes, lasts: timedelta) -> bool | None: ...
