"""Rows of the register of incidents."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from audiencia.core.errors import existing
from audiencia.core.ids import StaffId
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.rights.domain.incident import Entry, Facts, Head, Kind

if TYPE_CHECKING:
    from audiencia.rights.store.incidents_sql import AllIncidents, EntriesOf, LockIncident

SQL = load("audiencia.rights.store", "incidents.sql")


@dataclass(frozen=True, slots=True)
class Written:
    """An entry with when it was written, and by whom."""

    at: datetime
    by: str
    entry: Entry


def head_of(row: "AllIncidents | LockIncident") -> Head:
    """From a row with all columns."""
    return Head(row.due_at, row.authority_told_at, row.people_told_at, row.excused, row.closed_at, row.version)


def facts_of(facts: str) -> Facts:
    """From a column."""
    return Facts.model_validate_json(facts)


def written_of(row: "EntriesOf") -> Written:
    """From a row with all columns."""
    facts = None if row.facts is None else facts_of(row.facts)
    return Written(row.at, row.name, Entry(Kind(row.kind), facts, row.told_at, row.text))


async def lock(tx: Tx, incident_id: UUID) -> Head:
    """The head, locked until the end of the transaction. Raises `NotFound`."""
    row = existing(await SQL.lock_incident(tx.conn, id=incident_id))
    return head_of(row)


async def write(tx: Tx, incident_id: UUID, head: Head) -> None:
    """Keeps the head as it is after an entry."""
    await SQL.write_incident(
        tx.conn,
        id=incident_id,
        due_at=head.due_at,
        authority_told_at=head.authority_told_at,
        people_told_at=head.people_told_at,
        excused=head.excused,
        closed_at=head.closed_at,
        version=head.version,
    )


async def append(tx: Tx, incident_id: UUID, staff_id: StaffId, entry: Entry) -> None:
    """Adds an entry at the end."""
    await SQL.append_entry(
        tx.conn,
        id=uuid4(),
        incident_id=incident_id,
        now=tx.now,
        staff_id=staff_id,
        kind=entry.kind,
        facts=None if entry.facts is None else entry.facts.model_dump_json(),
        told_at=entry.told_at,
        text=entry.text,
    )
