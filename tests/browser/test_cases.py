"""An officer works on a case to its answer: without script, and with the keyboard alone."""

import pytest
from playwright.async_api import FilePayload, expect

from tests.browser.conftest import People, engine_alone
from tests.browser.installation import Installation
from tests.browser.keyboard import press, tab_to
from tests.browser.people import Staff
from tests.browser.petitions import send
from tests.unit.http.uploads import corpus

browsers = engine_alone

PLACE = ("bienestar", "programas")
LOGIN = f"direccion-{PLACE[0]}"


@pytest.mark.long
async def test_without_script(house: Installation, people: People) -> None:
    folio = await send(house, PLACE, "Pido informes de la beca.")
    officer = await people.bring(Staff, "blue", script=False)
    await officer.sign_in(LOGIN, house.passwords[LOGIN])
    page = officer.page
    await officer.press("cases-link")
    await page.get_by_role("link", name=folio).click()
    await officer.sees("matter", "Pido informes de la beca.")
    await officer.press("take")
    await officer.press("begin")
    await officer.sees("done")
    await officer.press("act-question")
    await page.locator("#question").fill("¿Para qué grado?")
    await officer.press("ask")
    await expect(officer.see("urgency").first).to_have_attribute("data-urgency", "stopped")
    await page.locator("#answer").fill("La convocatoria abre el lunes.")
    await officer.press("answer-preview")
    await officer.sees("answer-document", "La convocatoria abre el lunes.")
    await officer.press("answer-edit")
    await page.locator("#answer").fill("La convocatoria abre el martes.")
    await officer.press("answer-preview")
    await officer.press("answer-send")
    await expect(officer.see("case-page")).to_have_attribute("data-state", "answered")
    await officer.sees("said-answer", "La convocatoria abre el martes.")
    async with page.expect_download() as download:
        await officer.press("answer-pdf")
    assert (await download.value).suggested_filename == f"respuesta-{folio}.pdf"
    async with page.expect_download() as download:
        await officer.press("file")
    assert (await download.value).suggested_filename == "bache.jpg"


@pytest.mark.long
async def test_what_goes_to_all_is_looked_at_again_when_one_changed(house: Installation, people: People) -> None:
    folios = [
        await send(house, PLACE, "La luminaria de la plaza no prende.", contact=f"722 123 41 {number:02}", files=())
        for number in range(3)
    ]
    officer = await people.bring(Staff, "blue")
    await officer.sign_in(LOGIN, house.passwords[LOGIN])
    page = officer.page
    await page.goto(f"/expedientes/{folios[0]}/juntar")
    for folio in folios[1:]:
        await page.locator(f"#case-{folio}").check()
    await officer.press("join")
    await officer.press("act-message")
    await page.locator("#message").fill("La cuadrilla va mañana.")
    await page.locator("#others-message").check()
    name = page.locator("[data-names-refused]").first
    photo = FilePayload(name="Rosa Pérez Luna.jpg", mimeType="image/jpeg", buffer=corpus.jpeg())
    await page.locator("#message_files").set_input_files(photo)
    async with page.expect_request(lambda one: one.method == "POST" and "/expedientes/" in one.url) as request:
        await officer.press("write")
    assert (await request.value).url.endswith("/nombres"), "the files were not sent"
    await expect(name).to_be_visible()
    officer.visitor.watch.forgive()
    photo = FilePayload(name="luminaria.jpg", mimeType="image/jpeg", buffer=corpus.jpeg())
    await page.locator("#message_files").set_input_files(photo)
    other = await page.context.new_page()
    await other.goto(f"/expedientes/{folios[2]}")
    await other.locator("[data-testid=separate]").click()
    await expect(other.locator("[data-testid=done]")).to_be_visible()
    await other.close()
    await officer.press("write")
    await officer.sees("other-went", folios[2])
    await officer.sees("files-not-sent", "luminaria.jpg")
    await expect(page.locator("#message")).to_have_value("La cuadrilla va mañana.")
    await expect(page.locator("#others-message")).to_be_checked()
    officer.visitor.watch.forgive()
    await page.locator("#message_files").set_input_files(photo)
    await officer.press("write")
    await officer.sees("done", "También se hizo con otros: 1.")


async def test_with_the_keyboard_alone(house: Installation, people: People) -> None:
    folio = await send(house, PLACE, "Pido informes de la beca.")
    officer = await people.bring(Staff, "blue")
    await officer.sign_in(LOGIN, house.passwords[LOGIN])
    await officer.open_menu()
    await officer.sees("cases-link")
    await officer.page.goto("/expedientes")
    await tab_to(officer, f"open-{folio}")
    await press(officer, "Enter")
    await officer.sees("matter")
    await tab_to(officer, "take")
    await press(officer, "Enter")
    await expect(officer.see("done")).to_be_focused()
    await tab_to(officer, "act-note")
    await press(officer, "Enter")
    await press(officer, "Tab")
    await officer.page.keyboard.type("Pedir la lista a la jefa de becas.")
    await tab_to(officer, "note")
    await press(officer, "Enter")
    await officer.sees("said-note", "Pedir la lista a la jefa de becas.")
