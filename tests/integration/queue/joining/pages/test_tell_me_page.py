"""Being told with the page closed: what the waiting page offers, with and without script, and the service worker behind it."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audiencia.cases.use_cases import browsers, citizen, work
from audiencia.core.errors import Refused
from audiencia.queue.calling import expire
from audiencia.runtime.channels import Channels
from audiencia.runtime.context import AppContext
from tests.integration.cases.pages.test_case_page import Office, sent
from tests.integration.notifications.test_subscriptions import subscription
from tests.integration.queue.joining.pages.test_join_page import FILLED, FORM, rows
from tests.support.contexts import open_context
from tests.support.page_browser import Browser, NewBrowser

WAYS = "/turno/avisos"
JSON = {"Accept": "application/json"}


@pytest.fixture
async def context(make_jornada: Callable[[], str], tmp_path: Path) -> AsyncIterator[AppContext]:
    """One that has every way of telling people."""
    async with open_context(make_jornada(), tmp_path / "keys") as context:
        yield replace(context, channels=Channels(mail=True, sms=True, push_key="key"))


async def offered(browser: Browser) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((await browser.get(WAYS, JSON)).text)
    return found


async def test_without_script_a_button_for_each_address_that_was_given(browser: Browser, context: AppContext) -> None:
    seen = await browser.send(FORM, FILLED | {"contact": "ana@example.org y 722 123 4567"})
    assert "Por correo: an…@example.org" in seen.text and "Por SMS: … 67" in seen.text
    on = await browser.post(WAYS, {"csrf": seen.hidden["csrf"], "channel": "mail", "on": "yes"})
    assert on.path == "/turno" and on.text.count("· encendido") == 1
    assert await rows(context, "notice_way") == 1
    off = await browser.post(WAYS, {"csrf": seen.hidden["csrf"], "channel": "mail", "on": ""})
    assert "· encendido" not in off.text
    assert await rows(context, "notice_way") == 0


async def test_who_gave_no_address_is_offered_none(browser: Browser) -> None:
    seen = await browser.send(FORM, FILLED | {"contact": ""})
    assert 'data-testid="tell-me"' not in seen.text
    found = await offered(browser)
    assert (found["push_key"], found["mail"], found["phone"], found["asked"]) == ("key", None, None, [])


async def test_a_browser_subscribes_and_takes_it_back(browser: Browser, context: AppContext) -> None:
    await browser.send(FORM, FILLED)
    token = (await offered(browser))["csrf"]
    fields = {"csrf": token, "channel": "push", "on": "yes", "subscription": subscription()}
    assert json.loads((await browser.post(WAYS, fields, headers=JSON)).text)["asked"] == ["push"]
    assert json.loads((await browser.post(WAYS, fields | {"on": ""}, headers=JSON)).text)["asked"] == []
    assert await rows(context, "notice_way") == 0


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"csrf": "other"}, 403), ({"channel": "pigeon"}, 400), ({"subscription": "{}"}, 400), ({"subscription": ""}, 409),
        ({"subscription": subscription(host="https://169.254.169.254")}, 400), ({"subscription": "x" * 40_000}, 413),
    ],
)  # fmt: skip
async def test_what_is_refused(browser: Browser, context: AppContext, changed: dict[str, str], status: int) -> None:
    await browser.send(FORM, FILLED)
    fields = {"csrf": (await offered(browser))["csrf"], "channel": "push", "on": "yes", "subscription": subscription()}
    seen = await browser.post(WAYS, fields | changed, headers=JSON)
    assert seen.status == status
    assert await rows(context, "notice_way") == 0


async def test_nobody_else_sees_or_changes_it(browser: Browser, new_browser: NewBrowser) -> None:
    await browser.send(FORM, FILLED)
    stranger = await new_browser()
    assert (await stranger.get(WAYS, JSON)).status >= 400
    assert (await stranger.post(WAYS, {"channel": "mail", "on": "yes"}, headers=JSON)).status >= 400
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert (await browser.post(WAYS, {"channel": "mail", "on": "yes"}, headers=JSON | foreign)).status == 403


async def test_the_texts_of_late_parts_come_by_themselves(browser: Browser) -> None:
    seen = await browser.get("/textos/es-MX/tell_me", JSON)
    assert "Todavía no hay ningún aviso encendido." in json.loads(seen.text).values()
    assert seen.headers["Cache-Control"] == "no-cache"
    assert json.loads((await browser.get("/textos/es-MX/ended", JSON)).text)
    for path in ("/textos/es-MX/citizen/x", "/textos/fr/ended", "/textos/es-MX/other"):
        assert (await browser.get(path, JSON)).status == 404


async def test_the_service_worker_stands_for_all_pages_and_loads_no_script(browser: Browser) -> None:
    seen = await browser.get("/avisos.js")
    assert seen.status == 200
    assert seen.headers["Content-Type"].startswith("text/javascript")
    assert seen.headers["Cache-Control"] == "no-cache"
    assert "default-src 'none'" in seen.headers["Content-Security-Policy"]
    assert "src/sw.ts" in seen.text


async def test_a_browser_is_told_of_a_case_until_it_takes_that_back(
    browser: Browser, new_browser: NewBrowser, context: AppContext
) -> None:
    petition, address = await sent(context), "/seguimiento/expediente/avisos"
    seen = await browser.send("/seguimiento", {"folio": petition.folio, "pin": petition.pin})
    assert 'data-push="key"' in seen.text
    fields = {"csrf": seen.hidden["csrf"], "on": "yes", "subscription": subscription()}
    for on, kept in (("ask", 0), ("yes", 1), ("yes", 1), ("ask", 1)):
        answer = await browser.post(address, fields | {"on": on}, headers=JSON)
        assert (json.loads(answer.text), await rows(context, "notice_way")) == ({"on": bool(kept)}, kept)
    office = await Office.open(context)
    await work.write(context, await office.command(petition.case_id), "Hay novedades")
    async with context.database.read() as conn:
        put = await conn.fetch("SELECT channel, way_id IS NOT NULL AS here FROM outbox WHERE kind = 'case_state'")
    assert [tuple(row) for row in put] == [("push", True)]
    stranger = await new_browser()
    token = (await stranger.get("/seguimiento")).hidden["csrf"]
    assert (await stranger.post(address, fields | {"csrf": token}, headers=JSON)).status == 404
    for changed, status in (({"csrf": "x"}, 403), ({"subscription": "{}"}, 400)):
        assert (await browser.post(address, fields | changed, headers=JSON)).status == status
    assert json.loads((await browser.post(address, fields | {"on": ""}, headers=JSON)).text) == {"on": False}
    assert await rows(context, "notice_way") == await rows(context, "outbox") == 0


async def test_a_page_of_another_case_turns_no_notices_on(browser: Browser, context: AppContext) -> None:
    petition, other = await sent(context), await sent(context)
    seen = await browser.send("/seguimiento", {"folio": petition.folio, "pin": petition.pin})
    assert f'data-folio="{petition.folio}"' in seen.text
    await browser.send("/seguimiento", {"folio": other.folio, "pin": other.pin})
    fields = {"csrf": seen.hidden["csrf"], "folio": petition.folio, "on": "yes", "subscription": subscription()}
    assert (await browser.post("/seguimiento/expediente/avisos", fields, headers=JSON)).status == 409
    assert await rows(context, "notice_way") == 0


async def test_browsers_are_told_of_no_case_that_was_concluded_long_ago(browser: Browser, context: AppContext) -> None:
    petition = await sent(context)
    office = await Office.open(context)
    await browsers.ask(context, petition.case_id, subscription(), "es-MX")
    await work.answer(context, await office.command(petition.case_id), "Listo.", "page")
    await citizen.accept(context, petition.case_id)
    with pytest.raises(Refused):
        await browsers.ask(context, petition.case_id, subscription(), "es-MX")
    for days, left in ((6, 1), (2, 0)):
        async with context.database.begin() as tx:
            await tx.conn.execute("UPDATE app_clock SET shift = shift + make_interval(days => $1)", days)
        await expire.tidy(context)
        assert await rows(context, "notice_way") == left
    seen = await browser.send("/seguimiento", {"folio": petition.folio, "pin": petition.pin})
    assert 'data-testid="case-tell"' not in seen.text
