"""Rows of cases: reads and writes for the flows, each inside the transaction that is given. Decisions come from pure code."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from audiencia.cases.domain.case import Case, CaseState
from audiencia.core.actor import Actor
from audiencia.core.deadlines import Term
from audiencia.core.errors import Code, existing
from audiencia.core.ids import CaseId
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx

if TYPE_CHECKING:
    from audiencia.cases.store.cases_sql import CaseForUpdate, FoundCase
    from audiencia.cases.use_cases.inbox_sql import Chosen
    from audiencia.cases.use_cases.read_sql import WholeCase

SQL = load("audiencia.cases.store", "cases.sql")


def case_of(row: "CaseForUpdate | FoundCase | WholeCase | Chosen") -> Case:
    """A case from a row of any query that gives all columns of one."""
    return Case(
        id=row.id,
        kind=row.kind,
        state=CaseState(row.state),
        version=row.version,
        department_id=row.department_id,
        assigned_to=row.assigned_to,
        term=Term(row.due_on, row.calendar, row.stopped_on, row.days_left),
        asked_until=row.asked_until,
        answered_at=row.answered_at,
        silence_until=row.silence_until,
        concluded_at=row.concluded_at,
        conclusion=row.conclusion,
    )


async def lock_case(tx: Tx, case_id: CaseId) -> Case:
    """The case, locked until the end of the transaction. Raises `NotFound(unknown_case)`."""
    row = existing(await SQL.case_for_update(tx.conn, id=case_id), Code.UNKNOWN_CASE)
    return case_of(row)


async def write_case(
    tx: Tx,
    before: Case,
    after: Case,
    kind: str,
    actor: Actor,
    *,
    reason: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Writes what changed and appends it to the case's log. `detail` holds numbers, codes and ids only."""
    await SQL.write_case(
        tx.conn,
        id=after.id,
        state=after.state,
        version=after.version,
        department_id=after.department_id,
        assigned_to=after.assigned_to,
        due_on=after.term.due_on,
        calendar=after.term.calendar,
        stopped_on=after.term.stopped_on,
        days_left=after.term.days_left,
        asked_until=after.asked_until,
        answered_at=after.answered_at,
        silence_until=after.silence_until,
        concluded_at=after.concluded_at,
        conclusion=after.conclusion,
    )
    await append(tx, after.id, kind, actor, from_state=before.state, to_state=after.state, reason=reason, detail=detail)


async def append(
    tx: Tx,
    case_id: CaseId,
    kind: str,
    actor: Actor,
    *,
    from_state: CaseState | None = None,
    to_state: CaseState | None = None,
    reason: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Appends to a case's log. `detail` holds numbers, codes and ids only: it outlives every secret."""
    await SQL.append_event(
        tx.conn,
        case_id=case_id,
        at=tx.now,
        kind=kind,
        from_state=from_state,
        to_state=to_state,
        actor_kind=actor.kind,
        actor_id=actor.staff_id,
        reason=reason,
        detail=json.dumps(detail or {}),
    )
