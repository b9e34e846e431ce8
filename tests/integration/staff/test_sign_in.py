"""Signing in: sessions, failures, and what the log keeps of both."""

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters

from audiencia.core.errors import Code, Forbidden, TooMany
from audiencia.privacy import attempts
from audiencia.privacy.attempts import Guesser
from audiencia.runtime.context import AppContext
from audiencia.runtime.identity import STAFF_COOKIE, citizen_of, note_use, staff_of
from audiencia.runtime.sign_in import sign_in, sign_out
from audiencia.staff import passwords, store
from audiencia.staff.roles import Role
from tests.support.contexts import DEPARTMENT, account

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
