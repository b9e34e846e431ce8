"""Accounts of staff: made, closed, opened again, and given new passwords by an administrator."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiencia.administration import staff_log
from audiencia.core.actor import SYSTEM, staff_actor
from audiencia.core.errors import BadInput, Code, DomainError, NotFound, Refused, Stale
from audiencia.core.ids import CommandId, DepartmentId, InterpreterId, RoomId, StaffId
from audiencia.db.commands import Result, once
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue.api import lock_room, next_console
from audiencia.runtime.context import AppContext
from audiencia.staff import passwords, store
from audiencia.staff.roles import OF_DEPARTMENT, Role

if TYPE_CHECKING:
    from audiencia.administration.accounts_sql import LockAccounts

SQL = load("audiencia.administration", "accounts.sql")
WHY = "administration"
BY_COMMAND, BY_PROVIDER = "command", "provider"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an administrator fills in. Department and interpreter count for the roles that have one."""

    login: str
    name: str
    role: Role
    department: str = ""
    interpreter: str = ""
    stands_in: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A password that somebody is to be told. It is kept nowhere."""

    login: str
    name: str
    password: str


async def create(context: AppContext, by: StaffId, command_id: CommandId, new: NewAccount, visit: str) -> Given:
    """A new account with a generated password. The same command from the same `visit` gives the same password again.
    Raises `BadInput` naming login (taken), department, or interpreter (required, taken)."""
    password = _password(context, command_id, visit)
    hashed = await passwords.hash_password(password)

    async def act(tx: Tx) -> Result:
        return {"staff_id": await insert(tx, by, new, hashed)}

    done = await once(context, f"staff:{by}", command_id, act)
    return await _given(context, StaffId(done["staff_id"]), password)


async def insert(tx: Tx, by: StaffId | None, new: NewAccount, hashed: str | None, *, why: str = BY_PROVIDER) -> StaffId:
    """The account, on record and in its history; without a hash nobody can sign in with it yet. `by`: `None` for its owner, who comes
    from the identity provider or, as `why` says, was made by a command. Raises `BadInput` as `create`."""
    department_id = await department_of(tx.conn, new)
    interpreter_id = await _interpreter(tx.conn, new)
    made = await store.ensure_account(
        tx.conn,
        new.login,
        new.name,
        new.role,
        department_id,
        hashed,
        stands_in=new.stands_in and new.role is Role.DIRECTOR,
        interpreter_id=interpreter_id,
    )
    if made is None:
        raise BadInput(fields={"login": "taken"})
    await record(tx, by, Action.ACCOUNT_CREATED, made, why)
    await staff_log.note(tx, by or made, made, None)
    return made


async def renew_password(
    context: AppContext, by: StaffId, command_id: CommandId, staff_id: StaffId, visit: str
) -> Given:
    """The account has another password, and whoever was signed in with it is no more. Raises as `held_for_another`."""
    password = _password(context, command_id, visit)
    hashed = await passwords.hash_password(password)

    async def act(tx: Tx) -> Result:
        await held_for_another(tx, by, staff_id)
        await store.set_password_hash(tx.conn, staff_id, hashed)
        await store.end_sessions(tx, staff_id)
        await SQL.withdraw_invitation(tx.conn, staff_id=staff_id)
        await record(tx, by, Action.LOGIN_RENEWED, staff_id)
        return {"staff_id": staff_id}

    done = await once(context, f"staff:{by}", command_id, act)
    await consoles_look(context, staff_id)
    return await _given(context, StaffId(done["staff_id"]), password)


async def deactivate(context: AppContext, by: StaffId, command_id: CommandId, staff_id: StaffId) -> None:
    """Nobody signs in with the account any more, and whoever is signed in with it is no more. An invitation ends with it.
    No group of the identity provider opens it again, also where the loss of one had closed it. Raises `NotFound`, `Refused`
    (own_account, last_administrator), and `Stale` for a form that is sent again after the account was opened again."""

    async def act(tx: Tx) -> None:
        held, administrators = await held_account(tx, staff_id)
        if staff_id == by:
            raise Refused(Code.OWN_ACCOUNT)
        if Role(held.role) is Role.ADMINISTRATOR and not administrators - {staff_id}:
            raise Refused(Code.LAST_ADMINISTRATOR)
        await SQL.write_withdrawn(tx.conn, withdrawn=False, staff_id=staff_id)
        if held.active:
            before = await staff_log.value(tx.conn, staff_id)
            await SQL.write_active(tx.conn, active=False, id=staff_id)
            await store.end_sessions(tx, staff_id)
            await SQL.withdraw_invitation(tx.conn, staff_id=staff_id)
            await record(tx, by, Action.ACCOUNT_CLOSED, staff_id)
            await staff_log.note(tx, by, staff_id, before)

    await once(context, f"staff:{by}", command_id, act)
    await consoles_look(context, staff_id)
    await _check_active(context, staff_id, wanted=False)


async def activate(context: AppContext, by: StaffId, command_id: CommandId, staff_id: StaffId) -> None:
    """The account can be used again, with the password that it had. Raises `NotFound`, `Refused(interpreter_taken)`, and `Stale` for a
    form that is sent again after the account was closed again."""

    async def act(tx: Tx) -> None:
        held, _ = await held_account(tx, staff_id)
        interpreter_id = held.interpreter_id
        if interpreter_id and await SQL.account_of_interpreter(tx.conn, interpreter_id=interpreter_id, but=staff_id):
            raise Refused(Code.INTERPRETER_TAKEN)
        await SQL.write_withdrawn(tx.conn, withdrawn=False, staff_id=staff_id)
        if not held.active:
            before = await staff_log.value(tx.conn, staff_id)
            await SQL.write_active(tx.conn, active=True, id=staff_id)
            await record(tx, by, Action.ACCOUNT_OPENED, staff_id)
            await staff_log.note(tx, by, staff_id, before)

    await once(context, f"staff:{by}", command_id, act)
    await _check_active(context, staff_id, wanted=True)


async def _check_active(context: AppContext, staff_id: StaffId, *, wanted: bool) -> None:
    async with context.database.read() as conn:
        if (await SQL.account(conn, id=staff_id)).active is not wanted:
            raise Stale(Code.STALE_VERSION)


async def held_account(tx: Tx, staff_id: StaffId) -> "tuple[LockAccounts, set[StaffId]]":
    """The account, locked, and which administrators are active and have a password. Raises `NotFound`."""
    rows = {row.id: row async for row in SQL.lock_accounts(tx.conn, id=staff_id)}
    if staff_id not in rows:
        raise NotFound(Code.NOT_FOUND)
    administrators = {
        one for one, row in rows.items() if Role(row.role) is Role.ADMINISTRATOR and row.active and row.enters
    }
    return rows[staff_id], administrators


async def held_local_account(tx: Tx, staff_id: StaffId) -> "LockAccounts":
    """One that has a password, or gets one. Raises `NotFound`, `Refused(provider_account)`."""
    held, _ = await held_account(tx, staff_id)
    if held.by_provider:
        raise Refused(Code.PROVIDER_ACCOUNT)
    return held


async def held_for_another(tx: Tx, by: StaffId, staff_id: StaffId) -> "LockAccounts":
    """As `held_local_account`, of another one: the own password is changed with the present one. Raises `Refused(own_account)` too."""
    if staff_id == by:
        raise Refused(Code.OWN_ACCOUNT)
    return await held_local_account(tx, staff_id)


async def department_of(conn: Connection, new: NewAccount) -> DepartmentId | None:
    """The department of a role that has one. Raises `BadInput`."""
    if new.role not in OF_DEPARTMENT:
        return None
    found = await SQL.department_id(conn, slug=new.department)
    if found is None:
        raise BadInput(fields={"department": "required"})
    return DepartmentId(found)


async def _interpreter(conn: Connection, new: NewAccount) -> InterpreterId | None:
    if new.role is not Role.INTERPRETER:
        return None
    found = await SQL.interpreter_id(conn, code=new.interpreter)
    if found is None:
        raise BadInput(fields={"interpreter": "required"})
    if await SQL.account_of_interpreter(conn, interpreter_id=found, but=StaffId(0)):
        raise BadInput(fields={"interpreter": "taken"})
    return InterpreterId(found)


async def consoles_look(context: AppContext, staff_id: StaffId) -> None:
    """Open consoles of this director end at once; other sockets do at their next look, within seconds.
    The account is closed by now, whatever becomes of this."""
    async with context.database.read() as conn:
        rooms = [RoomId(row.id) async for row in SQL.rooms_of(conn, staff_id=staff_id)]
    for room_id in rooms:
        try:
            async with context.database.begin() as tx:
                room = (await lock_room(tx, room_id)).room
                await next_console(tx.conn, room_id=room_id)
                tx.changed(room.queue_id, *room.serves)
        except DomainError:
            continue


def _password(context: AppContext, command_id: CommandId, visit: str) -> str:
    """From the keys, the command and the browser's visit, which no table holds: a form sent twice gives one password."""
    return passwords.spell(context.keyring.keyed_hash("account-password", f"{visit}\n{command_id}"))


async def _given(context: AppContext, staff_id: StaffId, password: str) -> Given:
    """Raises `Stale` when the account has another password by now."""
    async with context.database.read() as conn:
        row = await SQL.account(conn, id=staff_id)
    if not await passwords.verify(row.password_hash, password):
        raise Stale(Code.STALE_VERSION)
    return Given(row.login, row.name, password)


async def record(tx: Tx, by: StaffId | None, action: Action, staff_id: StaffId, otherwise: str = BY_COMMAND) -> None:
    """On record: what an administrator did with the account; `None`: whoever runs the service, by a command, or `otherwise`."""
    actor, why = (SYSTEM, otherwise) if by is None else (staff_actor(by), WHY)
    await audit.record(tx.conn, actor, action, ("staff", staff_id), why=why)
