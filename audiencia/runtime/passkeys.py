"""Members of staff register passkeys and sign in with one: without a password, or in place of a code."""

import time
from typing import TYPE_CHECKING

from audiencia.core.actor import SYSTEM, staff_actor
from audiencia.core.errors import BadInput, Code, Forbidden
from audiencia.core.ids import StaffId
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import token_hash
from audiencia.runtime.context import AppContext
from audiencia.runtime.second_step import SetUp, step_of
from audiencia.runtime.sign_in import Entered, begin_session
from audiencia.staff import factors, passkeys
from audiencia.staff.challenges import Asked, first_use
from audiencia.staff.devices import UNKNOWN, Device
from audiencia.staff.passkeys import Place

if TYPE_CHECKING:
    from audiencia.staff.passkeys_sql import Passkeys

SQL = load("audiencia.staff", "passkeys.sql")
WHY = "passkey"
MOST = 10  # Keys of one account.
LONGEST_NAME = 60


async def of(context: AppContext, staff_id: StaffId) -> "tuple[Passkeys, ...]":
    """Passkeys of one member of staff."""
    async with context.database.read() as conn:
        return tuple([row async for row in SQL.passkeys(conn, staff_id=staff_id)])


async def registration_options(context: AppContext, place: Place, staff_id: StaffId, login: str) -> str:
    """What a browser makes a new key by."""
    async with context.database.read() as conn:
        known = [row.credential_id async for row in SQL.passkeys(conn, staff_id=staff_id)]
    handle, challenge = passkeys.user_handle(context.keyring, staff_id), _registers(context, staff_id)
    return passkeys.registration_options(
        place, context.municipality.program_name, login, handle, challenge.challenge(time.time()), known
    )


def sign_in_options(context: AppContext, place: Place, visit: str) -> str:
    """What a browser of this visit signs."""
    return passkeys.sign_in_options(place, _signs_in(context, visit).challenge(time.time()))


async def register(
    context: AppContext, tx: Tx, place: Place, staff_id: StaffId, name: str, answer: str
) -> tuple[str, ...]:
    """The key counts from now on; gives new recovery codes, where there were none. Raises `BadInput(key)`."""
    found = passkeys.registered(answer, _registers(context, staff_id), place, time.time())
    if found is None or not await first_use(tx.conn, found[1]):
        raise BadInput(fields={"key": "refused"})
    await factors.hold(tx.conn, staff_id)
    before = await factors.factors_of(tx.conn, staff_id)
    if before.passkeys >= MOST:
        raise BadInput(fields={"key": "too_many"})
    made = found[0]
    new = await SQL.insert_passkey(
        tx.conn,
        staff_id=staff_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=" ".join(name.split())[:LONGEST_NAME] or "—",
    )
    if not new:
        raise BadInput(fields={"key": "refused"})
    await factors.SQL.end_enrolments(tx.conn, staff_id=staff_id)
    await audit.record(tx.conn, staff_actor(staff_id), Action.FACTOR_ADDED, ("staff", staff_id), why=WHY)
    return () if before.codes_left else await factors.renew_codes(tx.conn, context.keyring, staff_id)


async def set_up(
    context: AppContext, token: str, place: Place, name: str, answer: str, device: Device = UNKNOWN
) -> SetUp:
    """The key is the second step that the role requires, and its owner is signed in.
    Raises `Forbidden(sign_in_needed)` without a step, `BadInput(key)`."""
    step = await step_of(context, token)
    if step is None or step.needs != "enrol":
        raise Forbidden(Code.SIGN_IN_NEEDED)
    async with context.database.begin() as tx:
        await factors.hold(tx.conn, step.staff_id)
        if await factors.take_step(tx.conn, token_hash(token), "enrol") is None:
            raise Forbidden(Code.SIGN_IN_NEEDED)
        codes = await register(context, tx, place, step.staff_id, name, answer)
        await factors.told(tx.conn, step.staff_id)
        entered = await begin_session(tx, step.staff_id, device, WHY)
    return SetUp(entered, codes)


async def sign_in(
    context: AppContext, place: Place, visit: str, answer: str, device: Device = UNKNOWN, step: str = ""
) -> Entered:
    """A session of the key's owner. `step`: the token of whose first step is done, without which nobody is let in whose account is the
    identity provider's. Raises `Forbidden(passkey_refused)` alike for whatever is not right."""
    said = passkeys.credential_of(answer)
    if said is None:
        raise Forbidden(Code.PASSKEY_REFUSED)
    credential_id, handle = said
    async with context.database.begin() as tx:
        row = await SQL.by_credential(tx.conn, credential_id=credential_id)
        if row is not None:
            staff_id = StaffId(row.staff_id)
            known = handle is None or handle == passkeys.user_handle(context.keyring, staff_id)
            asked = _signs_in(context, visit)
            found = passkeys.proved(answer, asked, place, row.public_key, row.sign_count, time.time())
            alone = not row.by_provider or await _after(tx, step, staff_id)
            if (
                known
                and alone
                and found is not None
                and await first_use(tx.conn, found[1])
                and await SQL.note_use(tx.conn, id=row.id, sign_count=found[0].new_sign_count)
            ):
                await factors.take_step(tx.conn, token_hash(step), "factor")
                return await begin_session(tx, staff_id, device, WHY)
            await audit.record(tx.conn, SYSTEM, Action.SIGN_IN_FAILED, ("staff", staff_id), why=WHY)
    raise Forbidden(Code.PASSKEY_REFUSED)


async def remove(tx: Tx, staff_id: StaffId, passkey_id: int) -> bool:
    """The key counts no more; whether there was one. With the last of the second step, the recovery codes go."""
    if not await SQL.remove_passkey(tx.conn, id=passkey_id, staff_id=staff_id):
        return False
    await audit.record(tx.conn, staff_actor(staff_id), Action.FACTOR_REMOVED, ("staff", staff_id), why=WHY)
    await factors.drop_codes_without_step(tx.conn, staff_id)
    return True


async def _after(tx: Tx, token: str, staff_id: StaffId) -> bool:
    """Whether this one's first step is done."""
    step = await factors.step(tx.conn, token_hash(token))
    return step is not None and step.staff_id == staff_id


def _registers(context: AppContext, staff_id: StaffId) -> Asked:
    return Asked(context.keyring, "register", str(staff_id))


def _signs_in(context: AppContext, visit: str) -> Asked:
    return Asked(context.keyring, "sign-in", visit)
