"""The administration: accounts are made, closed and opened, passwords are shown once, and each of it is on record."""

import asyncio
import re
from uuid import uuid4

import pytest

from audiencia.errors import Code, Refused
from audiencia.flows import accounts, sign_in
from audiencia.flows.house import House
from audiencia.ids import CommandId, StaffId
from audiencia.staff.roles import Role
from tests.integration.pages.browser import Browser, NewBrowser, Seen
from tests.integration.pages.houses import account

PASSWORD = "tapo7-rilu3-semi4-kado5"
PAGE = "/administracion"
GOOD = {"login": "Mesa.2", "name": "  Mesa   dos ", "role": "moderator"}


@pytest.fixture
async def admin_id(house: House) -> StaffId:
    return await account(house, "admin", Role.ADMINISTRATOR, PASSWORD)


@pytest.fixture
async def admin(browser: Browser, admin_id: StaffId) -> Browser:
    assert (await browser.send("/entrar", {"username": "admin", "password": PASSWORD})).path == PAGE
    return browser


async def staff(house: House) -> dict[str, dict[str, object]]:
    async with house.database.read() as conn:
        return {row["login"]: dict(row) for row in await conn.fetch("SELECT * FROM staff")}


async def actions(house: House, by: StaffId) -> list[str]:
    async with house.database.read() as conn:
        rows = await conn.fetch(
            "SELECT action FROM audit WHERE actor_id = $1 AND object_kind = 'staff' ORDER BY id", by
        )
    return [row["action"] for row in rows if row["action"] != "signed_in"]


def password(seen: Seen) -> str:
    found = re.search(r'data-testid="password">([^<]+)<', seen.text)
    assert found is not None
    return found[1]


async def act(admin: Browser, action: str, staff_id: StaffId, **fields: str) -> Seen:
    page = await admin.get(PAGE)
    sent = {"csrf": page.hidden["csrf"], "staff_id": str(staff_id), "command_id": str(uuid4())} | fields
    return await admin.post(f"{PAGE}/{action}", sent)


async def test_a_new_account_signs_in_with_the_password_shown_once(
    house: House, admin: Browser, admin_id: StaffId, new_browser: NewBrowser
) -> None:
    seen = await admin.send(PAGE, GOOD)
    made = (await staff(house))["mesa.2"]
    assert (made["display_name"], made["role"], made["department_id"]) == ("Mesa dos", "moderator", None)
    assert password(seen) not in (await admin.get(PAGE)).text
    assert (
        await (await new_browser()).send("/entrar", {"username": "mesa.2", "password": password(seen)})
    ).status == 200
    assert await actions(house, admin_id) == ["account_created"]
    listed = (await admin.get(PAGE)).text.split('data-testid="account-mesa.2"')[1].split("</article>")[0]
    assert "Moderación" in listed and "entró por última vez" in listed
    async with house.database.read() as conn:
        kept = await conn.fetchval("SELECT string_agg(result::text, ' ') FROM command_done")
    assert password(seen) not in kept


async def test_sent_twice_it_is_one_account_with_one_password(house: House, admin: Browser, admin_id: StaffId) -> None:
    form = (await admin.get(PAGE)).hidden | GOOD
    first, second = await admin.post(PAGE, form), await admin.post(PAGE, form)
    assert password(first) == password(second)
    assert await actions(house, admin_id) == ["account_created"]
    made = StaffId((await staff(house))["mesa.2"]["id"])  # type: ignore[arg-type]
    await act(admin, "contrasena", made)
    late = await admin.post(PAGE, form)
    assert late.status == 409 and 'data-testid="password"' not in late.text


WRONG = (
    ({"login": ""}, "login"),
    ({"login": "a"}, "login"),
    ({"login": "ñandú"}, "login"),
    ({"login": "admin"}, "login"),
    ({"name": " "}, "name"),
    ({"name": "x" * 121}, "name"),
    ({"role": ""}, "role"),
    ({"role": "citizen"}, "role"),
    ({"role": "king"}, "role"),
    ({"role": "director"}, "department"),
    ({"role": "assistant", "department": "nada"}, "department"),
    ({"role": "interpreter"}, "interpreter"),
)


async def test_what_is_wrong_is_named_and_nothing_is_written(house: House, admin: Browser) -> None:
    before = await staff(house)
    for changes, field in WRONG:
        seen = await admin.send(PAGE, GOOD | changes)
        assert seen.status == 400 and f'id="{field}-error"' in seen.text, changes
        assert f'href="#{field}"' in seen.text and 'data-testid="error-summary"' in seen.text
    assert await staff(house) == before


