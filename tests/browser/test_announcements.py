"""Announcements of administration at the width of a telephone: written by keys, refused when past, read, found,
subscribed to, and over."""

import pytest
from playwright.async_api import expect

from tests.browser.chromium import PHONE
from tests.browser.conftest import People, engine_alone
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Staff
from tests.browser.walks.barriers import barriers, too_wide

browsers = engine_alone

PAGE, FIELD = "/administracion/anuncios", "#add-announcement-"
TEXT = "Hay obras en la entrada: entre por la plaza"


@pytest.mark.long
async def test_an_announcement_is_written_by_keys_read_and_over(house: Installation, people: People) -> None:
    office = await people.bring(Staff, "green", screen=PHONE)
    await office.sign_in("administracion", house.passwords["administracion"])
    page = office.page
    await page.goto(PAGE)
    await office.sees("none-yet")
    await office.see("new-announcement").focus()
    await page.keyboard.press("Enter")
    await page.locator(f"{FIELD}text_es").fill(TEXT)
    await page.locator(f"{FIELD}until").fill("2020-01-01T08:00")
    office.visitor.watch.forgive()
    await page.keyboard.press("Enter")
    await expect(office.see("error-summary")).to_be_focused()
    assert not await too_wide(page) and not await barriers(page)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator(f"{FIELD}until")).to_be_focused()
    await expect(page.locator(f"{FIELD}text_es")).to_have_value(TEXT)
    await page.locator(f"{FIELD}until").fill("2099-12-31T14:00")
    await page.keyboard.press("Enter")
    await office.sees("done")
    await expect(page.locator("tbody tr")).to_have_count(1)
    assert not await too_wide(page) and not await barriers(page)

    reader = await people.bring(Citizen, "red", screen=PHONE, script=False)
    for path, feed in (("/", "/avisos.atom"), ("/areas/agua", "/avisos.atom?area=agua")):
        await reader.page.goto(path)
        await reader.sees("standing", TEXT)
        assert not await too_wide(reader.page)
        assert TEXT in await (await reader.page.request.get(feed)).text()
    await reader.page.goto("/directorio?q=ovras+en+la+entrada")
    await reader.sees("announced", TEXT)
    assert not await too_wide(reader.page)
    await page.goto("/directorio?q=ovras+en+la+entrada")
    await office.sees("announced", TEXT)
    assert not await too_wide(page) and not await barriers(page)
    await page.goto(PAGE)
    assert await house.rows("UPDATE announcement SET until = app_now() WHERE standing IS NOT NULL RETURNING id")
    await reader.page.goto("/")
    await expect(reader.see("standing")).to_have_count(0)
    assert TEXT not in await (await reader.page.request.get("/avisos.atom")).text()
    await reader.page.goto("/directorio?q=ovras+en+la+entrada")
    await expect(reader.see("directory-found")).not_to_contain_text(TEXT)
    await office.press("undo")
    await office.sees("none-yet")
