# Made by `python -m tools.query_types` from transfers.sql and the schema. Do not edit.

from audiencia.db.queries import Connection, Record
from collections.abc import AsyncIterator
from datetime import datetime

class HandedOver(Record):
    @property
    def at(self) -> datetime: ...
    @property
    def why(self) -> str: ...
    @property
    def object_kind(self) -> str: ...
    @property
    def object_id(self) -> str: ...
    @property
    def name(self) -> str: ...

class Queries:
    def handed_over(self, conn: Connection, /) -> AsyncIterator[HandedOver]: ...
