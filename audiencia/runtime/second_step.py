"""The second step of signing in is done with a code, or set up where the role requires one."""

import time
from dataclasses import dataclass

from audiencia.core.actor import SYSTEM, staff_actor
from audiencia.core.errors import BadInput, Code, Forbidden
from audiencia.core.ids import StaffId
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import attempts, audit
from audiencia.privacy.attempts import Attempt, Budgets, Guesser
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import token_hash
from audiencia.runtime.context import AppContext
from audiencia.runtime.sign_in import Entered, begin_session
from audiencia.staff import factors, totp
from audiencia.staff.devices import UNKNOWN, Device
from audiencia.staff.factors import Needs, Step

WHY = "second_step"
_LONGEST_TOKEN = 100


@dataclass(frozen=True, slots=True)
class SetUp:
    """The second step is set up: who is signed in, and the recovery codes to be written down, which are kept nowhere."""

    entered: Entered
    codes: tuple[str, ...]


async def step_of(context: AppContext, token: str) -> Step | None:
    """Who is to do what with this browser; `None` for nobody, or when it took too long."""
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    async with context.database.read() as conn:
        return await factors.step(conn, token_hash(token))


async def prove(context: AppContext, token: str, typed: str, guesser: Guesser, device: Device = UNKNOWN) -> Entered:
    """A session, for a code of the application or a recovery code, each of which counts once.
    Raises `Forbidden(sign_in_needed)` without a step, `BadInput(code)` for a wrong one, `TooMany` after too many of them."""
    step = await _needed(context, token, "factor")
    who, attempt = await _count(context, step.staff_id, guesser)
    async with context.database.begin() as tx:
        await factors.hold(tx.conn, step.staff_id)  # before whoever ends all sessions, or after them
        used = await _use(context, tx, step.staff_id, typed)
        if used is not None:
            await _take(tx, token, "factor")
            await attempts.right(tx.conn, who, attempt)
            return await begin_session(tx, step.staff_id, device, used)
        await audit.record(tx.conn, SYSTEM, Action.SIGN_IN_FAILED, ("staff", step.staff_id), why=WHY)
    raise BadInput(fields={"code": "wrong"})


async def set_up(
    context: AppContext, token: str, salt: str, typed: str, guesser: Guesser, device: Device = UNKNOWN
) -> SetUp:
    """The application counts from now on, and its owner is signed in. Raises as `prove`."""
    step = await _needed(context, token, "enrol")
    who, attempt = await _count(context, step.staff_id, guesser)
    at_step = matching(context, step.staff_id, salt, typed)
    async with context.database.begin() as tx:
        await factors.hold(tx.conn, step.staff_id)
        await _take(tx, token, "enrol")
        codes = await add_totp(context, tx, step.staff_id, salt, at_step)
        await factors.told(tx.conn, step.staff_id)
        await attempts.right(tx.conn, who, attempt)
        entered = await begin_session(tx, step.staff_id, device, WHY)
    return SetUp(entered, codes)


def matching(context: AppContext, staff_id: StaffId, salt: str, typed: str) -> int:
    """The step of a code that an application with this salt shows now. Raises `BadInput(code)`."""
    secret = totp.secret_of(context.keyring, staff_id, salt)
    at_step = totp.step_of(secret, typed, time.time()) if totp.is_salt(salt) else None
    if at_step is None:
        raise BadInput(fields={"code": "wrong" if typed.strip() else "required"})
    return at_step


async def add_totp(context: AppContext, tx: Tx, staff_id: StaffId, salt: str, at_step: int) -> tuple[str, ...]:
    """The application counts from now on; gives new recovery codes, where there were none."""
    await factors.hold(tx.conn, staff_id)
    before = await factors.factors_of(tx.conn, staff_id)
    await factors.SQL.set_totp(tx.conn, staff_id=staff_id, salt=salt, step=at_step)
    await factors.SQL.end_enrolments(tx.conn, staff_id=staff_id)
    await audit.record(tx.conn, staff_actor(staff_id), Action.FACTOR_ADDED, ("staff", staff_id), why="application")
    return () if before.codes_left else await factors.renew_codes(tx.conn, context.keyring, staff_id)


async def _use(context: AppContext, tx: Tx, staff_id: StaffId, typed: str) -> str | None:
    """By what it is proved: `application` or `recovery_code`; `None` for a code that does not count."""
    if await factors.use_code(tx.conn, context.keyring, staff_id, typed, time.time()):
        return "application"
    if await factors.use_recovery_code(tx.conn, context.keyring, staff_id, typed):
        return "recovery_code"
    return None


async def _needed(context: AppContext, token: str, needs: Needs) -> Step:
    step = await step_of(context, token)
    if step is None or step.needs != needs:
        raise Forbidden(Code.SIGN_IN_NEEDED)
    return step


async def _take(tx: Tx, token: str, needs: Needs) -> None:
    """Two forms of one step give one session."""
    if await factors.take_step(tx.conn, token_hash(token), needs) is None:
        raise Forbidden(Code.SIGN_IN_NEEDED)


async def _count(context: AppContext, staff_id: StaffId, guesser: Guesser) -> tuple[Budgets, Attempt]:
    who = attempts.budgets(context.keyring, "factor", str(staff_id), guesser)
    async with context.database.begin() as tx:
        attempt = await attempts.count(tx.conn, who)
    attempts.refuse(attempt)
    return who, attempt
