# Made by `python -m tools.query_types` from claim.sql and the schema. Do not edit.

from audiencia.db.queries import Connection, Record
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

class WriteCalls(Record):
    @property
    def of_queue(self) -> int: ...
    @property
    def its_version(self) -> int: ...

class Queries:
    def write_calls(self, conn: Connection, /, *, moment: datetime, made: str, passed: str, counted: str, jumped: str, changed: Sequence[int], events: str, refused: str) -> AsyncIterator[WriteCalls]: ...
