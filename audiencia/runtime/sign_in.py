"""Staff sign in and out: a password, and a second step where there is one or the role requires one.
A session lasts a working day; its token is known to the browser alone. Between password and session somebody has a step, and no right."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import NewType

from audiencia.core.actor import SYSTEM, staff_actor
from audiencia.core.errors import Code, Forbidden
from audiencia.core.ids import StaffId
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import attempts, audit
from audiencia.privacy.attempts import Attempt, Budgets, Guesser
from audiencia.privacy.crypto import token_hash
from audiencia.runtime.context import AppContext
from audiencia.staff import factors, passwords, store
from audiencia.staff.devices import UNKNOWN, Device
from audiencia.staff.factors import Needs
from audiencia.staff.roles import Role
from audiencia.staff.store import Account

StaffToken = NewType("StaffToken", str)
SESSION_LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody is signed in, or has a second step to do or to set up (`needs`): then the token is the step's."""

    token: StaffToken
    needs: Needs | None = None


async def sign_in(
    context: AppContext, login: str, password: str, guesser: Guesser, device: Device = UNKNOWN
) -> Entered:
    """A new session on this device, or a step.
    Raises `Forbidden(sign_in_failed)` alike for an unknown login and a wrong password, after the same work, and
    `TooMany` after too many of them (`privacy.attempts`)."""
    login = login.strip().lower()
    who = attempts.budgets(context.keyring, "login", login, guesser)
    async with context.database.begin() as tx:
        attempt = await attempts.count(tx.conn, who)
        account = await store.account_by_login(tx.conn, login)
    attempts.refuse(attempt)
    right = await passwords.verify(account.password_hash if account else None, password)
    if account is None or not right:
        await _note_failure(context, account, login)
        raise Forbidden(Code.SIGN_IN_FAILED)
    try:
        return await _enter(context, account, password, who, attempt, device)
    except Forbidden:
        await _note_failure(context, account, login)
        raise


def new_token() -> StaffToken:
    """A random token for a new session; only the browser knows it."""
    return StaffToken(secrets.token_urlsafe(32))


def is_required(context: AppContext, role: Role) -> bool:
    """Whether nobody of this role is signed in without a second step. In a demonstration nobody needs one."""
    return not context.demo and role.value in context.municipality.sign_in.second_step


async def enter(
    context: AppContext, tx: Tx, staff_id: StaffId, role: Role, device: Device, why: str, *, proved: bool = False
) -> Entered:
    """The first step is done: a session, or what is still to be done. `proved`: a second step was done elsewhere."""
    found = await factors.factors_of(tx.conn, staff_id)
    needs: Needs | None = "factor" if found.any else "enrol" if is_required(context, role) else None
    if needs is None or proved:
        return await begin_session(tx, staff_id, device, why)
    token, lasts = new_token(), factors.STEP_LASTS
    await factors.SQL.insert_step(tx.conn, token_hash=token_hash(token), staff_id=staff_id, needs=needs, lasts=lasts)
    return Entered(token, needs)


async def begin_session(tx: Tx, staff_id: StaffId, device: Device, why: str) -> Entered:
    """Begins a session; all steps of the sign-in are done."""
    token = new_token()
    await store.add_session(tx.conn, token_hash(token), staff_id, SESSION_LASTS, device)
    await audit.record(tx.conn, staff_actor(staff_id), audit.Action.SIGNED_IN, ("staff", staff_id), why=why)
    return Entered(token)


async def sign_out(context: AppContext, token: str) -> None:
    """Ends the session; nothing happens when it had ended before."""
    async with context.database.begin() as tx:
        staff_id = await store.end_session(tx, token_hash(token))
        if staff_id is not None:
            actor = staff_actor(staff_id)
            await audit.record(tx.conn, actor, audit.Action.SIGNED_OUT, ("staff", staff_id), why="sign_in")


async def _enter(
    context: AppContext, account: Account, password: str, who: Budgets, attempt: Attempt, device: Device
) -> Entered:
    assert account.password_hash is not None  # it was just verified
    renewed = await passwords.hash_password(password) if passwords.needs_rehash(account.password_hash) else None
    async with context.database.begin() as tx:
        held = await store.held_account(tx.conn, account.id)
        if held is None or not await _still_right(held, account, password):
            raise Forbidden(Code.SIGN_IN_FAILED)
        if renewed is not None:
            await store.set_password_hash(tx.conn, account.id, renewed)
        await attempts.right(tx.conn, who, attempt)
        return await enter(context, tx, held.id, held.role, device, "sign_in")


async def _still_right(held: Account, before: Account, password: str) -> bool:
    """The account may have been given another password since, or another hash of the same one."""
    return held.password_hash == before.password_hash or await passwords.verify(held.password_hash, password)


async def _note_failure(context: AppContext, account: Account | None, login: str) -> None:
    """An unknown login is kept as a keyed hash: people type passwords into the wrong field."""
    known = ("staff", str(account.id)) if account else ("login", context.keyring.keyed_hash("login", login).hex())
    async with context.database.begin() as tx:
        await audit.record(tx.conn, SYSTEM, audit.Action.SIGN_IN_FAILED, known, why="sign_in")
