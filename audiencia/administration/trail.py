"""For the privacy officer: who was shown or did what with one person's data, when and why; never the data themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from audiencia.core import folio as folios
from audiencia.core.actor import staff_actor
from audiencia.core.errors import BadInput, Code, NotFound
from audiencia.core.ids import StaffId
from audiencia.db.queries import load
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.runtime.context import AppContext

SQL = load("audiencia.administration", "trail.sql")
ENTRIES = 500
WHY = "privacy_officer"
"""As what look-ups are on record."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the record. `name` and `role` are of a member of staff, when it was one."""

    at: datetime
    actor_kind: Literal["citizen", "staff", "system"]
    name: str | None
    role: str | None
    action: str
    why: str


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person agreed to, under which text, when and how. `witness`: before whom, where it was said."""

    purpose: str
    notice_version: str
    given_at: datetime
    means: str
    witness: str | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Trail:
    """What is on record about one folio, the newest first. `erased`: what was sealed can be read by nobody any more.
    `petition`: it began in writing, with no visit."""

    folio: str
    joined_at: datetime
    erased: bool
    entries: tuple[Entry, ...]
    consents: tuple[Consent, ...]
    petition: bool = False


@dataclass(frozen=True, slots=True)
class Disclosed:
    """So many people's data were shown today to so many of this role, for this reason."""

    role: str
    why: str
    people: int
    staff: int


async def look_up(context: AppContext, officer: StaffId, typed: str) -> Trail:
    """What is on record about this folio. The look-up itself goes on record first, also one that finds nothing.

    Raises `NotFound(folio_unknown)` alike for a folio that does not exist and for what cannot be one.
    """
    try:
        asked = str(folios.parse(typed))
    except BadInput:
        asked = ""
    async with context.database.begin() as tx:
        row = await SQL.person_of_folio(tx.conn, folio=asked)
        unknown = ("folio", context.keyring.keyed_hash("folio", asked or typed.strip().upper()).hex())
        petition = row is not None and row.ticket_id is None
        found_kind = "case" if petition else "attention"
        kind, object_id = (found_kind, str(row.attention_id)) if row is not None else unknown
        await audit.record(tx.conn, staff_actor(officer), Action.LOOKED_UP, (kind, object_id), why=WHY)
        entries, consents = [], []
        if row is not None:
            found = SQL.entries_of(tx.conn, attention_id=row.attention_id, ticket_id=row.ticket_id, at_most=ENTRIES)
            entries = [
                Entry(one.at, one.actor_kind, one.display_name, one.role, one.action, one.why) async for one in found
            ]
            consents = [Consent(**dict(one.items())) async for one in SQL.consents_of(tx.conn, person_id=row.person_id)]
    if row is None:
        raise NotFound(Code.FOLIO_UNKNOWN)
    return Trail(row.folio, row.joined_at, row.erased, tuple(entries), tuple(consents), petition)


async def disclosed_today(context: AppContext) -> list[Disclosed]:
    """What was disclosed since midnight, the most first. Each person counts once for each role and reason."""
    async with context.database.read() as conn:
        rows = SQL.disclosed_today(conn, zone=context.municipality.timezone)
        return [Disclosed(**dict(one.items())) async for one in rows]
