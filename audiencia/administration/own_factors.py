"""What a member of staff does with the own second step, with the password of now, and an administrator with somebody else's."""

from audiencia.administration import accounts, own_account
from audiencia.core.actor import staff_actor
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import CommandId, StaffId
from audiencia.db.commands import once
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.attempts import Guesser
from audiencia.privacy.audit import Action
from audiencia.runtime import passkeys, second_step, sign_in
from audiencia.runtime.context import AppContext
from audiencia.staff import factors, store
from audiencia.staff.factors import Factors
from audiencia.staff.passkeys import Place
from audiencia.staff.roles import Role

WHY = "own_account"


async def add_totp(
    context: AppContext, staff_id: StaffId, salt: str, code: str, password: str, guesser: Guesser
) -> tuple[str, ...]:
    """The application with this salt counts, in place of one before; gives new recovery codes where none were left.
    Raises `BadInput` (current, code) and `TooMany`."""
    await own_account.confirm(context, staff_id, password, guesser)
    at_step = second_step.matching(context, staff_id, salt, code)
    async with context.database.begin() as tx:
        return await second_step.add_totp(context, tx, staff_id, salt, at_step)


async def remove_totp(context: AppContext, staff_id: StaffId, role: Role, password: str, guesser: Guesser) -> None:
    """No application counts any more. Raises `Refused(second_step_required)` for the last one of a role that must have one,
    `BadInput(current)` and `TooMany`."""
    await own_account.confirm(context, staff_id, password, guesser)
    async with context.database.begin() as tx:
        await factors.hold(tx.conn, staff_id)
        await factors.remove_totp(tx.conn, staff_id)
        await _check_left(context, tx, staff_id, role)
        await audit.record(
            tx.conn, staff_actor(staff_id), Action.FACTOR_REMOVED, ("staff", staff_id), why="application"
        )


async def renew_codes(context: AppContext, staff_id: StaffId, password: str, guesser: Guesser) -> tuple[str, ...]:
    """Other recovery codes in place of those before. Raises `BadInput(current)` and `TooMany`."""
    await own_account.confirm(context, staff_id, password, guesser)
    async with context.database.begin() as tx:
        await factors.hold(tx.conn, staff_id)
        if not (await factors.factors_of(tx.conn, staff_id)).any:
            raise Refused(Code.NOT_ALLOWED_NOW)
        codes = await factors.renew_codes(tx.conn, context.keyring, staff_id)
        actor = staff_actor(staff_id)
        await audit.record(tx.conn, actor, Action.RECOVERY_CODES_RENEWED, ("staff", staff_id), why=WHY)
    return codes


async def of(context: AppContext, staff_id: StaffId) -> Factors:
    """What somebody has."""
    async with context.database.read() as conn:
        return await factors.factors_of(conn, staff_id)


async def login_of(context: AppContext, staff_id: StaffId) -> str:
    """The account name that an authenticator app shows."""
    async with context.database.read() as conn:
        return str((await accounts.SQL.account(conn, id=staff_id)).login)


async def reset(context: AppContext, by: StaffId, command_id: CommandId, staff_id: StaffId) -> None:
    """Nothing of somebody's second step counts any more, all their sessions end, and they are told when they come in again.
    Raises `NotFound`, `Refused(own_account)`: the own one is changed where the password is asked."""

    async def act(tx: Tx) -> None:
        await accounts.held_account(tx, staff_id)
        if staff_id == by:
            raise Refused(Code.OWN_ACCOUNT)
        await _reset(tx, by, staff_id)

    await once(context, f"staff:{by}", command_id, act)
    await accounts.consoles_look(context, staff_id)


async def reset_by_command(tx: Tx, staff_id: StaffId) -> None:
    """Removes the second step of an account, by a command of whoever runs the service."""
    await _reset(tx, None, staff_id)


async def _reset(tx: Tx, by: StaffId | None, staff_id: StaffId) -> None:
    await factors.reset(tx.conn, staff_id, by)
    await store.end_sessions(tx, staff_id)
    await accounts.record(tx, by, Action.FACTORS_RESET, staff_id)


async def _check_left(context: AppContext, tx: Tx, staff_id: StaffId, role: Role) -> None:
    if sign_in.is_required(context, role) and not (await factors.factors_of(tx.conn, staff_id)).any:
        raise Refused(Code.SECOND_STEP_REQUIRED)


async def add_passkey(
    context: AppContext, place: Place, staff_id: StaffId, name: str, answer: str, password: str, guesser: Guesser
) -> tuple[str, ...]:
    """The key counts; gives new recovery codes where none were left. Raises `BadInput` (current, key) and `TooMany`."""
    await own_account.confirm(context, staff_id, password, guesser)
    async with context.database.begin() as tx:
        return await passkeys.register(context, tx, place, staff_id, name, answer)


async def remove_passkey(
    context: AppContext, staff_id: StaffId, role: Role, passkey_id: int, password: str, guesser: Guesser
) -> None:
    """The key counts no more. Raises as `remove_totp`; nothing happens when it was gone, or is somebody else's."""
    await own_account.confirm(context, staff_id, password, guesser)
    async with context.database.begin() as tx:
        await factors.hold(tx.conn, staff_id)
        if await passkeys.remove(tx, staff_id, passkey_id):
            await _check_left(context, tx, staff_id, role)
