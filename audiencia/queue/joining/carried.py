"""A visit that closing time cut off, or whose day was called off, gives preferential attention once, at a later jornada; one that
was ended for conduct, and should not have been, gives it too, and within its own jornada the seniority it had."""

from dataclasses import dataclass
from datetime import datetime

from audiencia.core.errors import BadInput, Code
from audiencia.core.folio import Folio
from audiencia.core.ids import AttentionId, SessionId
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy.attempts import Guesser
from audiencia.runtime.context import AppContext
from audiencia.runtime.folio_proof import open_folio
from audiencia.settings.config import Text

SQL = load("audiencia.queue.joining", "join.sql")


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """What whoever holds the secret of such a visit is shown of it."""

    attention_id: AttentionId
    folio: Folio
    department: Text
    joined_at: datetime
    reversed: bool = False  # It was ended for conduct, and a review found that it should not have been.


async def prove(context: AppContext, typed_folio: str, typed_pin: str, guesser: Guesser) -> AttentionId:
    """Whose visit it is. A wrong PIN counts as a guess, and no answer tells what was wrong.
    Raises `BadInput(unknown_carried_folio)`, and `TooMany` after too many wrong PINs."""
    try:
        found = await open_folio(context, typed_folio, typed_pin, "carried_over", guesser)
    except BadInput as error:
        raise unknown() from error
    if found is None or found.attention_id is None:
        raise unknown()
    return found.attention_id


async def claim(tx: Tx, attention_id: AttentionId, session_id: SessionId) -> datetime | None:
    """Holds the visit until the end of the transaction, which uses its priority up. Gives the seniority that it has in this
    jornada, or `None` when it comes with none.
    Raises `BadInput(unknown_carried_folio)` when it gives no priority, or that was used."""
    await SQL.lock_attention(tx.conn, id=attention_id)
    # Asked after the lock: whoever held it before may have used the priority.
    row = await SQL.carried_over_unused(tx.conn, id=attention_id)
    if row is None:
        raise unknown()
    joined_at: datetime = row.joined_at
    return joined_at if row.reversed and row.session_id == session_id else None


async def held(context: AppContext, attention_id: AttentionId | None) -> CarriedOver | None:
    """The visit of this browser's secret, when it still gives priority."""
    if attention_id is None:
        return None
    async with context.database.read() as conn:
        row = await SQL.carried_over_unused(conn, id=attention_id)
    if row is None:
        return None
    department = Text(es=row.name_es, en=row.name_en)
    return CarriedOver(attention_id, Folio(row.folio), department, row.joined_at, row.reversed)


def unknown() -> BadInput:
    """The one refusal for whatever gives no priority."""
    return BadInput(Code.UNKNOWN_CARRIED_FOLIO, fields={"carried_folio": Code.UNKNOWN_CARRIED_FOLIO.value})
