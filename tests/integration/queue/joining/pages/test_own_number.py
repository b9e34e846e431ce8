"""Whoever has a number reads on every page how to come back to it, and nobody else does."""

from collections.abc import Mapping

import pytest

from audiencia.core.unbroken import unbroken
from audiencia.http.cookies import LANGUAGE_COOKIE
from audiencia.queue.joining import status
from audiencia.runtime.context import AppContext
from audiencia.runtime.identity import TICKET_COOKIE
from audiencia.staff.roles import Role
from tests.integration.queue.joining.pages.test_join_page import FILLED, FORM, end_ticket
from tests.support.contexts import account
from tests.support.page_browser import Browser, NewBrowser

LINE = 'data-testid="own-number"'
PAGES = (
    "/", "/areas", "/areas/agua", FORM, f"{FORM}?otra=si", "/directorio", "/directorio/agua", "/peticiones",
    "/peticiones/nueva", "/peticiones/nueva?area=agua&tema=fugas", "/peticiones/queja", "/seguimiento", "/aviso", "/nowhere",
)  # fmt: skip
PASSWORD = "a long enough password"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Grows with each reading of the database for the line."""
    found: list[bool] = []
    read = status.live_number

    async def counted(context: AppContext, cookies: Mapping[str, str]) -> str | None:
        number = await read(context, cookies)
        found.append(number is not None)
        return number

    monkeypatch.setattr("audiencia.web_app.live_number", counted)
    return found


async def test_every_page_leads_to_the_number_and_no_cache_keeps_it(browser: Browser, new_browser: NewBrowser) -> None:
    stranger = await new_browser()
    await browser.send(FORM, FILLED)
    for path in PAGES:
        seen = await browser.get(path)
        assert LINE in seen.text and f"Su turno {unbroken('OP-001')}" in seen.text, path
        assert seen.headers["Cache-Control"] == "no-store", path
        other = await stranger.get(path)
        assert LINE not in other.text and unbroken("OP-001") not in other.text, path
    browser.set_cookie(LANGUAGE_COOKIE, "en")
    assert f"Your number {unbroken('OP-001')}" in (await browser.get("/")).text


async def test_neither_its_own_page_nor_one_that_is_kept_has_it(browser: Browser) -> None:
    await browser.send(FORM, FILLED)
    for path in ("/turno", "/cifras", "/cifras/diccionario", "/tablero", "/widget"):
        assert LINE not in (await browser.get(path)).text, path


@pytest.mark.parametrize("state", ["served", "left", "no_show", "carried_over", "outcome_pending"])
async def test_it_is_gone_with_the_place(browser: Browser, context: AppContext, state: str) -> None:
    await browser.send(FORM, FILLED)
    assert LINE in (await browser.get("/areas")).text
    await end_ticket(context, state)
    assert LINE not in (await browser.get("/areas")).text


async def test_it_goes_where_the_number_went(browser: Browser, context: AppContext) -> None:
    await browser.send(FORM, FILLED)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE attention SET device_generation = device_generation + 1")
    assert LINE not in (await browser.get("/areas")).text


async def test_staff_do_not_see_it(browser: Browser, context: AppContext) -> None:
    await account(context, "comunicacion", Role.COMMUNICATION, PASSWORD)
    await browser.send(FORM, FILLED)
    assert LINE in (await browser.get("/areas")).text
    await browser.send("/entrar", {"username": "comunicacion", "password": PASSWORD})
    assert LINE not in (await browser.get("/areas")).text


async def test_it_costs_one_reading_for_who_has_a_cookie(
    browser: Browser, new_browser: NewBrowser, asked: list[bool]
) -> None:
    await (await new_browser()).get("/areas")
    await browser.send(FORM, FILLED)
    asked.clear()
    await browser.get("/turno")
    await browser.get("/areas", headers={"Accept": "application/json"})
    await browser.get("/temas/es-MX", headers={"Accept": "*/*"})
    await (await new_browser()).get("/areas")
    assert asked == []
    await browser.get("/areas")
    assert asked == [True]
    browser.set_cookie(TICKET_COOKIE, "nobody's")
    assert LINE not in (await browser.get("/areas")).text
