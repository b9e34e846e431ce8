"""Folio and PIN prove whose visit or petition it is."""

import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from audiencia.core import folio
from audiencia.core.actor import CITIZEN
from audiencia.core.errors import Code, existing
from audiencia.core.folio import Folio
from audiencia.core.ids import AttentionId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.privacy import attempts, audit
from audiencia.privacy.attempts import Guesser
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.runtime.folio_proof_sql import ObjectOfFolio

SQL = load("audiencia.runtime", "folio_proof.sql")
_NOBODY = AttentionId(UUID(int=0))


@dataclass(frozen=True, slots=True)
class Proven:
    """What a folio and its PIN open: a visit, or a petition that came without one. `generation` is the secrets'."""

    id: UUID
    generation: int
    petition: bool

    @property
    def attention_id(self) -> AttentionId | None:
        """The visit."""
        return None if self.petition else AttentionId(self.id)


async def prove(context: AppContext, typed_folio: str, typed_pin: str, guesser: Guesser) -> Proven:
    """What lies under this folio.
    Raises `NotFound(folio_unknown)` alike for a folio that does not exist and a wrong PIN; `BadInput(folio_unknown)` for what
    cannot be a folio; `TooMany` after too many wrong PINs (`privacy.attempts`)."""
    return existing(await open_folio(context, typed_folio, typed_pin, "follow_up", guesser), Code.FOLIO_UNKNOWN)


async def open_folio(
    context: AppContext, typed_folio: str, typed_pin: str, why: str, guesser: Guesser
) -> Proven | None:
    """Whose folio it is, when the PIN is right; `why` goes into the record.
    Raises `BadInput(folio_unknown)` for what cannot be a folio; `TooMany` after too many wrong PINs (`privacy.attempts`)."""
    asked = folio.parse(typed_folio)
    who = attempts.budgets(context.keyring, "pin", asked, guesser)
    async with context.database.begin() as tx:
        attempt = await attempts.count(tx.conn, who)
    attempts.refuse(attempt)
    async with context.database.begin() as tx:
        row = await SQL.object_of_folio(tx.conn, folio=asked)
        right = _pin_matches(context, row, typed_pin)
        await _note(tx.conn, context, asked, row, right, why)
        if right:
            await attempts.right(tx.conn, who, attempt)
    return Proven(row.id, row.secret_generation, row.petition) if right else None


def _pin_matches(context: AppContext, row: "ObjectOfFolio | None", typed: str) -> bool:
    """Whether the PIN is right. Takes as long for a folio that does not exist."""
    attention_id, generation = (row.id, row.secret_generation) if row is not None else (_NOBODY, 0)
    digits = re.sub(r"[\s\-.]", "", typed)
    same = hmac.compare_digest(digits.encode(), context.keyring.pin(attention_id, generation).encode())
    return same and row is not None


async def _note(
    conn: Connection, context: AppContext, asked: Folio, row: "ObjectOfFolio | None", right: bool, why: str
) -> None:
    unknown = ("folio", context.keyring.keyed_hash("folio", asked).hex())
    known = ("case" if row is not None and row.petition else "attention", "" if row is None else str(row.id))
    kind, object_id = known if row is not None else unknown
    action = audit.Action.FOLLOWED_UP if right else audit.Action.FOLLOW_UP_FAILED
    await audit.record(conn, CITIZEN, action, (kind, object_id), why=why)
