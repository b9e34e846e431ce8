"""An account is given another name, role or department by an administrator; that can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audiencia.administration import accounts, catalogue_effects, staff_log
from audiencia.administration.accounts import SQL, NewAccount
from audiencia.core.errors import BadInput, Code, NotFound, Refused, Stale, existing
from audiencia.core.ids import CommandId, StaffId
from audiencia.db.commands import once
from audiencia.db.unit_of_work import Tx
from audiencia.privacy.audit import Action
from audiencia.queue.api import fill_roster
from audiencia.runtime.context import AppContext
from audiencia.staff import store
from audiencia.staff.roles import OF_DEPARTMENT, Role


@dataclass(frozen=True, slots=True)
class Account:
    """What the form of one account shows. `seen`: its newest change, which whoever saves it has seen."""

    id: StaffId
    login: str
    value: staff_log.Value
    seen: int


async def account(context: AppContext, staff_id: StaffId) -> Account:
    """Raises `NotFound`."""
    async with context.database.read() as conn:
        row = existing(await SQL.account(conn, id=staff_id))
        return Account(
            staff_id, row.login, await staff_log.value(conn, staff_id), await staff_log.newest(conn, staff_id)
        )


async def change(
    context: AppContext, by: StaffId, command_id: CommandId, staff_id: StaffId, seen: int, new: Mapping[str, Any]
) -> None:
    """Another name, role, department, or whether they stand in for others: those of them that are in `new`.
    Whoever is signed in with it has to sign in again when the role or the department is another one, because their page is.
    Raises `NotFound`, `Stale`, `BadInput` (role, department), `Refused` (own_account, last_administrator, room_busy)."""

    async def act(tx: Tx) -> None:
        await _write(tx, by, staff_id, seen, new, None)

    await once(context, f"staff:{by}", command_id, act)
    await accounts.consoles_look(context, staff_id)


async def undo(context: AppContext, by: StaffId, command_id: CommandId, change_id: int, seen: int) -> None:
    """The account is again what it was before this change; that is a change like any other. Raises as `change` does, and
    `NotFound` for the change that made it: an account is deactivated instead."""
    async with context.database.read() as conn:
        held = await staff_log.change(conn, change_id)
    if held is None or held.before is None:
        raise NotFound(Code.NOT_FOUND)
    before, staff_id = held.before, held.staff_id

    async def act(tx: Tx) -> None:
        await _write(tx, by, staff_id, seen, before, change_id)

    await once(context, f"staff:{by}", command_id, act)
    await accounts.consoles_look(context, staff_id)


async def follow(tx: Tx, staff_id: StaffId, new: Mapping[str, Any]) -> None:
    """What the groups of the identity provider give. Raises `Refused` (last_administrator, room_busy), `BadInput(department)`."""
    await _write(tx, None, staff_id, None, new, None)


async def _write(
    tx: Tx, by: StaffId | None, staff_id: StaffId, seen: int | None, new: Mapping[str, Any], undoes: int | None
) -> None:
    held, administrators = await accounts.held_account(tx, staff_id)
    if seen is not None and await staff_log.newest(tx.conn, staff_id) != seen:
        raise Stale(Code.STALE_VERSION)
    before = await staff_log.value(tx.conn, staff_id)
    wanted = {**before, **new}
    role = Role(wanted["role"])
    wanted["stands_in"] = bool(wanted["stands_in"]) and role is Role.DIRECTOR
    if role not in OF_DEPARTMENT:
        wanted["department"] = None
    if wanted == before:
        return
    moved = any(wanted[one] != before[one] for one in ("role", "department"))
    _allowed(by, staff_id, before, wanted, administrators)
    if moved and await SQL.room_open(tx.conn, staff_id=staff_id):
        raise Refused(Code.ROOM_BUSY, state="open", action="account")
    department_id = await accounts.department_of(tx.conn, NewAccount("", "", role, wanted["department"] or ""))
    if (
        wanted["active"]
        and not before["active"]
        and held.interpreter_id
        and await SQL.account_of_interpreter(tx.conn, interpreter_id=held.interpreter_id, but=staff_id)
    ):
        raise Refused(Code.INTERPRETER_TAKEN)
    await SQL.write_account(
        tx.conn, id=staff_id, name=wanted["name"], role=role, department_id=department_id,
        stands_in=wanted["stands_in"], active=wanted["active"],
    )  # fmt: skip
    if wanted["active"] != before["active"]:
        await SQL.write_withdrawn(tx.conn, withdrawn=by is None and not wanted["active"], staff_id=staff_id)
    if moved or not wanted["active"]:
        await store.end_sessions(tx, staff_id)
    if not wanted["active"]:
        await SQL.withdraw_invitation(tx.conn, staff_id=staff_id)
    if moved or wanted["stands_in"] != before["stands_in"]:
        await _follow_roster(tx, staff_id, {before["department"], wanted["department"]})
    await accounts.record(tx, by, _action(before, wanted), staff_id, accounts.BY_PROVIDER)
    await staff_log.note(tx, by or staff_id, staff_id, before, undoes)


def _allowed(
    by: StaffId | None,
    staff_id: StaffId,
    before: staff_log.Value,
    wanted: staff_log.Value,
    administrators: set[StaffId],
) -> None:
    """Raises `BadInput`, `Refused`."""
    if (before["role"] == Role.INTERPRETER) != (wanted["role"] == Role.INTERPRETER):
        raise BadInput(fields={"role": "interpreter_stays"})
    goes = not wanted["active"] or wanted["role"] != Role.ADMINISTRATOR
    if before["role"] == Role.ADMINISTRATOR and before["active"] and goes:
        if staff_id == by:
            raise Refused(Code.OWN_ACCOUNT)
        if not administrators - {staff_id}:
            raise Refused(Code.LAST_ADMINISTRATOR)


def _action(before: staff_log.Value, wanted: staff_log.Value) -> Action:
    if before["active"] == wanted["active"]:
        return Action.ACCOUNT_CHANGED
    return Action.ACCOUNT_OPENED if wanted["active"] else Action.ACCOUNT_CLOSED


async def _follow_roster(tx: Tx, staff_id: StaffId, departments: set[str | None]) -> None:
    """Of the jornada that goes on and those to come: who attends for which department. A closed room of theirs stays closed."""
    await SQL.leave_rosters(tx.conn, staff_id=staff_id)
    async for row in catalogue_effects.SQL.coming_sessions(tx.conn):
        await fill_roster(tx.conn, session_id=row.id)
    slugs = [one for one in departments if one is not None]
    async for queue in SQL.open_queues(tx.conn, slugs=slugs):
        tx.changed(queue.id)
