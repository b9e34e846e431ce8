"""Invitations of staff: a one-time code by which somebody chooses the own password, so that nobody else ever knows it.
The code is derived from the keys, the command and the browser's visit, which no table holds: a form sent twice gives one code, and
the database holds only what recognises it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from audiencia.administration import accounts, own_factors
from audiencia.administration.accounts import NewAccount
from audiencia.core.actor import staff_actor
from audiencia.core.errors import BadInput, Code, NotFound, Stale
from audiencia.core.ids import CommandId, StaffId
from audiencia.core.one_time_code import is_spelt, spell, typed_code
from audiencia.db.commands import Result, once
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import token_hash
from audiencia.runtime import sign_in
from audiencia.runtime.context import AppContext
from audiencia.runtime.sign_in import Entered
from audiencia.staff import passwords, store
from audiencia.staff.devices import UNKNOWN, Device
from audiencia.staff.roles import Role

SQL = load("audiencia.administration", "invitations.sql")
LASTS = timedelta(days=3)
LETTER = "W"  # What every code of an invitation begins with.
RANDOM_LETTERS = 31  # 155 bits: it is good for days, and is opened from its link.


@dataclass(frozen=True, slots=True)
class Invited:
    """What somebody is to be given. The code is kept nowhere."""

    login: str
    name: str
    code: str
    expires_at: datetime


async def invite(context: AppContext, by: StaffId, command_id: CommandId, new: NewAccount, visit: str) -> Invited:
    """A new account without a password, and its invitation. Raises `BadInput` as `accounts.create` does."""
    code = _code(context, command_id, visit)

    async def act(tx: Tx) -> Result:
        return await _make(tx, by, await accounts.insert(tx, by, new, None), code)

    return await _invited(context, await once(context, f"staff:{by}", command_id, act), code)


async def invite_again(
    context: AppContext, by: StaffId, command_id: CommandId, staff_id: StaffId, visit: str
) -> Invited:
    """Another invitation, in place of the one before, which counts no more. Raises as `accounts.held_for_another`, and `NotFound` for an
    account that is closed."""
    code = _code(context, command_id, visit)

    async def act(tx: Tx) -> Result:
        held = await accounts.held_for_another(tx, by, staff_id)
        if not held.active:
            raise NotFound(Code.NOT_FOUND)
        await accounts.SQL.withdraw_invitation(tx.conn, staff_id=staff_id)
        return await _make(tx, by, staff_id, code)

    return await _invited(context, await once(context, f"staff:{by}", command_id, act), code)


async def invite_by_command(context: AppContext, new: NewAccount) -> Invited:
    """As `invite`, for whoever runs the service. Raises `BadInput` as `accounts.create` does."""
    async with context.database.begin() as tx:
        made = await accounts.insert(tx, None, new, None, why=accounts.BY_COMMAND)
        code = _random_code()
        done = await _make(tx, None, made, code)
    return await _invited(context, done, code)


async def invite_first(context: AppContext, new: NewAccount) -> Invited | None:
    """As `invite_by_command`, and again while the invitation was not used; `None` once somebody administers."""
    async with context.database.read() as conn:
        if await store.has_administrator(conn):
            return None
        there = await store.account_by_login(conn, new.login)
    if there is not None and there.role == new.role and there.password_hash is None:
        return await reset_by_command(context, new.login)
    return await invite_by_command(context, new)


async def reset_by_command(context: AppContext, login: str, *, second_step: bool = False) -> Invited:
    """Another invitation for who lost the password, which counts until it is used; with `second_step` theirs goes at once.
    Raises `NotFound` for an account that is closed or not there, `Refused(provider_account)`."""
    async with context.database.begin() as tx:
        account = await store.account_by_login(tx.conn, login)
        if account is None:
            raise NotFound(Code.NOT_FOUND)
        await accounts.held_local_account(tx, account.id)
        if second_step:
            await own_factors.reset_by_command(tx, account.id)
        await accounts.SQL.withdraw_invitation(tx.conn, staff_id=account.id)
        code = _random_code()
        done = await _make(tx, None, account.id, code)
    return await _invited(context, done, code)


async def withdraw(context: AppContext, by: StaffId, command_id: CommandId, staff_id: StaffId) -> None:
    """The invitation counts no more; without one, nothing changes. Raises `NotFound`."""

    async def act(tx: Tx) -> None:
        await accounts.held_account(tx, staff_id)
        await accounts.SQL.withdraw_invitation(tx.conn, staff_id=staff_id)
        await accounts.record(tx, by, Action.INVITATION_WITHDRAWN, staff_id)

    await once(context, f"staff:{by}", command_id, act)


async def accept(context: AppContext, typed: str, password: str, again: str, device: Device = UNKNOWN) -> Entered:
    """The account has this password from now on; gives a session of it, or its second step. All other sessions of it end.
    Raises `NotFound(invite_unknown)` alike for a code that is wrong, used, withdrawn or too old, and `BadInput` (password, again)."""
    code = typed_code(typed)
    if not (code.startswith(LETTER) and is_spelt(code, len(LETTER) + RANDOM_LETTERS)):
        raise NotFound(Code.INVITE_UNKNOWN)
    async with context.database.read() as conn:
        who = await SQL.invited(conn, code_hash=token_hash(code))
    if who is None:
        raise NotFound(Code.INVITE_UNKNOWN)
    fault = passwords.fault(password, who.login, who.name)
    if fault is not None:
        raise BadInput(fields={"password": fault})
    if password != again:
        raise BadInput(fields={"again": "not_the_same"})
    hashed = await passwords.hash_password(password)
    async with context.database.begin() as tx:
        staff_id = await SQL.use_invitation(tx.conn, code_hash=token_hash(code))
        if staff_id is None:
            raise NotFound(Code.INVITE_UNKNOWN)
        await store.set_password_hash(tx.conn, staff_id, hashed)
        await store.end_sessions(tx, staff_id)
        actor = staff_actor(staff_id)
        await audit.record(tx.conn, actor, Action.INVITATION_ACCEPTED, ("staff", staff_id), why="invitation")
        return await sign_in.enter(context, tx, staff_id, Role(who.role), device, "invitation")


async def _make(tx: Tx, by: StaffId | None, staff_id: StaffId, code: str) -> Result:
    until = await SQL.insert_invitation(tx.conn, staff_id=staff_id, code_hash=token_hash(code), lasts=LASTS)
    await accounts.record(tx, by, Action.STAFF_INVITED, staff_id)
    return {"staff_id": staff_id, "expires_at": until.isoformat()}


async def _invited(context: AppContext, done: Result, code: str) -> Invited:
    """Raises `Stale` when the code counts no more."""
    async with context.database.read() as conn:
        row = await SQL.invited(conn, code_hash=token_hash(code))
    if row is None:
        raise Stale(Code.STALE_VERSION)
    return Invited(row.login, row.name, code, datetime.fromisoformat(done["expires_at"]))


def _random_code() -> str:
    """A code for an invitation by command, which is never repeated."""
    return LETTER + spell(secrets.token_bytes(32), RANDOM_LETTERS)


def _code(context: AppContext, command_id: CommandId, visit: str) -> str:
    return LETTER + spell(context.keyring.keyed_hash("invitation", f"{visit}\n{command_id}"), RANDOM_LETTERS)