async def test_departments_substitutes_and_interpreters(house: House, admin: Browser) -> None:
    director = GOOD | {"role": "director", "department": "agua", "stands_in": "yes"}
    assert (await admin.send(PAGE, director)).status == 200
    interpreter = {
        "login": "lsm",
        "name": "Intérprete",
        "role": "interpreter",
        "interpreter": "lsm_1",
        "stands_in": "yes",
    }
    assert (await admin.send(PAGE, interpreter)).status == 200
    again = await admin.send(PAGE, interpreter | {"login": "lsm2"})
    assert again.status == 400 and 'id="interpreter-error"' in again.text
    made = await staff(house)
    assert made["mesa.2"]["stands_in"] is True and made["mesa.2"]["department_id"] is not None
    assert made["lsm"]["stands_in"] is False and made["lsm"]["interpreter_id"] is not None
    lsm = StaffId(made["lsm"]["id"])  # type: ignore[arg-type]
    await act(admin, "desactivar", lsm)
    assert (await admin.send(PAGE, interpreter | {"login": "lsm2"})).status == 200
    refused = await act(admin, "activar", lsm)
    assert refused.status == 409 and 'data-testid="error-summary"' in refused.text


async def test_who_is_deactivated_is_out_at_once(
    house: House, admin: Browser, admin_id: StaffId, new_browser: NewBrowser
) -> None:
    mesa = await account(house, "mesa", Role.MODERATOR, PASSWORD)
    other = await new_browser()
    await other.send("/entrar", {"username": "mesa", "password": PASSWORD})
    assert (await other.get("/moderacion")).status == 200
    command = str(uuid4())
    for _ in range(2):
        assert (await act(admin, "desactivar", mesa, command_id=command)).status == 200
    assert (await other.get("/moderacion", follow=False)).status == 303
    assert (await other.send("/entrar", {"username": "mesa", "password": PASSWORD})).status == 403
    await act(admin, "activar", mesa)
    assert (await other.get("/moderacion", follow=False)).status == 303  # the session does not come back
    assert (await other.send("/entrar", {"username": "mesa", "password": PASSWORD})).path == "/moderacion"
    assert await actions(house, admin_id) == ["account_closed", "account_opened"]


async def test_a_new_password_ends_what_the_old_one_opened(
    house: House, admin: Browser, admin_id: StaffId, new_browser: NewBrowser
) -> None:
    mesa = await account(house, "mesa", Role.MODERATOR, PASSWORD)
    other = await new_browser()
    await other.send("/entrar", {"username": "mesa", "password": PASSWORD})
    given = password(await act(admin, "contrasena", mesa))
    assert (await other.get("/moderacion", follow=False)).status == 303
    assert (await other.send("/entrar", {"username": "mesa", "password": PASSWORD})).status == 403
    assert (await other.send("/entrar", {"username": "mesa", "password": given})).path == "/moderacion"
    assert await actions(house, admin_id) == ["login_renewed"]


async def test_a_new_password_of_the_own_account_ends_all_sessions_but_this_one(
    admin: Browser, admin_id: StaffId, new_browser: NewBrowser
) -> None:
    other = await new_browser()
    await other.send("/entrar", {"username": "admin", "password": PASSWORD})
    assert (await other.get(PAGE, follow=False)).status == 200
    assert password(await act(admin, "contrasena", admin_id)) != PASSWORD
    assert (await other.get(PAGE, follow=False)).status == 303
    assert (await admin.get(PAGE, follow=False)).status == 200


async def test_nobody_closes_the_own_account_nor_the_last_administrator(
    house: House, admin: Browser, admin_id: StaffId
) -> None:
    assert (await act(admin, "desactivar", admin_id)).status == 409
    second = await account(house, "admin2", Role.ADMINISTRATOR, PASSWORD)
    results = await asyncio.gather(
        accounts.deactivate(house, admin_id, CommandId(uuid4()), second),
        accounts.deactivate(house, second, CommandId(uuid4()), admin_id),
        return_exceptions=True,
    )
    refused = [one for one in results if isinstance(one, Refused)]
    assert [one.code for one in refused] == [Code.LAST_ADMINISTRATOR] and results.count(None) == 1
    assert sum(bool(one["active"]) for one in (await staff(house)).values()) == 1


async def test_buttons_need_the_token_and_a_known_account(house: House, admin: Browser, admin_id: StaffId) -> None:
    mesa = await account(house, "mesa", Role.MODERATOR, PASSWORD)
    for action in ("desactivar", "activar", "contrasena"):
        assert (await act(admin, action, mesa, csrf="x")).status == 403
        assert (await act(admin, action, StaffId(99_999))).status == 404
        assert (await act(admin, action, mesa, command_id="x")).status == 400
    assert (await admin.post(PAGE, GOOD)).status == 403
    assert await actions(house, admin_id) == []
    assert await sign_in.sign_in(house, "mesa", PASSWORD)
