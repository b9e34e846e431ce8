"""For the privacy officer: who was shown or did what with one person's data, when and why; never the data themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from audiencia.core import folio as folios
from audiencia.core.actor import staff_actor
from audiencia.core.errors import BadInput, Code, NotFound
from audiencia.core.ids import StaffId
from audiencia.db.queries import load
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.retention.suppression import folio_hash
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.administration.trail_sql import ConsentsOf, DisclosedToday, EntriesOf

SQL = load("audiencia.administration", "trail.sql")
ENTRIES = 500
WHY = "privacy_officer"  # As what look-ups are on record.


@dataclass(frozen=True, slots=True)
class Trail:
    """What is on record about one folio, the newest first. `erased`: what was sealed can be read by nobody any more.
    `petition`: it began in writing, with no visit."""

    folio: str
    joined_at: datetime
    erased: bool
    entries: "tuple[EntriesOf, ...]"
    consents: "tuple[ConsentsOf, ...]"
    petition: bool = False


class Suppressed(NotFound):
    """Everything under this folio was destroyed, at that moment."""

    def __init__(self, at: datetime) -> None:
        super().__init__(Code.FOLIO_UNKNOWN)
        self.at = at


async def look_up(context: AppContext, officer: StaffId, typed: str) -> Trail:
    """What is on record about this folio. The look-up itself goes on record first, also one that finds nothing.
    Raises `NotFound(folio_unknown)` alike for a folio that does not exist and for what cannot be one; `Suppressed` for one under
    which everything was destroyed."""
    try:
        asked = str(folios.parse(typed))
    except BadInput:
        asked = ""
    async with context.database.begin() as tx:
        row = await SQL.person_of_folio(tx.conn, folio=asked)
        unknown = ("folio", folio_hash(context.keyring, asked or typed.strip().upper()))
        petition = row is not None and row.ticket_id is None
        found_kind = "case" if petition else "attention"
        kind, object_id = (found_kind, str(row.attention_id)) if row is not None else unknown
        await audit.record(tx.conn, staff_actor(officer), Action.LOOKED_UP, (kind, object_id), why=WHY)
        entries, consents = [], []
        if row is not None:
            found = SQL.entries_of(tx.conn, attention_id=row.attention_id, ticket_id=row.ticket_id, at_most=ENTRIES)
            entries = [one async for one in found]
            consents = [one async for one in SQL.consents_of(tx.conn, person_id=row.person_id)]
    if row is None:
        raise await _nothing_under(context, unknown[1])
    return Trail(row.folio, row.joined_at, row.erased, tuple(entries), tuple(consents), petition)


async def _nothing_under(context: AppContext, folio: str) -> NotFound:
    async with context.database.read() as conn:
        suppressed: datetime | None = await SQL.suppressed_at(conn, folio=folio)
    return NotFound(Code.FOLIO_UNKNOWN) if suppressed is None else Suppressed(suppressed)


async def disclosed_today(context: AppContext) -> "list[DisclosedToday]":
    """What was disclosed since midnight, the most first. Each person counts once for each role and reason."""
    async with context.database.read() as conn:
        return [one async for one in SQL.disclosed_today(conn, zone=context.municipality.timezone)]
