# Made by `python -m tools.query_types` from working_note.sql and the schema. Do not edit.

from audiencia.core.ids import AttentionId, StaffId
from audiencia.db.queries import Bytes, Connection, Record
from datetime import datetime

class NoteForUpdate(Record):
    @property
    def version(self) -> int: ...
    @property
    def writer(self) -> str: ...

class Queries:
    async def note_for_update(self, conn: Connection, /, *, attention_id: AttentionId) -> NoteForUpdate | None: ...
    async def write_note(self, conn: Connection, /, *, attention_id: AttentionId, version: int, note_sealed: Bytes, by: StaffId, at: datetime) -> str: ...
