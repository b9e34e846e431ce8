# Made by `python -m tools.query_types` from mayor.sql and the schema. Do not edit.

from audiencia.core.ids import RoomId, SessionId
from audiencia.db.queries import Connection, Record
from collections.abc import AsyncIterator
from datetime import datetime

class RunningCalls(Record):
    @property
    def room_id(self) -> RoomId: ...
    @property
    def name_es(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def display_name(self) -> str: ...
    @property
    def call_began_at(self) -> datetime: ...

class Queries:
    def running_calls(self, conn: Connection, /, *, session_id: SessionId, own: RoomId) -> AsyncIterator[RunningCalls]: ...
