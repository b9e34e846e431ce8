"""The register of incidents: read, and added to. What was written stays; who wrote it stands in the record of accesses too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from audiencia.core.actor import staff_actor
from audiencia.core.errors import BadInput, Code, Stale, existing
from audiencia.core.ids import CommandId, StaffId
from audiencia.db.commands import Result, once
from audiencia.db.connection import now_of
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.rights.domain import incident as domain
from audiencia.rights.domain.incident import Alarm, Entry, Facts, Head, Kind
from audiencia.rights.store import incidents as store
from audiencia.rights.store.incidents import Written
from audiencia.runtime.context import AppContext


@dataclass(frozen=True, slots=True)
class Seen:
    """An incident as it stands at `now`. `entries`: none in the list."""

    id: UUID
    number: int
    made_at: datetime
    head: Head
    facts: Facts
    alarm: Alarm
    now: datetime
    entries: tuple[Written, ...] = ()

    @property
    def left(self) -> timedelta:
        """Until the end of the term; negative once it is over."""
        return self.head.due_at - self.now

    def may(self, kind: str) -> bool:
        """Whether such an entry can be added now."""
        return domain.may(self.head, Kind(kind))


async def listed(context: AppContext) -> list[Seen]:
    """All of them, the newest first; those of which somebody is still to be told before the others."""
    async with context.database.read() as conn:
        now, rules = await now_of(conn), context.municipality.incidents
        found = []
        async for row in store.SQL.all_incidents(conn):
            head = store.head_of(row)
            pressing = domain.alarm(head, rules, now)
            found.append(Seen(row.id, row.number, row.made_at, head, store.facts_of(row.facts), pressing, now))
    return sorted(found, key=lambda one: one.head.settled)


async def read(context: AppContext, incident_id: UUID) -> Seen:
    """One, with its entries. Raises `NotFound`."""
    async with context.database.read() as conn:
        row = existing(await store.SQL.one_incident(conn, id=incident_id))
        entries = [store.written_of(one) async for one in store.SQL.entries_of(conn, incident_id=incident_id)]
        now, head = await now_of(conn), store.head_of(row)
    facts = domain.facts_of([one.entry for one in entries])
    pressing = domain.alarm(head, context.municipality.incidents, now)
    return Seen(row.id, row.number, row.made_at, head, facts, pressing, now, tuple(entries))


async def register(context: AppContext, staff_id: StaffId, command_id: CommandId, facts: Facts) -> UUID:
    """A new one; gives its id. Raises `BadInput` for times that are still to come or out of order."""
    incident_id = UUID(bytes=context.keyring.keyed_hash("incident", f"{staff_id}:{command_id}")[:16])

    async def act(tx: Tx) -> Result:
        _refuse_times(facts, tx.now)
        head = domain.begun(facts, context.municipality.incidents)
        await store.SQL.insert_incident(tx.conn, id=incident_id, now=tx.now, due_at=head.due_at)
        await note(tx, incident_id, staff_id, Entry(Kind.REGISTERED, facts))
        return {}

    await once(context, f"staff:{staff_id}", command_id, act)
    return incident_id


async def add(context: AppContext, staff_id: StaffId, incident_id: UUID, version: int, entry: Entry) -> None:
    """Adds an entry to the incident as it was seen in `version`. Raises `Refused(not_allowed_now)`, `Stale`, `NotFound`, `BadInput`."""
    async with context.database.begin() as tx:
        head = await store.lock(tx, incident_id)
        if head.version != version:
            raise Stale(Code.STALE_VERSION)
        if entry.facts is not None:
            _refuse_times(entry.facts, tx.now)
        if entry.told_at is not None and entry.told_at > tx.now:
            raise BadInput(fields={"told_at": "future"})
        await store.write(tx, incident_id, domain.after(head, entry, context.municipality.incidents, tx.now))
        await note(tx, incident_id, staff_id, entry)


async def note(tx: Tx, incident_id: UUID, staff_id: StaffId, entry: Entry) -> None:
    """Adds an entry, and says so in the record of accesses."""
    await store.append(tx, incident_id, staff_id, entry)
    await audit.record(
        tx.conn, staff_actor(staff_id), Action(f"incident_{entry.kind}"), ("incident", incident_id), why="incident"
    )


def _refuse_times(facts: Facts, now: datetime) -> None:
    order: Sequence[tuple[str, datetime | None]] = (
        ("happened_at", facts.happened_at),
        ("noticed_at", facts.noticed_at),
        ("confirmed_at", facts.confirmed_at),
    )
    wrong, before = {}, None
    for name, at in order:
        if at is not None and at > now:
            wrong[name] = "future"
        elif at is not None and before is not None and at < before:
            wrong[name] = "too_early"
        before = at or before
    if wrong:
        raise BadInput(fields=wrong)
