"""Documents on a telephone and at a desk: published by keys, read, and found, with no barrier on any page."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import People, engine_alone
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Staff
from tests.browser.walks.barriers import barriers, too_wide

browsers = engine_alone

PAGE, FIELD = "/administracion/documentos", "#add-document-"
NAME = "Convocatoria de becas municipales para estudiantes de secundaria y bachillerato 2099"


async def is_well_formed(page: Page) -> None:
    for size in (PHONE, DESK):
        await page.set_viewport_size(size)
        assert not await too_wide(page) and not await barriers(page), (page.url, size)


@pytest.mark.long
async def test_a_call_is_published_by_keys_read_and_found(house: Installation, people: People) -> None:
    reader = await people.bring(Citizen, "red", screen=PHONE)
    await reader.page.goto("/documentos")
    await reader.sees("documents-call", "Por ahora no hay.")
    await is_well_formed(reader.page)
    office = await people.bring(Staff, "green", screen=PHONE)
    await office.sign_in("administracion", house.passwords["administracion"])
    page = office.page
    await page.goto(PAGE)
    await office.sees("none-yet")
    await office.see("new-document").focus()
    await page.keyboard.press("Enter")
    await page.locator(f"{FIELD}what").select_option("call")
    await page.locator(f"{FIELD}name_es").fill(NAME)
    await page.locator(f"{FIELD}summary_es").fill("Entregue su solicitud en la ventanilla de Tesorería")
    await page.locator(f"{FIELD}url").fill("https://example.org/becas.pdf")
    await page.locator(f"{FIELD}department").select_option("tesoreria")
    await page.locator(f"{FIELD}url").press("Enter")
    await expect(office.see("error-summary")).to_be_focused()
    office.visitor.watch.forgive()  # the form that was refused
    await is_well_formed(page)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator(f"{FIELD}until")).to_be_focused()
    await page.locator(f"{FIELD}until").fill("2099-12-31T14:00")
    await page.keyboard.press("Enter")
    await office.sees("done")
    await expect(page.locator("tbody tr")).to_have_count(1)
    await is_well_formed(page)

    for path in ("/documentos", "/directorio/tesoreria", "/directorio?q=vecas+de+bachillerato"):
        await reader.page.set_viewport_size(PHONE)
        await reader.page.goto(path)
        await reader.sees("documents", NAME)
        await is_well_formed(reader.page)
    await reader.page.goto("/directorio")
    await reader.press("to-documents")
    await reader.sees("documents-call", NAME)
    await reader.page.goto("/directorio")
    await reader.page.locator("#q").fill("becas bachillerato")
    await expect(reader.page.get_by_role("option", name=NAME)).to_contain_text("Convocatoria · hasta el")
    await office.press("undo")
    await office.sees("none-yet")
    assert people.problems() == []


async def test_a_director_comes_by_the_menu_to_what_the_department_publishes(
    house: Installation, people: People
) -> None:
    director = await people.bring(Staff, "green", screen=PHONE)
    await director.sign_in("direccion-tesoreria", house.passwords["direccion-tesoreria"])
    page = director.page
    await director.open_menu()
    await director.press("publish-link")
    for new, path in (("new-document", "/publicaciones/documentos"), ("new-announcement", "/publicaciones/anuncios")):
        await page.goto(path)
        await director.press(new)
        await expect(page.locator(f"{FIELD.replace('document', new.removeprefix('new-'))}until")).to_be_visible()
        await is_well_formed(page)
