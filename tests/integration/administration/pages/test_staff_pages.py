"""Staff pages: sign-in, the right console for each role, and out again."""

import re
from urllib.parse import quote

import pytest
from structlog.testing import capture_logs

from audiencia.privacy import attempts
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import DEPARTMENT, account, join
from tests.support.page_browser import Browser, NewBrowser, Seen

PASSWORD = "tapo7-rilu3-semi4-kado5"


@pytest.fixture
async def people(context: AppContext) -> None:
    """One of each role."""
    await account(context, "obras", Role.DIRECTOR, PASSWORD, DEPARTMENT)
    await account(context, "mesa", Role.MODERATOR, PASSWORD)
    await account(context, "ventanilla", Role.FRONT_DESK, PASSWORD)
    await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)


async def sign_in(browser: Browser, login: str, password: str = PASSWORD, **fields: str) -> str:
    """Signs in; gives where it led."""
    seen = await browser.send("/entrar", {"username": login, "password": password} | fields)
    return seen.path


@pytest.mark.parametrize(
    ("login", "home"),
    [
        ("obras", "/direccion"),
        (" OBRAS ", "/direccion"),
        ("mesa", "/moderacion"),
        ("ventanilla", "/ventanilla"),
        ("admin", "/administracion"),
    ],
)
async def test_each_role_comes_to_its_page(browser: Browser, people: None, login: str, home: str) -> None:
    assert await sign_in(browser, login) == home
    assert "__Host-staff" in browser.cookies


@pytest.mark.parametrize(
    ("login", "opens"),
    [
        ("obras", {"/direccion"}),
        ("mesa", {"/moderacion"}),
        ("ventanilla", {"/ventanilla"}),
        ("admin", set[str]()),
        (None, set[str]()),
    ],
)
async def test_nobody_opens_anothers_page(browser: Browser, people: None, login: str | None, opens: set[str]) -> None:
    if login:
        await sign_in(browser, login)
    for page in ("/direccion", "/moderacion", "/ventanilla"):
        seen = await browser.get(page, follow=False)
        if page in opens:
            assert seen.status == 200 and "island" not in (seen.code or "")
        elif login:
            assert seen.status == 403 and seen.code == "forbidden"
        else:
            assert seen.status == 303 and seen.headers["Location"] == f"/entrar?next={page}"


async def test_a_refusal_leads_staff_to_their_own_page_and_others_home(browser: Browser, people: None) -> None:
    lost = await browser.get("/no-existe")
    assert ways_on(lost) == ["/", "/seguimiento"]
    await sign_in(browser, "obras")
    forbidden, foreign = await browser.get("/moderacion"), await browser.post("/salir", {"csrf": "x"})
    assert (forbidden.code, foreign.code) == ("forbidden", "csrf")
    assert ways_on(forbidden) == ways_on(foreign) == ["/direccion"]


def ways_on(seen: Seen) -> list[str]:
    """Where an error page leads to."""
    return re.findall(r'<a class="button[^"]*" href="([^"]+)"', seen.text)


async def test_a_citizen_is_no_staff(browser: Browser, context: AppContext) -> None:
    browser.set_cookie("__Host-turno", context.keyring.ticket_token(await join(context), 1))
    assert (await browser.get("/turno")).status == 200
    assert (await browser.get("/direccion", follow=False)).status == 303


async def test_programs_get_a_code_instead_of_the_form(browser: Browser) -> None:
    seen = await browser.get("/direccion", {"Accept": "application/json"}, follow=False)
    assert seen.status == 403 and '"sign_in_needed"' in seen.text


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/cuenta/llave", "/cuenta/llave"),
        ("/expedientes?q=a%20b%26c", "/expedientes?q=a%20b%26c"),
        ("/expedientes/2026-AAAA-BBBB", "/expedientes/2026-AAAA-BBBB"),
        ("/moderacion", "/direccion"),
        ("/salud", "/direccion"),
        ("//evil.example", "/direccion"),
        ("/cuenta\\@evil.example", "/direccion"),
        ("/no-existe", "/direccion"),
    ],
)
async def test_signing_in_leads_back_to_where_one_was_if_it_is_a_page_for_them(
    browser: Browser, people: None, wanted: str, leads_to: str
) -> None:
    seen = await browser.get(f"/entrar?next={quote(wanted, safe='/')}")
    assert (await browser.post("/entrar", seen.hidden | {"username": "obras", "password": "falsa"})).status == 403
    seen = await browser.post("/entrar", seen.hidden | {"username": "obras", "password": PASSWORD}, follow=False)
    assert seen.headers["Location"] == leads_to
    assert await sign_in(browser, "obras") == "/direccion"  # once


async def test_wrong_password_and_unknown_login_look_alike(new_browser: NewBrowser, people: None) -> None:
    pages = []
    for login in ("obras", "nadie"):
        browser = await new_browser()
        seen = await browser.send("/entrar", {"username": login, "password": "falsa"})
        assert seen.status == 403 and "falsa" not in seen.text and f'value="{login}"' in seen.text
        assert "__Host-staff" not in browser.cookies
        pages.append(seen.text.split("<main")[1].split("csrf")[0].replace(login, ""))
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "fields", [{"username": ""}, {"password": ""}, {"username": "x" * 65}, {"password": "x" * 201}]
)
async def test_incomplete_forms(browser: Browser, people: None, fields: dict[str, str]) -> None:
    seen = await browser.send("/entrar", {"username": "obras", "password": PASSWORD} | fields)
    assert seen.status == 400 and 'data-testid="error-summary"' in seen.text


async def test_too_many_failures_say_when_to_try_again(browser: Browser, people: None) -> None:
    for _ in range(attempts.FREE):
        assert (await browser.send("/entrar", {"username": "obras", "password": "falsa"})).status == 403
    seen = await browser.send("/entrar", {"username": "obras", "password": PASSWORD})
    assert seen.status == 429 and 0 < int(seen.headers["Retry-After"]) <= attempts.FIRST_PAUSE.seconds
    assert await sign_in(browser, "mesa") == "/moderacion"


async def test_out_is_out(browser: Browser, people: None) -> None:
    await sign_in(browser, "obras")
    token, visit = browser.cookies["__Host-staff"], browser.cookies["__Host-visita"]
    page = await browser.get("/direccion")
    left = await browser.post("/salir", page.hidden, follow=False)
    assert (left.headers["Location"], left.headers["Clear-Site-Data"]) == ("/entrar", '"cache"')
    assert "__Host-staff" not in browser.cookies and browser.cookies["__Host-visita"] != visit
    browser.set_cookie("__Host-staff", token)
    assert (await browser.get("/direccion", follow=False)).status == 303


async def test_what_a_role_may_not_do_is_refused_and_logged(browser: Browser, people: None) -> None:
    await sign_in(browser, "obras")
    with capture_logs() as said:
        assert (await browser.get("/administracion")).status == 403
    (entry,) = [one for one in said if one["event"] == "operation_forbidden"]
    assert (entry["log_level"], entry["role"], entry["operation"]) == ("warning", "director", "GET /administracion")


async def test_signing_in_begins_a_new_visit(browser: Browser, people: None) -> None:
    before = await browser.get("/entrar")
    await browser.post("/entrar", before.hidden | {"username": "obras", "password": PASSWORD})
    seen = await browser.post("/salir", {"csrf": before.hidden["csrf"]})
    assert seen.code == "csrf"


async def test_signed_in_people_skip_the_form(browser: Browser, people: None) -> None:
    await sign_in(browser, "mesa")
    assert (await browser.get("/entrar")).path == "/moderacion"
    assert "Mesa" in (await browser.get("/")).text
