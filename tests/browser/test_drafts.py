"""What somebody writes into any form of the channel survives a reload, going back, a broken line and another tab, until it was sent;
in Chromium with the cache for going back and forward, which Playwright turns off.
"""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserType, Dialog

from tests.browser.chromium import FLAGS, PHONE, visit
from tests.browser.installation import Installation
from tests.browser.petitions import answer, ask, ask_of_rights, pin_of, send
from tests.browser.typed_forms import TAB, Form, Tab
from tests.browser.visits import attended

TEXT = "Falta la calle Morelos"
CONSENTS = ("#read_notice", "#consent_attention")
CASE, RIGHTS = "/seguimiento/expediente", "/seguimiento/datos"
PETITION = Form(
    "/peticiones/nueva?area=agua&tema=fugas", "#matter", "petition-submit", "petition",
    "location.pathname === '/peticiones/recibida'", texts={"#name": "Ana Ñ"}, boxes=CONSENTS,
)  # fmt: skip
COMPLAINT = replace(PETITION, path="/peticiones/queja", key="")
JOIN = Form(
    "/unirse/mujeres/talleres", "#matter", "join-submit", TAB, "document.querySelector('[data-screen=line]')",
    texts={"#name": "Ana Ñ"}, boxes=CONSENTS,
)  # fmt: skip

