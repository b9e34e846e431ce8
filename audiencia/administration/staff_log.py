"""What administrators changed of accounts: noted with what it was before, so that it is shown and can be taken back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from audiencia.core.ids import StaffId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.administration import staff_log_sql

SQL = load("audiencia.administration", "staff_log.sql")
SHOWN = 40  # How many changes a page tells of.
Value = Mapping[str, Any]  # Name, role, department (its slug, or None), stands_in and active.


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one account. `before` is `None` where it was made; `newest`: nothing of the account changed since."""

    id: int
    staff_id: StaffId
    login: str
    before: Value | None
    after: Value
    by: str
    at: datetime
    undoes: int | None
    newest: bool
    undone: bool


async def value(conn: Connection, staff_id: StaffId) -> Value:
    """What there is to change of the account, as it is now."""
    found: Value = json.loads(await SQL.account_value(conn, id=staff_id))
    return found


async def note(tx: Tx, by: StaffId, staff_id: StaffId, before: Value | None, undoes: int | None = None) -> None:
    """What is different now, if anything is."""
    after = await value(tx.conn, staff_id)
    if before == after:
        return
    kept = None if before is None else json.dumps(before)
    await SQL.insert_change(tx.conn, staff_id=staff_id, made_by=by, before=kept, after=json.dumps(after), undoes=undoes)


async def change(conn: Connection, change_id: int) -> Change | None:
    """One change by its id."""
    row = await SQL.change(conn, id=change_id)
    return None if row is None else _change(row)


async def newest(conn: Connection, staff_id: StaffId) -> int:
    """The id of the newest change of this account; 0 for none."""
    return int(await SQL.newest(conn, staff_id=staff_id))


async def history(context: AppContext) -> list[Change]:
    """The newest ones of all accounts."""
    async with context.database.read() as conn:
        return [_change(row) async for row in SQL.history(conn, most=SHOWN)]


def _change(row: "staff_log_sql.Change") -> Change:
    return Change(
        row.id,
        StaffId(row.staff_id),
        row.login,
        None if row.before is None else json.loads(row.before),
        json.loads(row.after),
        row.by,
        row.at,
        row.undoes,
        row.newest,
        row.undone,
    )
