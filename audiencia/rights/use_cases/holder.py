"""What the holder of a folio reads of the own requests, and clarifies."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from audiencia.core.actor import CITIZEN
from audiencia.core.errors import Code, NotFound
from audiencia.core.ids import PersonId
from audiencia.db.connection import Connection, now_of
from audiencia.privacy import audit, unreadable
from audiencia.privacy import store as persons
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import PersonKey, SealBroken, aad
from audiencia.rights.domain import request as domain
from audiencia.rights.domain.request import Decision, Request, State
from audiencia.rights.store import requests as store
from audiencia.rights.store.requests import Kept
from audiencia.rights.use_cases.ask import WHY
from audiencia.rights.use_cases.rules import rules_at
from audiencia.runtime.context import AppContext


@dataclass(frozen=True, slots=True)
class Happened:
    """One step of a request. `by`: of staff. `text`: what was written; empty where nothing was, `None` where it does not open any more."""

    at: datetime
    kind: str
    by: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as people read it. `state`: on `today`. `asker`: who asks for somebody else, as `Happened.text`. `blocked`: the data are,
    and staff alone read it."""

    kept: Kept
    state: State
    today: date
    events: tuple[Happened, ...]
    asker: str | None
    blocked: bool = False

    @property
    def request(self) -> Request:
        """The request itself."""
        return self.kept.request

    @property
    def has_file(self) -> bool:
        """Whether the person may download everything that is held."""
        return domain.may_take_file(self.request) and self.kept.decision is Decision.GRANTED

    def last(self, kind: str) -> Happened | None:
        """The newest step of this kind."""
        return next((one for one in reversed(self.events) if one.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a folio is."""

    id: UUID
    person_id: PersonId
    folio: str
    generation: int
    has_case: bool
    is_complaint: bool


async def holder_of(context: AppContext, object_id: UUID) -> Holder | None:
    """`None` for what is not there, and for a person whose data are blocked or were destroyed."""
    async with context.database.read() as conn:
        row = await store.SQL.holder_of(conn, id=object_id)
    if row is None or row.blocked:
        return None
    return Holder(object_id, row.person_id, row.folio, row.generation, row.has_case, row.is_complaint)


async def own(context: AppContext, holder: Holder) -> list[Seen]:
    """All requests of the person, the newest first."""
    async with context.database.read() as conn:
        rows = [store.kept_of(row) async for row in store.SQL.requests_of(conn, person_id=holder.person_id)]
        key = (await persons.person_keys(conn, context.keyring, [holder.person_id])).get(holder.person_id)
        today = context.municipality.day_of(await now_of(conn))
        return [await seen(conn, key, one, today) for one in rows]


async def seen(conn: Connection, key: PersonKey | None, kept: Kept, today: date) -> Seen:
    """With what happened. `key`: `None` of a person whose data were destroyed."""
    events = [
        Happened(row.at, row.kind, row.name, _open(key, row.text_sealed, store.TEXT, row.id))
        async for row in store.SQL.events_of(conn, request_id=kept.id)
    ]
    asker = _open(key, kept.asker_sealed, store.ASKER, kept.id)
    return Seen(kept, domain.state_now(kept.request, today), today, tuple(events), asker)


async def made(context: AppContext, request_id: UUID) -> Kept:
    """One that was just made, without what was written. Raises `NotFound`."""
    async with context.database.read() as conn:
        row = await store.SQL.one_request(conn, id=request_id)
    if row is None:
        raise NotFound(Code.NOT_FOUND)
    return store.kept_of(row)


async def is_blocked(context: AppContext, kept: Kept) -> bool:
    """Whether the data that a request is about are blocked: the person reads no answer with folio and PIN."""
    async with context.database.read() as conn:
        return bool(await store.SQL.is_blocked(conn, person_id=kept.person_id))


async def clarify(context: AppContext, holder: Holder, request_id: UUID, text: str) -> None:
    """What was asked is answered. The same answer again changes nothing. Raises `Refused` (not_allowed_now, term_over), `NotFound`,
    `Unreadable`."""
    async with context.database.begin() as tx:
        kept = await store.lock(tx, request_id)
        if kept.person_id != holder.person_id:
            raise NotFound(Code.NOT_FOUND)
        rules, key = rules_at(context, tx.now), await unreadable.key_of(tx, context.keyring, kept.person_id)
        said = (await seen(tx.conn, key, kept, rules.today)).last("clarified")
        if said is not None and said.text == text:
            return
        after = domain.clarify(kept.request, rules)
        await store.write(tx, kept, after)
        await store.append(tx, request_id, "clarified", CITIZEN, key, text)
        await audit.record(tx.conn, CITIZEN, Action.RIGHT_CLARIFIED, kept.about, why=WHY)


def _open(key: PersonKey | None, sealed: bytes | None, column: str, object_id: UUID) -> str | None:
    if sealed is None:
        return ""
    try:
        return None if key is None else key.open(sealed, aad(column, object_id))
    except SealBroken:
        return None
