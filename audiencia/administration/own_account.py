"""What a member of staff does with the own account: sees and ends sessions, and changes the password."""

from dataclasses import dataclass

from audiencia.administration import accounts
from audiencia.core.actor import staff_actor
from audiencia.core.errors import BadInput
from audiencia.core.ids import StaffId
from audiencia.privacy import attempts, audit
from audiencia.privacy.attempts import Guesser
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import token_hash
from audiencia.runtime.context import AppContext
from audiencia.staff import passwords, store
from audiencia.staff.store import OpenSession

WHY = "own_account"


@dataclass(frozen=True, slots=True)
class NewPassword:
    """As it was typed: the one that counts now, and twice the one that is to."""

    current: str
    chosen: str
    again: str


async def sessions(context: AppContext, staff_id: StaffId, token: str) -> tuple[OpenSession, ...]:
    """Where this person is signed in; the session of `token` first."""
    async with context.database.read() as conn:
        return await store.open_sessions(conn, staff_id, token_hash(token), context.municipality.sign_in.idle)


async def is_of_provider(context: AppContext, staff_id: StaffId) -> bool:
    """Whether this person signs in through the identity provider, with no password here."""
    async with context.database.read() as conn:
        return bool((await accounts.SQL.account(conn, id=staff_id)).by_provider)


async def end_session(context: AppContext, staff_id: StaffId, session_id: int) -> None:
    """One of them ends, and its sockets with it; nothing happens when it had ended before, or is somebody else's."""
    async with context.database.begin() as tx:
        if await store.end_one(tx, staff_id, session_id):
            await audit.record(tx.conn, staff_actor(staff_id), Action.SESSION_ENDED, ("staff", staff_id), why=WHY)


async def end_others(context: AppContext, staff_id: StaffId, token: str) -> None:
    """All end but the session of `token`."""
    async with context.database.begin() as tx:
        await store.end_sessions(tx, staff_id, but=token_hash(token))
        await audit.record(tx.conn, staff_actor(staff_id), Action.SESSION_ENDED, ("staff", staff_id), why=WHY)


async def change_password(
    context: AppContext, staff_id: StaffId, token: str, typed: NewPassword, guesser: Guesser
) -> None:
    """From now on the chosen one counts, and all sessions end but the one of `token`.
    Raises `BadInput` naming current (wrong), chosen (`passwords.fault`) or again, and `TooMany` after too many wrong ones."""
    async with context.database.read() as conn:
        row = await accounts.SQL.account(conn, id=staff_id)
    fault = passwords.fault(typed.chosen, row.login, row.name)
    if fault is not None:
        raise BadInput(fields={"chosen": fault})
    if typed.chosen != typed.again:
        raise BadInput(fields={"again": "not_the_same"})
    await confirm(context, staff_id, typed.current, guesser)
    hashed = await passwords.hash_password(typed.chosen)
    async with context.database.begin() as tx:
        await store.set_password_hash(tx.conn, staff_id, hashed)
        await store.end_sessions(tx, staff_id, but=token_hash(token))
        await audit.record(tx.conn, staff_actor(staff_id), Action.LOGIN_CHANGED, ("staff", staff_id), why=WHY)


async def confirm(context: AppContext, staff_id: StaffId, password: str, guesser: Guesser) -> None:
    """It is the owner who asks. Raises `BadInput(current)` for a wrong password, and `TooMany` after too many of them."""
    async with context.database.begin() as tx:
        row = await accounts.SQL.account(tx.conn, id=staff_id)
        who = attempts.budgets(context.keyring, "login", row.login, guesser)
        attempt = await attempts.count(tx.conn, who)
    attempts.refuse(attempt)
    if not await passwords.verify(row.password_hash, password):
        raise BadInput(fields={"current": "wrong" if password else "required"})
    async with context.database.begin() as tx:
        await attempts.right(tx.conn, who, attempt)
