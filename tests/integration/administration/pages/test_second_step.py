"""The second step of signing in: codes of an application and recovery codes, required of roles, taken away by an administrator."""

import re
import time
from collections.abc import Mapping
from uuid import uuid4

import pyotp
import pytest

from audiencia.administration import invitations
from audiencia.administration.accounts import NewAccount
from audiencia.core.ids import StaffId
from audiencia.privacy import attempts
from audiencia.runtime.context import AppContext
from audiencia.settings.sign_in_rules import USUAL, SignIn
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.page_browser import Browser, NewBrowser, Seen

PASSWORD = "tapo7-rilu3-semi4-kado5"
STEP = "/entrar/paso"
OWN = "/cuenta/aplicacion"
ADMINISTRATOR = NewAccount("administracion", "Administración", Role.ADMINISTRATOR)


@pytest.fixture
async def desk_id(context: AppContext) -> StaffId:
    return await account(context, "mesa", Role.MODERATOR, PASSWORD)


@pytest.fixture
def required(context: AppContext) -> None:
    """As in a municipality that sets nothing."""
    now = context.in_force.municipality
    context.in_force.replace(now.model_copy(update={"sign_in": SignIn()}), context.in_force.version)


async def enter(browser: Browser, login: str = "mesa") -> Seen:
    return await browser.send("/entrar", {"username": login, "password": PASSWORD})


def secret_in(page: Seen) -> pyotp.TOTP:
    found = re.search(r'data-testid="step-secret">([A-Z2-7 ]+)<', page.text)
    assert found is not None
    return pyotp.TOTP(found[1].replace(" ", ""))


def newer(totp: pyotp.TOTP) -> str:
    """The next code, which counts already: that of now was used on setting up."""
    return totp.at(time.time() + 30)


def codes_in(page: Seen) -> list[str]:
    return re.findall(r'<li class="password">([0-9A-Z-]{14})</li>', page.text)


async def set_up(browser: Browser, path: str = STEP, **more: str) -> tuple[pyotp.TOTP, Seen]:
    """Scans what the page shows, and sends the code of now."""
    page = await browser.get(path)
    totp = secret_in(page)
    to = "/entrar/alta" if path == STEP else path
    return totp, await browser.post(to, page.hidden | {"code": totp.now()} | more)


async def prove(browser: Browser, code: str) -> Seen:
    return await browser.send(STEP, {"code": code})


async def test_who_set_an_application_up_signs_in_with_a_code_that_counts_once(
    browser: Browser, new_browser: NewBrowser, desk_id: StaffId
) -> None:
    await enter(browser)
    totp, shown = await set_up(browser, OWN, current=PASSWORD)
    assert len(set(codes_in(shown))) == 10
    other, third = await new_browser(), await new_browser()
    assert (await enter(other)).path == STEP and "__Host-staff" not in other.cookies
    assert (await other.get("/moderacion")).path.startswith("/entrar")
    code = newer(totp)
    assert (await prove(other, code)).path == "/moderacion"
    assert (await other.get(STEP)).path in ("/entrar", "/moderacion")
    await enter(third)
    again = await prove(third, code)
    assert again.status == 400 and "Este código no vale" in again.text and "__Host-staff" not in third.cookies


async def test_each_recovery_code_lets_in_once(browser: Browser, new_browser: NewBrowser, desk_id: StaffId) -> None:
    await enter(browser)
    _, shown = await set_up(browser, OWN, current=PASSWORD)
    code = codes_in(shown)[3]
    for status, path in ((200, "/moderacion"), (400, STEP)):
        one = await new_browser()
        await enter(one)
        seen = await prove(one, code.lower().replace("-", " "))
        assert (seen.status, seen.path) == (status, path)
    assert "Le quedan 9 códigos" in (await browser.get("/cuenta")).text


