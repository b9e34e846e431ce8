"""Signing in: sessions, failures, and what the log keeps of both."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Coroutine
from types import SimpleNamespace
from typing import Any

import pyotp
import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters

from audiencia.administration import accounts
from audiencia.core.errors import Code, Forbidden, TooMany
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import attempts
from audiencia.privacy.attempts import Guesser
from audiencia.privacy.audit import Action
from audiencia.runtime import passkeys as by_passkey
from audiencia.runtime import second_step
from audiencia.runtime.context import AppContext
from audiencia.runtime.identity import STAFF_COOKIE, citizen_of, note_use, staff_of
from audiencia.runtime.sign_in import Entered, sign_in, sign_out
from audiencia.staff import passkeys, passwords, store, totp
from audiencia.staff.roles import Role
from tests.support.contexts import DEPARTMENT, account
from tests.support.races import BLOCKED

PASSWORD = "tapo7-rilu3-semi4-kado5"


NOWHERE = Guesser()


async def refused(context: AppContext, login: str, password: str = "falsa", guesser: Guesser = NOWHERE) -> Code:
    """The code of a sign-in that must fail."""
    with pytest.raises((Forbidden, TooMany)) as caught:
        await sign_in(context, login, password, guesser)
    return caught.value.code


async def actions(context: AppContext) -> list[tuple[object, ...]]:
    """What the log says of signing in."""
    async with context.database.read() as conn:
        rows = await conn.fetch("SELECT action, actor_id, object_kind FROM audit WHERE why = 'sign_in' ORDER BY id")
    return [tuple(row) for row in rows]


async def test_a_session_says_who_it_is(context: AppContext) -> None:
    staff_id = await account(context, "obras", Role.DIRECTOR, PASSWORD, DEPARTMENT)
    token = (await sign_in(context, "obras", PASSWORD, NOWHERE)).token
    found = await staff_of(context, {STAFF_COOKIE: token})
    assert found is not None
    assert (found.id, found.role, found.name, found.department) == (staff_id, Role.DIRECTOR, "Obras", DEPARTMENT)
    async with context.database.read() as conn:
        assert token.encode() not in await conn.fetchval("SELECT token_hash FROM staff_session")
    await sign_out(context, token)
    await sign_out(context, token)
    assert await staff_of(context, {STAFF_COOKIE: token}) is None
    assert await actions(context) == [("signed_in", staff_id, "staff"), ("signed_out", staff_id, "staff")]


@pytest.mark.parametrize(
    "change",
    ["UPDATE app_clock SET shift = shift + interval '12 hours 1 minute'", "UPDATE staff SET active = false"],
)
async def test_a_session_ends(context: AppContext, change: str) -> None:
    await account(context, "mesa", Role.MODERATOR, PASSWORD)
    token = (await sign_in(context, "mesa", PASSWORD, NOWHERE)).token
    async with context.database.begin() as tx:
        await tx.conn.execute(change)
    assert await staff_of(context, {STAFF_COOKIE: token}) is None


@pytest.mark.parametrize(("role", "minutes"), [(Role.MODERATOR, 30), (Role.DIRECTOR, 60), (Role.FRONT_DESK, 5)])
async def test_a_session_that_nobody_uses_ends_after_the_minutes_of_its_role(
    context: AppContext, role: Role, minutes: int
) -> None:
    now = context.municipality
    rules = now.sign_in.model_copy(update={"idle_minutes": {"front_desk": 5}})
    context.in_force.replace(now.model_copy(update={"sign_in": rules}), context.in_force.version)
    await account(context, "alguien", role, PASSWORD, DEPARTMENT if role is Role.DIRECTOR else None)
    cookies = {STAFF_COOKIE: (await sign_in(context, "alguien", PASSWORD, NOWHERE)).token}
    shift = f"UPDATE app_clock SET shift = shift + interval '{minutes} minutes' - interval '20 seconds'"
    for use in (True, False):
        async with context.database.begin() as tx:
            await tx.conn.execute(shift)
        assert await staff_of(context, cookies)  # to ask is no use
        if use:
            await note_use(context, cookies)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = shift + interval '20 seconds'")
    assert await staff_of(context, cookies) is None
    await note_use(context, cookies)


async def test_each_session_has_a_token_of_256_random_bits(context: AppContext) -> None:
    await account(context, "mesa", Role.MODERATOR, PASSWORD)
    tokens = [(await sign_in(context, "mesa", PASSWORD, NOWHERE)).token for _ in range(4)]
    decoded = [base64.urlsafe_b64decode(f"{one}=") for one in tokens]
    assert {len(one) for one in decoded} == {32} and len(set(decoded)) == 4


async def test_a_password_holds_for_years(context: AppContext) -> None:
    await account(context, "mesa", Role.MODERATOR, PASSWORD)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = shift + interval '5 years'")
    entered = await sign_in(context, "mesa", PASSWORD, NOWHERE)
    assert entered.needs is None and await staff_of(context, {STAFF_COOKIE: entered.token})


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "ñ", "\udcff"])
async def test_rubbish_is_nobody(context: AppContext, token: str) -> None:
    cookies = {STAFF_COOKIE: token, "__Host-turno": token}
    assert await staff_of(context, cookies) is None
    assert await citizen_of(context, cookies) is None


async def test_failures_are_recorded_without_what_was_typed(context: AppContext) -> None:
    await account(context, "mesa", Role.MODERATOR, PASSWORD)
    assert await refused(context, "mesa") is await refused(context, PASSWORD) is Code.SIGN_IN_FAILED
    assert [row[::2] for row in await actions(context)] == [("sign_in_failed", "staff"), ("sign_in_failed", "login")]
    async with context.database.read() as conn:
        assert PASSWORD not in str(await conn.fetch("SELECT audit::text, attempt::text FROM audit, attempt"))


async def test_an_inactive_account_is_unknown(context: AppContext) -> None:
    await account(context, "mesa", Role.MODERATOR, PASSWORD)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE staff SET active = false")
    assert await refused(context, "mesa", PASSWORD) is Code.SIGN_IN_FAILED


async def test_whoever_guesses_a_password_locks_out_nobody_else(context: AppContext) -> None:
    await account(context, "mesa", Role.MODERATOR, PASSWORD)
    guesser, known = Guesser("203.0.113.7"), Guesser("203.0.113.7", "a browser")
    assert await sign_in(context, "mesa", PASSWORD, known)
    codes = [await refused(context, "mesa", guesser=guesser) for _ in range(90)]
    assert codes == [Code.SIGN_IN_FAILED] * attempts.FREE + [Code.TOO_MANY_REQUESTS] * (90 - attempts.FREE)
    assert await refused(context, "mesa", PASSWORD, guesser) is Code.TOO_MANY_REQUESTS
    # Neither another network, nor a browser of the same one in which they were signed in before.
    assert await sign_in(context, "mesa", PASSWORD, Guesser("198.51.100.1"))
    assert await sign_in(context, "mesa", PASSWORD, known)


async def test_an_old_hash_is_renewed(context: AppContext) -> None:
    await account(context, "mesa", Role.MODERATOR, PASSWORD)
    weaker = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE staff SET password_hash = $1", weaker)
    await sign_in(context, "mesa", PASSWORD, NOWHERE)
    async with context.database.read() as conn:
        found = await store.account_by_login(conn, "mesa")
    assert found is not None and found.password_hash and not passwords.needs_rehash(found.password_hash)
    assert await sign_in(context, "mesa", PASSWORD, NOWHERE)


async def test_two_who_sign_in_at_once_while_the_hash_is_renewed_are_both_let_in(context: AppContext) -> None:
    await account(context, "mesa", Role.MODERATOR, PASSWORD)
    weaker = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE staff SET password_hash = $1", weaker)
    assert await asyncio.gather(*(sign_in(context, "mesa", PASSWORD, NOWHERE) for _ in range(2)))


Do = Callable[[Tx], Awaitable[object]]


async def too_late(context: AppContext, hold: Do, entering: Coroutine[Any, Any, Entered], end: Do) -> None:
    """Somebody enters while an administrator holds what they enter by, and ends it: nobody comes in after that."""
    async with context.database.read() as beside, context.database.begin() as tx:
        await hold(tx)
        task = asyncio.create_task(entering)
        while not await beside.fetchval(BLOCKED):
            assert not task.done(), "it did not wait"
            await asyncio.sleep(0.01)
        await end(tx)
    with pytest.raises(Forbidden):
        await task
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM staff_session WHERE ended_at IS NULL") == 0


async def test_nobody_comes_in_by_a_password_that_was_replaced_meanwhile(context: AppContext) -> None:
    mesa = await account(context, "mesa", Role.MODERATOR, PASSWORD)
    hashed = await passwords.hash_password("otra-muy-distinta")

    async def renew(tx: Tx) -> None:
        await store.set_password_hash(tx.conn, mesa, hashed)
        await store.end_sessions(tx, mesa)

    entering = sign_in(context, "mesa", PASSWORD, NOWHERE)
    await too_late(context, lambda tx: accounts.held_account(tx, mesa), entering, renew)
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM audit WHERE action = $1", Action.SIGN_IN_FAILED) == 1


async def test_nobody_comes_in_by_a_step_that_was_ended_meanwhile(context: AppContext) -> None:
    mesa, salt = await account(context, "mesa", Role.MODERATOR, PASSWORD), totp.new_salt()
    async with context.database.begin() as tx:
        await second_step.add_totp(context, tx, mesa, salt, 0)
    step = await sign_in(context, "mesa", PASSWORD, NOWHERE)
    assert step.needs == "factor"
    code = pyotp.TOTP(totp.secret_of(context.keyring, mesa, salt)).now()
    entering = second_step.prove(context, step.token, code, NOWHERE)
    await too_late(
        context, lambda tx: accounts.held_account(tx, mesa), entering, lambda tx: store.end_sessions(tx, mesa)
    )


async def test_nobody_comes_in_by_a_passkey_that_was_taken_away_meanwhile(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passkeys, "credential_of", lambda _answer: (b"credential", None))
    monkeypatch.setattr(passkeys, "proved", lambda *_: (SimpleNamespace(new_sign_count=1), b"challenge"))
    mesa = await account(context, "mesa", Role.MODERATOR, PASSWORD)
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "INSERT INTO staff_passkey (staff_id, credential_id, public_key, sign_count, name) VALUES ($1, $2, '', 0, 'una')",
            mesa, b"credential",
        )  # fmt: skip
    entering = by_passkey.sign_in(context, passkeys.Place("localhost", ()), "visit", "answer")
    await too_late(
        context,
        lambda tx: tx.conn.execute("DELETE FROM staff_passkey"),
        entering,
        lambda tx: store.end_sessions(tx, mesa),
    )


async def test_an_account_is_made_once(context: AppContext) -> None:
    await account(context, "mesa", Role.MODERATOR, PASSWORD)
    async with context.database.begin() as tx:
        assert await store.ensure_account(tx.conn, "mesa", "Otra", Role.MODERATOR, None, "other") is None
        assert await store.logins(tx.conn) == {"mesa"}
    assert await sign_in(context, "mesa", PASSWORD, NOWHERE)


async def test_an_unknown_login_costs_the_same_work(context: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """One comparison with a hash of the same cost, so that the time tells nothing."""
    await account(context, "mesa", Role.MODERATOR, PASSWORD)
    compared: list[Parameters] = []
    verify = PasswordHasher.verify

    def watched(hasher: PasswordHasher, known: str, password: str) -> bool:
        compared.append(extract_parameters(known))
        return verify(hasher, known, password)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    assert await refused(context, "mesa") is await refused(context, "nadie") is Code.SIGN_IN_FAILED
    known, unknown = compared
    assert known == unknown


async def test_old_sessions_are_swept(context: AppContext) -> None:
    await account(context, "mesa", Role.MODERATOR, PASSWORD)
    await sign_in(context, "mesa", PASSWORD, NOWHERE)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = shift + interval '3 days'")
    async with context.database.begin() as tx:
        await store.sweep_sessions(tx.conn)
        assert await tx.conn.fetchval("SELECT count(*) FROM staff_session") == 0
