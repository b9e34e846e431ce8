"""The own account: where one is signed in, signing out there, and the own password."""

import json
import re

import pytest

from audiencia.core.ids import StaffId
from audiencia.privacy import attempts
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.page_browser import Browser, NewBrowser, Seen

PASSWORD = "tapo7-rilu3-semi4-kado5"
NEW = "tres gatos en la azotea"
PHONE = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Mobile Safari/537.36"
)
PAGE = "/cuenta"
ACCEPTS = {"Accept": "application/json"}


@pytest.fixture
async def desk_id(context: AppContext) -> StaffId:
    return await account(context, "mesa", Role.MODERATOR, PASSWORD)


async def enter(browser: Browser, password: str = PASSWORD) -> Seen:
    return await browser.send("/entrar", {"username": "mesa", "password": password})


async def change(browser: Browser, current: str, chosen: str, again: str | None = None) -> Seen:
    typed = {"current": current, "chosen": chosen, "again": chosen if again is None else again}
    return await browser.send(f"{PAGE}/contrasena", typed, page=PAGE)


async def actions(context: AppContext, of: StaffId) -> list[str]:
    async with context.database.read() as conn:
        rows = await conn.fetch("SELECT action FROM audit WHERE actor_id = $1 ORDER BY id", of)
    return [row["action"] for row in rows if row["action"] != "signed_in"]


def signed_in(seen: Seen) -> int:
    return seen.text.count('data-testid="own-session"')


async def test_each_session_is_named_by_its_device_and_ended_alone(
    context: AppContext, browser: Browser, new_browser: NewBrowser, desk_id: StaffId
) -> None:
    phone, other = await new_browser(**{"User-Agent": PHONE}), await new_browser()
    for one in (phone, other, browser):
        await enter(one)
    page = await browser.get(PAGE)
    assert signed_in(page) == 3 and "Chrome en Android" in page.text and "Otro navegador" in page.text
    of_phone = page.text.split("Chrome en Android")[1]
    session = re.search(r'name="session" value="(\d+)"', of_phone)
    assert session is not None
    seen = await browser.post(f"{PAGE}/sesion", page.hidden | {"session": session[1]})
    assert seen.status == 200 and signed_in(seen) == 2 and "Esa sesión se cerró" in seen.text
    assert (await phone.get(PAGE)).path == "/entrar?next=/cuenta"
    assert (await other.get(PAGE)).status == 200
    assert await actions(context, desk_id) == ["session_ended"]


async def test_all_others_end_at_once(browser: Browser, new_browser: NewBrowser, desk_id: StaffId) -> None:
    other = await new_browser()
    await enter(other)
    await enter(browser)
    assert signed_in(await browser.send(f"{PAGE}/sesiones", {}, page=PAGE)) == 1
    assert (await other.get(PAGE)).path == "/entrar?next=/cuenta"


async def test_nobody_ends_anothers_session(
    context: AppContext, browser: Browser, new_browser: NewBrowser, desk_id: StaffId
) -> None:
    await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)
    other = await new_browser()
    await enter(other)
    async with context.database.read() as conn:
        session = await conn.fetchval("SELECT id FROM staff_session WHERE staff_id = $1", desk_id)
    await browser.send("/entrar", {"username": "admin", "password": PASSWORD})
    assert (await browser.send(f"{PAGE}/sesion", {"session": str(session)}, page=PAGE)).status == 200
    assert (await other.get(PAGE)).status == 200


async def test_a_page_or_a_form_of_staff_is_a_use_of_the_session_and_what_pages_ask_by_themselves_is_none(
    context: AppContext, browser: Browser, desk_id: StaffId
) -> None:
    await enter(browser)
    csrf = (await browser.get(PAGE)).hidden["csrf"]
    acts = (
        (browser.get("/cuenta/uso.json", ACCEPTS), False),
        (browser.post("/conexion/moderator", {}, headers=ACCEPTS), False),
        (browser.get("/directorio.json"), False),
        (browser.get("/administracion"), False),  # refused
        (browser.post("/cuenta/uso.json", {"csrf": csrf}, headers=ACCEPTS), True),
        (browser.get("/moderacion"), True),
    )
    async with context.database.read() as conn:
        for act, counts in acts:
            await conn.execute("UPDATE staff_session SET last_used_at = app_now() - interval '20 minutes'")
            seen = await act
            noted = "SELECT app_now() - last_used_at < interval '15 minutes' FROM staff_session"
            assert await conn.fetchval(noted) is counts, seen.text
    assert 'data-left="1800"' in seen.text


async def test_a_page_learns_how_long_the_session_lasts_unused_and_that_it_is_over(
    context: AppContext, browser: Browser, desk_id: StaffId
) -> None:
    await enter(browser)
    async with context.database.read() as conn:
        await conn.execute("UPDATE staff_session SET last_used_at = app_now() - interval '10 minutes'")
        await conn.execute("UPDATE staff_session SET expires_at = app_now() + interval '5 minutes'")
        lasts = json.loads((await browser.get("/cuenta/uso.json", ACCEPTS)).text)
        assert 0 < lasts["left"] <= 1200 and 0 < lasts["ends"] <= 300
        await conn.execute("UPDATE staff_session SET last_used_at = app_now() - interval '30 minutes'")
    assert (await browser.get("/cuenta/uso.json", ACCEPTS)).status == 403
    assert (await browser.get("/revision?hoy=si", follow=False)).headers[
        "Location"
    ] == "/entrar?next=/revision%3Fhoy%3Dsi"
    longest = await browser.get(f"/revision?hoy={'%20' * 1000}", follow=False)
    assert longest.headers["Location"] == "/entrar?next=/revision"


async def test_the_own_password_is_changed_and_ends_the_other_sessions(
    context: AppContext, browser: Browser, new_browser: NewBrowser, desk_id: StaffId
) -> None:
    other = await new_browser()
    await enter(other)
    await enter(browser)
    seen = await change(browser, PASSWORD, NEW)
    assert seen.status == 200 and "Su nueva contraseña ya vale" in seen.text and NEW not in seen.text
    assert (await other.get(PAGE)).path == "/entrar?next=/cuenta"
    assert (await enter(other)).code is None and "__Host-staff" in (await _entered(new_browser, NEW)).cookies
    assert "__Host-staff" not in (await _entered(new_browser, PASSWORD)).cookies
    assert (await actions(context, desk_id))[0] == "login_changed"


async def _entered(new_browser: NewBrowser, password: str) -> Browser:
    browser = await new_browser()
    await enter(browser, password)
    return browser


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ((PASSWORD, "corta"), "al menos 8 caracteres"),
        ((PASSWORD, "iloveyou2"), "listas de contraseñas robadas"),
        ((PASSWORD, "Contraseña1234"), "se adivina"),
        ((PASSWORD, NEW, "otra cosa"), "Escriba otra vez la misma contraseña"),
        (("no es esta", NEW), "Esta no es su contraseña actual"),
        (("", NEW), "Escriba su contraseña actual"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field(
    browser: Browser, desk_id: StaffId, typed: tuple[str, ...], said: str
) -> None:
    await enter(browser)
    seen = await change(browser, *typed)
    assert seen.status == 400 and said in seen.text
    assert all(not one or one not in seen.text for one in typed[:2])


async def test_guesses_at_the_password_of_now_are_limited_as_those_at_signing_in(
    browser: Browser, desk_id: StaffId
) -> None:
    await enter(browser)
    for _ in range(attempts.FREE):
        assert (await change(browser, "no es esta", NEW)).status == 400
    assert (await change(browser, PASSWORD, NEW)).status == 429
