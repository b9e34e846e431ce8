"""Rehearsals: a jornada of its own in a demonstration, and directors' accounts that can be used only while it is played.
What is rehearsed is marked as a demonstration, as everything in this profile, and so is in no figure that is published."""

from audiencia.core.actor import SYSTEM
from audiencia.core.ids import DepartmentId, SessionId
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue.sessions import sessions
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.staff import passwords
from audiencia.staff import store as staff
from audiencia.staff.roles import Role

SQL = load("audiencia.queue.sessions", "rehearsal.sql")
WHY = "rehearsal"


async def open_jornada(context: AppContext) -> SessionId:
    """A new demonstration; one that goes on is closed first. Raises `Refused` while somebody in it is attended."""
    await sessions.end_demo(context)
    await sessions.open_demo(context)
    async with context.database.read() as conn:
        session = await store.live_session(conn)
    assert session is not None, "it was opened just now"
    return session.id


async def open_accounts(context: AppContext) -> dict[str, tuple[str, str]]:
    """Login and password of a director for each public department, by its slug: one new password, for this rehearsal alone."""
    found = {}
    password = passwords.generate()
    hashed = await passwords.hash_password(password)
    for department in context.municipality.public_departments:
        login = login_of(department.slug)
        async with context.database.begin() as tx:
            department_id = await SQL.known_department(tx.conn, slug=department.slug)
            if department_id is None:
                continue
            staff_id = await SQL.open_account(tx.conn, login=login, password_hash=hashed)
            if staff_id is None:
                staff_id = await staff.ensure_account(
                    tx.conn,
                    login,
                    f"Ensayo de {department.name.es}",
                    Role.DIRECTOR,
                    DepartmentId(department_id),
                    hashed,
                )
            await _record(tx, Action.ACCOUNT_OPENED, staff_id)
        found[department.slug] = login, password
    return found


async def close_accounts(context: AppContext) -> None:
    """Nobody signs in with them until the next rehearsal."""
    logins = [login_of(one.slug) for one in context.municipality.public_departments]
    async with context.database.begin() as tx:
        for row in [row async for row in SQL.close_accounts(tx.conn, logins=logins)]:
            await _record(tx, Action.ACCOUNT_CLOSED, row.id)


def login_of(department: str) -> str:
    """The director's who rehearses there."""
    return f"ensayo-{department}"


async def _record(tx: Tx, action: Action, staff_id: int | None) -> None:
    assert staff_id is not None, "the account is there by now"
    await audit.record(tx.conn, SYSTEM, action, ("staff", staff_id), why=WHY)
