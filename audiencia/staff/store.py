"""Rows of accounts and their sessions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from audiencia.core.ids import DepartmentId, InterpreterId, StaffId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.staff.devices import Device
from audiencia.staff.roles import Role

SQL = load("audiencia.staff", "staff.sql")


@dataclass(frozen=True, slots=True)
class Account:
    """What signing in needs to know of an account."""

    id: StaffId
    role: Role
    password_hash: str | None  # `None` for who was invited and has not chosen a password yet.


@dataclass(frozen=True, slots=True)
class StaffIdentity:
    """Who is signed in. Directors have a department, others may have none."""

    id: StaffId
    role: Role
    name: str
    department_id: DepartmentId | None
    department: str | None  # The department's slug.
    unnoted: bool = field(default=False, compare=False)  # A use of the session is to be noted (`note_use`).
    unused_for: timedelta = field(default=timedelta(), compare=False)  # How long the session lasts when nobody uses it.
    ends_in: timedelta = field(default=timedelta(), compare=False)  # How long it lasts at most.


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that lasts, as its owner sees it. `own`: the one that asks."""

    id: int
    device: Device
    began_at: datetime
    last_used_at: datetime
    own: bool


async def account_by_login(conn: Connection, login: str) -> Account | None:
    """The active account of this login."""
    row = await SQL.account_by_login(conn, login=login)
    return None if row is None else Account(StaffId(row.id), Role(row.role), row.password_hash)


async def held_account(conn: Connection, staff_id: StaffId) -> Account | None:
    """The active account, which nobody changes until the transaction ends."""
    row = await SQL.held_account(conn, id=staff_id)
    return None if row is None else Account(StaffId(row.id), Role(row.role), row.password_hash)


async def ensure_account(
    conn: Connection,
    login: str,
    display_name: str,
    role: Role,
    department_id: DepartmentId | None,
    password_hash: str | None,
    *,
    stands_in: bool = False,
    interpreter_id: InterpreterId | None = None,
) -> StaffId | None:
    """Creates the account and gives its id; `None` when the login exists, which is then left as it is.
    `stands_in`: this director attends only when a moderator seats them. `interpreter_id`: whose account it is."""
    found = await SQL.insert_account(
        conn,
        login=login,
        display_name=display_name,
        role=role.value,
        department_id=department_id,
        password_hash=password_hash,
        stands_in=stands_in,
        interpreter_id=interpreter_id,
    )
    return None if found is None else StaffId(found)


async def logins(conn: Connection) -> frozenset[str]:
    """All logins, so that no password is hashed for an account that exists."""
    return frozenset([row.login async for row in SQL.logins(conn)])


async def has_administrator(conn: Connection) -> bool:
    """Whether an administrator can sign in."""
    return bool(await SQL.has_administrator(conn))


async def set_password_hash(conn: Connection, staff_id: StaffId, password_hash: str) -> None:
    """Replaces the stored hash."""
    await SQL.set_password_hash(conn, staff_id=staff_id, password_hash=password_hash)


async def add_session(conn: Connection, token_hash: bytes, staff_id: StaffId, lasts: timedelta, device: Device) -> None:
    """Begins a session."""
    await SQL.insert_session(
        conn, token_hash=token_hash, staff_id=staff_id, lasts=lasts, browser=device.browser, system=device.system
    )


async def session_identity(conn: Connection, token_hash: bytes, idle: str) -> StaffIdentity | None:
    """Who holds this session, or `None` when it is unknown, ended, expired, or was not used for its role's minutes (`SignIn.idle`)."""
    row = await SQL.session_identity(conn, token_hash=token_hash, idle=idle)
    if row is None:
        return None
    department = None if row.department_id is None else DepartmentId(row.department_id)
    return StaffIdentity(
        StaffId(row.id),
        Role(row.role),
        row.display_name,
        department,
        row.department_slug,
        row.unnoted,
        row.unused_for,
        row.ends_in,
    )


async def open_sessions(conn: Connection, staff_id: StaffId, token_hash: bytes, idle: str) -> tuple[OpenSession, ...]:
    """Where this member of staff is signed in, the session that asks (`token_hash`) first."""
    rows = SQL.open_sessions(conn, staff_id=staff_id, token_hash=token_hash, idle=idle)
    return tuple(
        [
            OpenSession(row.id, Device(row.browser, row.system), row.created_at, row.last_used_at, bool(row.own))
            async for row in rows
        ]
    )


async def end_session(tx: Tx, token_hash: bytes) -> StaffId | None:
    """Ends a session; gives whose it was."""
    found = await SQL.end_session(tx.conn, token_hash=token_hash)
    if found is None:
        return None
    tx.signed_out(StaffId(found))
    return StaffId(found)


async def end_one(tx: Tx, staff_id: StaffId, session_id: int) -> bool:
    """Ends one session of this member of staff; whether there was one."""
    found = bool(await SQL.end_one(tx.conn, id=session_id, staff_id=staff_id))
    if found:
        tx.signed_out(staff_id)
    return found


async def end_sessions(tx: Tx, staff_id: StaffId, but: bytes = b"") -> None:
    """Ends all sessions of this member of staff, but the one of this token's hash, and what has not become one yet."""
    await SQL.end_sessions(tx.conn, staff_id=staff_id, but=but)
    await SQL.end_steps(tx.conn, staff_id=staff_id)
    tx.signed_out(staff_id)


async def move_session(tx: Tx, token_hash: bytes, new_hash: bytes, device: Device) -> StaffId | None:
    """One device's session becomes another's; gives whose it is, `None` when it had ended."""
    return await SQL.move_session(
        tx.conn, token_hash=token_hash, new_hash=new_hash, browser=device.browser, system=device.system
    )


async def session_moved(conn: Connection, token_hash: bytes) -> bool:
    """Whether another device took this session over."""
    return bool(await SQL.session_moved(conn, token_hash=token_hash))


async def sweep_sessions(conn: Connection) -> None:
    """Removes sessions that expired a day ago."""
    await SQL.sweep_sessions(conn)
