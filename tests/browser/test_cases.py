"""An officer works on a case to its answer: without script, and with the keyboard alone."""

from playwright.async_api import expect

from tests.browser.conftest import People, engine_alone
from tests.browser.installation import Installation
from tests.browser.keyboard import press, tab_to
from tests.browser.people import Staff
from tests.browser.petitions import send

browsers = engine_alone

PLACE = ("bienestar", "programas")
LOGIN = f"direccion-{PLACE[0]}"


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
