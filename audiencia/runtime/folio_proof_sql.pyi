# Made by `python -m tools.query_types` from folio_proof.sql and the schema. Do not edit.

from audiencia.core.ids import AttentionId
from audiencia.db.queries import Connection, Record

class ObjectOfFolio(Record):
    @property
    def id(self) -> AttentionId: ...
    @property
    def secret_generation(self) -> int: ...
    @property
    def petition(self) -> bool: ...

class Queries:
    async def object_of_folio(self, conn: Connection, /, *, folio: str) -> ObjectOfFolio: ...
