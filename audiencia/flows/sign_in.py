"""Staff sign in and out. A session lasts a working day; its token is known to the browser alone."""

import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import NewType

from audiencia.actor import SYSTEM, staff_actor
from audiencia.db.database import Connection
from audiencia.errors import Code, Forbidden
from audiencia.flows.house import House
from audiencia.ids import StaffId
from audiencia.privacy import attempts, audit
from audiencia.privacy.crypto import token_hash
from audiencia.staff import passwords, store
from audiencia.staff.store import Account

StaffToken = NewType("StaffToken", str)

SESSION_LASTS = timedelta(hours=12)
ALLOWED_FROM_ADDRESS = 8
"""Wrong passwords for one login from one address, before it has to wait."""
ALLOWED_IN_ALL = 80
"""Wrong passwords for one login from anywhere: higher, or anybody could lock a director out by guessing."""


async def sign_in(house: House, login: str, password: str, address: str = "") -> StaffToken:
    """A new session. `address` is the network address that asks.

    Raises `Forbidden(sign_in_failed)` alike for an unknown login and a wrong password, after the same work, and
    `TooMany` after eight failures within 15 minutes.
    """
    login = login.strip().lower()
    subjects = _subjects(house, login, address)
    async with house.database.begin() as tx:
        waits = [await attempts.count(tx.conn, "login", subject, allowed) for subject, allowed in subjects]
        account = await store.account_by_login(tx.conn, login)
    attempts.refuse(waits)
    right = await passwords.verify(account.password_hash if account else None, password)
    if account is None or not right:
        await _note_failure(house, account, login)
        raise Forbidden(Code.SIGN_IN_FAILED)
    return await _begin_session(house, account, password, [subject for subject, _ in subjects])


def new_token() -> StaffToken:
    """Of a session that begins; known to the browser alone."""
    return StaffToken(secrets.token_urlsafe(32))


async def sign_out(house: House, token: str) -> None:
    """Ends the session; nothing happens when it had ended before."""
    async with house.database.begin() as tx:
        staff_id = await store.end_session(tx.conn, token_hash(token))
        if staff_id is not None:
            await _record(tx.conn, audit.Action.SIGNED_OUT, staff_id)


async def _begin_session(house: House, account: Account, password: str, subjects: Collection[bytes]) -> StaffToken:
    assert account.password_hash is not None  # it was just verified
    renewed = await passwords.hash_password(password) if passwords.needs_rehash(account.password_hash) else None
    token = new_token()
    async with house.database.begin() as tx:
        if renewed is not None:
            await store.set_password_hash(tx.conn, account.id, renewed)
        await store.add_session(tx.conn, token_hash(token), account.id, SESSION_LASTS)
        await attempts.forget(tx.conn, "login", subjects)
        await _record(tx.conn, audit.Action.SIGNED_IN, account.id)
    return token


async def _note_failure(house: House, account: Account | None, login: str) -> None:
    """An unknown login is kept as a keyed hash: people type passwords into the wrong field."""
    known = ("staff", str(account.id)) if account else ("login", house.keyring.keyed_hash("login", login).hex())
    async with house.database.begin() as tx:
        await audit.record(
            tx.conn,
            actor=SYSTEM,
            action=audit.Action.SIGN_IN_FAILED,
            object_kind=known[0],
            object_id=known[1],
            why="sign_in",
        )


async def _record(conn: Connection, action: audit.Action, staff_id: StaffId) -> None:
    await audit.record(
        conn, actor=staff_actor(staff_id), action=action, object_kind="staff", object_id=staff_id, why="sign_in"
    )


def _subjects(house: House, login: str, address: str) -> list[tuple[bytes, int]]:
    return [
        (house.keyring.keyed_hash("login-attempt", f"{login}\n{address}"), ALLOWED_FROM_ADDRESS),
        (house.keyring.keyed_hash("login-attempt", login), ALLOWED_IN_ALL),
    ]