AWAIT_PUT = """(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...given) { window.put = true; return put.apply(this, given); };
})()"""
HOLD_DRAFTS = """new Promise((resolve) => indexedDB.open("audiencia-draft").onsuccess = ({ target }) => {
    const drafts = target.result.transaction("draft", "readwrite").objectStore("draft");
    const again = () => { resolve(); if (window.held) drafts.count().onsuccess = again; };
    window.held = true;
    drafts.count().onsuccess = again;
})"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def chrome(chromium: BrowserType) -> AsyncIterator[Browser]:
    """Chromium as people have it: it keeps pages for whoever goes back."""
    program = shutil.which("chromium")
    browser = await chromium.launch(
        executable_path=program,
        args=list(FLAGS),
        ignore_default_args=["--disable-back-forward-cache"],
        timeout=180_000,
    )
    yield browser
    await browser.close()


@pytest.mark.long
async def test_nothing_that_was_written_is_lost(house: Installation, chrome: Browser) -> None:
    visitor = await visit(chrome, house.url, screen=PHONE)
    await _nothing_is_lost(house, Tab(visitor.page), everything=True)
    await visitor.close()


async def _nothing_is_lost(house: Installation, tab: Tab, *, everything: bool) -> None:
    """`everything`: also a line that is broken before the form is sent, and another tab, which go by the same script."""
    for form in (PETITION, JOIN):
        await _survives(tab, form, everything=everything)
    folio = await send(house, ("agua", "fugas"), "Hay una fuga en la calle Hidalgo")
    await _look_up(tab, folio, await pin_of(house, folio))
    wrote = f"[...document.querySelectorAll('.mine')].some((one) => one.innerText.includes('{TEXT}'))"
    await _survives(
        tab, Form(CASE, "#message", "case-write", f"{folio} mensaje", wrote, "case-more"), everything=everything
    )
    await ask(house, folio, "¿Entre qué calles?")
    await _survives(
        tab, Form(CASE, "#reply", "case-clarify", f"{folio} aclarar", f"!document.querySelector('#reply') && {wrote}")
    )
    await answer(house, folio, "Quedó reparada")
    reopened = "document.querySelector('[data-state=reopened]')"
    await _survives(
        tab,
        Form(CASE, "#why", "case-reopen", f"{folio} reabrir", reopened, "case-not-settled", boxes=("#cause-partly",)),
    )
    asked = Form(RIGHTS, "#text", "right-send", f"{folio} datos", "location.search", boxes=("#right-rectification",))
    await _survives(tab, asked)
    await ask_of_rights(house, folio, "¿Cuál es el dato?")
    (request,) = await house.rows("SELECT id FROM rights_request WHERE folio = $1", folio)
    clarified = "!document.querySelector('#reply')"
    await _survives(tab, Form(RIGHTS, "#reply", "right-clarify", f"{folio} datos {request['id']}", clarified))
    folio, pin = await attended(house, "mujeres", "talleres")
    await _look_up(tab, folio, pin)
    await tab.evaluate("document.querySelector('[data-testid=word-no]').click()")
    said = f"document.querySelector('[data-testid=word-text]')?.innerText.includes('{TEXT}')"
    why = Form(CASE, "#why", "word-why-send", f"{folio} falta", said, boxes=("#cause-partly",))
    await tab.until("document.querySelector('#why')")
    await _survives(tab, why)


async def _survives(tab: Tab, form: Form, *, everything: bool = False) -> None:
    text = f"{TEXT} {form.button}"  # what was written is known to be sent by its words
    await tab.begin(form, text)
    await tab.reload()
    await tab.holds(form, text)
    await tab.open("/aviso")
    await tab.back()
    await tab.holds(form, text)
    if everything:
        if form.key != TAB:
            other = await tab.another()
            await other.open(form.path)
            await other.holds(form, text)
            await other.close()
        async with tab.breaking("HEAD"):
            await tab.send(form)
        await tab.until("document.querySelector('[data-offline]:not([hidden])')")
        await tab.holds(form, text)
    async with tab.breaking("POST"):
        await tab.send(form)
    await tab.broken_off()
    await tab.open(form.path)
    await tab.holds(form, text)
    await tab.send(form)
    await tab.until(form.done)
    await tab.keeps_nothing(form)


async def _look_up(tab: Tab, folio: str, pin: str) -> None:
    await tab.open("/seguimiento")
    await tab.evaluate(f"document.querySelector('#folio').value = '{folio}'")
    await tab.evaluate(f"document.querySelector('#pin').value = '{pin}'")
    await tab.evaluate("document.querySelector('[data-testid=follow-submit]').click()")
    await tab.until("document.querySelector('[data-testid=found]')")


async def test_what_is_still_being_stored_as_the_page_is_left_is_there_again(
    house: Installation, chrome: Browser
) -> None:
    visitor = await visit(chrome, house.url, screen=PHONE)
    tab = Tab(visitor.page)
    await tab.begin(PETITION, "Una fuga")
    await tab.evaluate(AWAIT_PUT)
    other = await tab.another()
    await other.open("/aviso")
    await other.evaluate(HOLD_DRAFTS)
    await tab.write(PETITION.field, " en la esquina")
    await tab.until("window.put")
    await tab.reload()
    await other.evaluate("window.held = false")
    await tab.holds(PETITION, "Una fuga en la esquina")
    await other.close()
    await visitor.close()


async def test_a_complaint_is_asked_about_before_it_is_left_and_nothing_of_it_is_kept(
    house: Installation, chrome: Browser
) -> None:
    visitor = await visit(chrome, house.url, screen=PHONE)
    page, tab, asked = visitor.page, Tab(visitor.page), list[str]()

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.dismiss()

    await tab.begin(COMPLAINT, TEXT)
    page.on("dialog", stay)
    await page.evaluate("location.reload()")
    await tab.until("document.readyState === 'complete'")
    while not asked:
        await page.wait_for_timeout(20)
    await tab.holds(COMPLAINT, TEXT)
    async with tab.breaking("HEAD"):
        await tab.send(COMPLAINT)
    await tab.until("document.querySelector('[data-offline]:not([hidden])')")
    await tab.holds(COMPLAINT, TEXT)
    assert await page.evaluate("sessionStorage.length") == 0
    await tab.keeps_nothing(replace(COMPLAINT, key="petition"))
    await tab.send(COMPLAINT)
    await tab.until(COMPLAINT.done)
    assert asked == ["beforeunload"]
    await visitor.close()


async def test_whoever_comes_after_on_the_device_sees_nothing_of_it(house: Installation, chrome: Browser) -> None:
    """Neither by going back, once it was deleted from here, nor under a folio of their own."""
    visitor = await visit(chrome, house.url, screen=PHONE)
    tab = Tab(visitor.page)
    folio = await send(house, ("agua", "fugas"), "Hay una fuga en la calle Allende")
    own = await send(house, ("agua", "fugas"), "Se cayó un árbol")
    await _look_up(tab, folio, await pin_of(house, folio))
    form = Form(CASE, "#message", "case-write", f"{folio} mensaje", "", "case-more")
    await tab.begin(form, TEXT)
    await tab.reload()
    await tab.holds(form, TEXT)
    await visitor.context.clear_cookies()
    await _look_up(tab, own, await pin_of(house, own))
    await tab.holds(form, "")
    await _look_up(tab, folio, await pin_of(house, folio))
    await tab.holds(form, TEXT)
    await tab.evaluate("document.querySelector('[data-testid=case-forget]').click()")
    await tab.until("document.querySelector('[data-testid=forgotten]')")
    await tab.back()
    await tab.until("location.pathname === '/seguimiento' && document.querySelector('#folio')")
    assert not await tab.evaluate("document.body.innerText.includes('Allende')")
    await tab.keeps_nothing(form)
    await visitor.close()


async def test_a_draft_is_deleted_on_the_page_that_refused_the_form(house: Installation, chrome: Browser) -> None:
    """Its address takes forms only: the page of the folio follows, without what was written."""
    visitor = await visit(chrome, house.url, screen=PHONE)
    tab = Tab(visitor.page)
    folio = await send(house, ("agua", "fugas"), "Hay una fuga en la calle Rayón")
    await _look_up(tab, folio, await pin_of(house, folio))
    form = Form(CASE, "#message", "case-write", f"{folio} mensaje", "", "case-more")
    await tab.begin(form, " ")
    await tab.send(form)
    await tab.until(f"location.pathname === '{CASE}/mensaje'")
    await tab.holds(form, " ")
    await tab.write(form.field, TEXT)
    await tab.evaluate("document.querySelector('#message').form.querySelector('[data-draft-said] button').click()")
    await tab.until(f"location.pathname === '{CASE}'")
    await tab.holds(form, "")
    await tab.keeps_nothing(form)
    await visitor.close()
