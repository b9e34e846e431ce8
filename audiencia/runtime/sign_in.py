"""Staff sign in and out. A session lasts a working day; its token is known to the browser alone."""

import secrets
from datetime import timedelta
from typing import NewType

from audiencia.core.actor import SYSTEM, staff_actor
from audiencia.core.errors import Code, Forbidden
from audiencia.core.ids import StaffId
from audiencia.db.database import Connection
from audiencia.privacy import attempts, audit
from audiencia.privacy.attempts import Attempt, Budgets, Guesser
from audiencia.privacy.crypto import token_hash
from audiencia.runtime.context import AppContext
from audiencia.staff import passwords, store
from audiencia.staff.devices import UNKNOWN, Device
from audiencia.staff.store import Account

StaffToken = NewType("StaffToken", str)

SESSION_LASTS = timedelta(hours=12)


async def sign_in(
    context: AppContext, login: str, password: str, guesser: Guesser, device: Device = UNKNOWN
) -> StaffToken:
    """A new session on this device.

    Raises `Forbidden(sign_in_failed)` alike for an unknown login and a wrong password, after the same work, and
    `TooMany` after too many of them (`privacy.attempts`).
    """
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
    return await _begin_session(context, account, password, who, attempt, device)


def new_token() -> StaffToken:
    """Of a session that begins; known to the browser alone."""
    return StaffToken(secrets.token_urlsafe(32))


async def sign_out(context: AppContext, token: str) -> None:
    """Ends the session; nothing happens when it had ended before."""
    async with context.database.begin() as tx:
        staff_id = await store.end_session(tx, token_hash(token))
        if staff_id is not None:
            await _record(tx.conn, audit.Action.SIGNED_OUT, staff_id)


async def _begin_session(
    context: AppContext, account: Account, password: str, who: Budgets, attempt: Attempt, device: Device
) -> StaffToken:
    assert account.password_hash is not None  # it was just verified
    renewed = await passwords.hash_password(password) if passwords.needs_rehash(account.password_hash) else None
    token = new_token()
    async with context.database.begin() as tx:
        if renewed is not None:
            await store.set_password_hash(tx.conn, account.id, renewed)
        await store.add_session(tx.conn, token_hash(token), account.id, SESSION_LASTS, device)
        await attempts.right(tx.conn, who, attempt)
        await _record(tx.conn, audit.Action.SIGNED_IN, account.id)
    return token


async def _note_failure(context: AppContext, account: Account | None, login: str) -> None:
    """An unknown login is kept as a keyed hash: people type passwords into the wrong field."""
    known = ("staff", str(account.id)) if account else ("login", context.keyring.keyed_hash("login", login).hex())
    async with context.database.begin() as tx:
        await audit.record(tx.conn, SYSTEM, audit.Action.SIGN_IN_FAILED, known, why="sign_in")


async def _record(conn: Connection, action: audit.Action, staff_id: StaffId) -> None:
    await audit.record(conn, staff_actor(staff_id), action, ("staff", staff_id), why="sign_in")
