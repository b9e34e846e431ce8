"""Rows of the second step of signing in: an application's codes, recovery codes, and steps that are to be done."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from audiencia.core import one_time_code
from audiencia.core.ids import StaffId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.privacy.crypto import Keyring
from audiencia.staff import totp
from audiencia.staff.roles import Role

SQL = load("audiencia.staff", "factors.sql")
STEP_LASTS = timedelta(minutes=15)
CODES, CODE_LETTERS, GROUP = 10, 12, 4
"""Recovery codes: how many, of how many letters (60 bits), and in which groups they are written."""
Needs = Literal["factor", "enrol"]


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody has for the second step. `codes_left`: recovery codes that were not used."""

    totp: bool
    passkeys: int
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether there is a second step."""
        return self.totp or self.passkeys > 0


@dataclass(frozen=True, slots=True)
class Step:
    """Who is between password and session, and what is to be done."""

    staff_id: StaffId
    login: str
    role: Role
    needs: Needs


async def factors_of(conn: Connection, staff_id: StaffId) -> Factors:
    """Those of one member of staff."""
    row = await SQL.factors(conn, staff_id=staff_id)
    return Factors(row.totp, row.passkeys, row.codes_left)


async def use_code(conn: Connection, keyring: Keyring, staff_id: StaffId, typed: str, at: float) -> bool:
    """Whether this is a code of the application, of now and used for the first time."""
    row = await SQL.totp(conn, staff_id=staff_id)
    if row is None:
        return False
    step = totp.step_of(totp.secret_of(keyring, staff_id, row.salt), typed, at, after=row.last_step)
    return step is not None and bool(await SQL.use_totp(conn, staff_id=staff_id, step=step))


async def use_recovery_code(conn: Connection, keyring: Keyring, staff_id: StaffId, typed: str) -> bool:
    """Whether this is one of the recovery codes, used for the first time."""
    code = one_time_code.typed_code(typed)
    if not one_time_code.is_spelt(code, CODE_LETTERS):
        return False
    return bool(await SQL.use_code(conn, staff_id=staff_id, code_hash=_code_hash(keyring, staff_id, code)))


async def hold(conn: Connection, staff_id: StaffId) -> None:
    """Nobody else changes this person's second step until the transaction ends."""
    await SQL.hold(conn, staff_id=staff_id)


async def remove_totp(conn: Connection, staff_id: StaffId) -> None:
    """No application counts any more; with the last of the second step, the recovery codes go."""
    await SQL.remove_totp(conn, staff_id=staff_id)
    await drop_codes_without_step(conn, staff_id)


async def drop_codes_without_step(conn: Connection, staff_id: StaffId) -> None:
    """Recovery codes are for a second step: without one they go."""
    if not (await factors_of(conn, staff_id)).any:
        await SQL.remove_codes(conn, staff_id=staff_id)


async def renew_codes(conn: Connection, keyring: Keyring, staff_id: StaffId) -> tuple[str, ...]:
    """Other recovery codes in place of those before, as they are written; they are kept nowhere."""
    codes = [one_time_code.spell(secrets.token_bytes(16), CODE_LETTERS) for _ in range(CODES)]
    await SQL.remove_codes(conn, staff_id=staff_id)
    hashes = [_code_hash(keyring, staff_id, code) for code in codes]
    await SQL.insert_codes(conn, staff_id=staff_id, code_hashes=hashes)
    return tuple("-".join(code[at : at + GROUP] for at in range(0, CODE_LETTERS, GROUP)) for code in codes)


async def reset(conn: Connection, staff_id: StaffId, by: StaffId | None) -> None:
    """Nothing of the second step is left; its owner is to be told. `by`: `None` for a command."""
    await SQL.remove_totp(conn, staff_id=staff_id)
    await SQL.remove_passkeys(conn, staff_id=staff_id)
    await SQL.remove_codes(conn, staff_id=staff_id)
    await SQL.insert_reset(conn, staff_id=staff_id, reset_by=by)


async def untold_reset(conn: Connection, staff_id: StaffId) -> datetime | None:
    """When the second step was taken away, while its owner was not told."""
    return await SQL.untold_reset(conn, staff_id=staff_id)


async def told(conn: Connection, staff_id: StaffId) -> None:
    """The owner knows."""
    await SQL.told(conn, staff_id=staff_id)


async def step(conn: Connection, token_hash: bytes) -> Step | None:
    """Who is to do what, `None` when it is done, or took too long."""
    row = await SQL.step(conn, token_hash=token_hash)
    return None if row is None else Step(StaffId(row.staff_id), row.login, Role(row.role), row.needs)


async def take_step(conn: Connection, token_hash: bytes, needs: Needs) -> StaffId | None:
    """It is done; gives whose it was, `None` when it was done before, or took too long."""
    return await SQL.take_step(conn, token_hash=token_hash, needs=needs)


def _code_hash(keyring: Keyring, staff_id: StaffId, code: str) -> bytes:
    return keyring.keyed_hash("recovery-code", f"{staff_id}:{code}")