async def test_new_recovery_codes_end_the_old_ones(browser: Browser, new_browser: NewBrowser, desk_id: StaffId) -> None:
    await enter(browser)
    _, shown = await set_up(browser, OWN, current=PASSWORD)
    renewed = await browser.send("/cuenta/recuperacion", {"codes_current": PASSWORD}, page="/cuenta")
    assert len(codes_in(renewed)) == 10 and not set(codes_in(renewed)) & set(codes_in(shown))
    other = await new_browser()
    await enter(other)
    assert (await prove(other, codes_in(shown)[0])).status == 400
    assert (await prove(other, codes_in(renewed)[0])).path == "/moderacion"


async def test_the_database_holds_nothing_to_make_codes_with(
    context: AppContext, browser: Browser, desk_id: StaffId
) -> None:
    await enter(browser)
    totp, shown = await set_up(browser, OWN, current=PASSWORD)
    async with context.database.read() as conn:
        kept = await conn.fetchval(
            "SELECT (SELECT string_agg(t::text, ' ') FROM staff_totp t) || (SELECT string_agg(c::text, ' ') FROM staff_recovery_code c)"
        )
    assert totp.secret not in kept and totp.byte_secret().hex() not in kept
    assert all(code.replace("-", "") not in kept for code in codes_in(shown))


async def test_guesses_at_a_code_are_limited_as_those_at_a_password(
    browser: Browser, new_browser: NewBrowser, desk_id: StaffId
) -> None:
    await enter(browser)
    totp, _ = await set_up(browser, OWN, current=PASSWORD)
    other = await new_browser()
    await enter(other)
    for _ in range(attempts.FREE):
        assert (await prove(other, "nada")).status == 400
    assert (await prove(other, newer(totp))).status == 429


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"code": "000000", "current": PASSWORD}, "Este código no vale"),
        ({"code": "", "current": PASSWORD}, "Escriba el código"),
        ({"current": "no es esta"}, "Esta no es su contraseña actual"),
        ({"salt": "x", "current": PASSWORD}, "Este código no vale"),
    ],
)
async def test_what_is_wrong_sets_nothing_up(
    browser: Browser, new_browser: NewBrowser, desk_id: StaffId, sent: Mapping[str, str], said: str
) -> None:
    await enter(browser)
    _, seen = await set_up(browser, OWN, **sent)
    assert seen.status == 400 and said in seen.text
    assert (await enter(await new_browser())).path == "/moderacion"


async def test_a_role_that_must_have_one_sets_it_up_before_anything_else(
    browser: Browser, new_browser: NewBrowser, desk_id: StaffId, required: None
) -> None:
    seen = await enter(browser)
    assert seen.path == STEP and "Configure su segundo paso" in seen.text
    for page in ("/moderacion", "/cuenta", "/revision"):
        assert (await browser.get(page)).path.startswith("/entrar")
    totp, shown = await set_up(browser)
    assert len(codes_in(shown)) == 10 and 'href="/revision"' in shown.text
    assert (await browser.get("/moderacion")).path == "/moderacion"
    kept = await browser.send("/cuenta/aplicacion/quitar", {"application_current": PASSWORD}, page="/cuenta")
    assert kept.status == 409 and "este era el último" in kept.text
    other = await new_browser()
    await enter(other)
    assert (await prove(other, newer(totp))).path == "/moderacion"


async def test_who_need_not_have_one_takes_it_away(browser: Browser, new_browser: NewBrowser, desk_id: StaffId) -> None:
    await enter(browser)
    await set_up(browser, OWN, current=PASSWORD)
    await browser.send("/cuenta/aplicacion/quitar", {"application_current": PASSWORD}, page="/cuenta")
    assert (await enter(await new_browser())).path == "/moderacion"


async def test_roles_that_are_not_named_need_none(context: AppContext, browser: Browser, required: None) -> None:
    await account(context, "ventanilla", Role.FRONT_DESK, PASSWORD)
    assert (await enter(browser, "ventanilla")).path == "/ventanilla"
    assert set(USUAL) == {"administrator", "moderator", "privacy_officer", "auditor"}


async def test_an_administrator_takes_it_away_and_its_owner_is_told(
    context: AppContext, browser: Browser, new_browser: NewBrowser, desk_id: StaffId
) -> None:
    admin_id = await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)
    await enter(browser)
    await set_up(browser, OWN, current=PASSWORD)
    admin, other = await new_browser(), await new_browser()
    await enter(admin, "admin")
    page = await admin.get("/administracion")
    assert 'data-testid="reset-step-mesa"' in page.text and 'data-testid="reset-step-admin"' not in page.text
    sent = {"csrf": page.hidden["csrf"], "staff_id": str(desk_id), "command_id": str(uuid4())}
    assert (await admin.post("/administracion/segundo-paso", sent)).status == 200
    assert (await browser.get("/cuenta")).path == "/entrar?next=/cuenta"
    seen = await enter(other)
    assert seen.path == "/cuenta" and "quitó su segundo paso" in seen.text
    assert "quitó su segundo paso" not in (await other.get("/cuenta")).text
    async with context.database.read() as conn:
        rows = await conn.fetch("SELECT actor_id, object_id FROM audit WHERE action = 'factors_reset'")
    assert [tuple(row) for row in rows] == [(admin_id, str(desk_id))]
    own = sent | {"staff_id": str(admin_id), "command_id": str(uuid4())}
    assert (await admin.post("/administracion/segundo-paso", own)).status == 409


async def test_a_new_password_ends_a_step_that_was_begun_with_the_old_one(
    context: AppContext, browser: Browser, new_browser: NewBrowser, desk_id: StaffId
) -> None:
    await enter(browser)
    totp, _ = await set_up(browser, OWN, current=PASSWORD)
    other = await new_browser()
    await enter(other)
    typed = {"current": PASSWORD, "chosen": "tres gatos en la azotea", "again": "tres gatos en la azotea"}
    assert (await browser.send("/cuenta/contrasena", typed, page="/cuenta")).status == 200
    assert (
        await other.post(STEP, {"csrf": (await other.get("/entrar")).hidden["csrf"], "code": newer(totp)})
    ).path == "/entrar"


async def test_an_invitation_leads_to_the_second_step_too(
    context: AppContext, browser: Browser, new_browser: NewBrowser, required: None
) -> None:
    made = await invitations.invite_by_command(context, ADMINISTRATOR)
    chosen = {"code": made.code, "password": PASSWORD, "again": PASSWORD}
    assert (await browser.send("/invitacion", chosen)).path == STEP
    await set_up(browser)
    lost = await invitations.reset_by_command(context, "administracion", second_step=True)
    seen = await (await new_browser()).send("/invitacion", chosen | {"code": lost.code})
    assert seen.path == STEP and "quitó su segundo paso" in seen.text


@pytest.mark.parametrize("path", [STEP, OWN])
async def test_a_step_that_another_one_began_before_sets_nothing_up_afterwards(
    context: AppContext, browser: Browser, new_browser: NewBrowser, desk_id: StaffId, required: None, path: str
) -> None:
    """Whoever knows the password alone, and was first at the form."""
    if path == OWN:
        now = context.in_force.municipality
        context.in_force.replace(now.model_copy(update={"sign_in": SignIn(second_step=())}), context.in_force.version)
        await enter(browser)
        context.in_force.replace(now, context.in_force.version)
    else:
        await enter(browser)
    stranger = await new_browser()
    await enter(stranger)
    theirs = await stranger.get(STEP)
    await set_up(browser, path, **({"current": PASSWORD} if path == OWN else {}))
    sent = theirs.hidden | {"code": secret_in(theirs).now()}
    await stranger.post("/entrar/alta", sent, follow=False)
    assert "__Host-staff" not in stranger.cookies
