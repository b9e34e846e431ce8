"""The mayor knocks at a call: refused without a word, then let in by both; and the curtain, when strangers come near."""

from playwright.async_api import Page, expect

from tests.browser.conftest import People
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Director, Matter
from tests.browser.probe import hears, sees
from tests.browser.queue.scenes import LIMITS, conclude, talk

NAME, MATTER, NOTE = "Zenaida Quetzal", "El trato en la ventanilla catorce", "Lleva tres visitas por lo mismo"
PRESENT = "Presidencia Municipal"
EVERYTHING = """[document.title, document.documentElement.outerHTML,
    ...[...document.querySelectorAll("input, textarea, select")].map((one) => one.value)].join("\\n")"""
PICTURES = "document.querySelectorAll('video, canvas').length"


async def test_a_knock_is_refused_then_both_agree_and_a_curtain_hides_it_all(
    people: People, house: Installation
) -> None:
    citizen = await people.citizen("red")
    await citizen.join(Matter("seguridad", "vigilancia", NAME, MATTER))
    director = await people.director("seguridad")
    await director.open_room()
    mayor = await people.mayor("green")
    await mayor.open_room()
    await talk(director, citizen)
    await _is_refused(house, mayor, director, citizen)
    await _is_let_in(mayor, director, citizen)
    await _promises(mayor, citizen)
    await _draws_the_curtain(director)
    await citizen.press("end-stay")
    await mayor.phase("available")
    await expect(citizen.see("present")).to_have_count(0)
    await conclude(director, citizen)
    await citizen.sees("promised", "Revisar el caso")
    for room in (mayor, director):
        await room.close_room()
    assert people.problems() == []


async def _is_refused(house: Installation, mayor: Director, director: Director, citizen: Citizen) -> None:
    """The citizen says no: nobody is told so, and when the time is over it is only not now."""
    await mayor.press("knock-at")
    await mayor.sees("knocking", "Seguridad Pública")
    await citizen.sees("knock", PRESENT)
    await director.press("knock-yes")
    await director.sees("knock-answered")
    await citizen.press("knock-no")
    await expect(citizen.see("knock")).to_have_count(0)
    await mayor.sees("knocking")
    await director.sees("knock-answered")
    await house.pass_time(LIMITS.knock_seconds)
    await mayor.sees("not-now", "Ahora no.")
    await expect(director.see("knock-answered")).to_have_count(0)
    await director.phase("in_call")


async def _is_let_in(mayor: Director, director: Director, citizen: Citizen) -> None:
    await mayor.press("knock-at")
    await citizen.press("knock-yes")
    await director.press("knock-yes")
    await mayor.phase("assisting")
    for page, first, second in (
        (citizen.page, "blue", "green"),
        (director.page, "red", "green"),
        (mayor.page, "red", "blue"),
    ):
        await sees(page, first)
        await sees(page, second, video="second-video")
    await citizen.sees("present", PRESENT)
    await director.sees("present", PRESENT)
    await mayor.sees("present", "usted")


async def _promises(mayor: Director, citizen: Citizen) -> None:
    await mayor.press("promise-open")
    await mayor.see("promise").fill("Revisar el caso")
    await mayor.see("promise-owner").select_option(label="Seguridad Pública y Tránsito")
    await mayor.see("promise-due").fill("2099-01-01")
    await mayor.press("promise-send")
    await citizen.sees("promised", "Revisar el caso")
    await mayor.sees("owed", "Revisar el caso")


async def _draws_the_curtain(director: Director) -> None:
    """One key: nothing personal is left in the page, the sound goes on, and what was written is there again."""
    page = director.page
    await page.locator("#step").fill(NOTE)
    before = await page.evaluate(EVERYTHING)
    for personal in (NAME, MATTER, NOTE):
        assert personal in before
    await page.keyboard.press("F9")
    await director.sees("curtain")
    await _holds_nothing(page)
    await hears(page)
    await _holds_nothing(page)
    await page.keyboard.press("F9")
    await expect(page.locator("#step")).to_have_value(NOTE)
    await expect(page.locator("#step")).to_be_focused()
    await sees(page, "red")
    await sees(page, "green", video="second-video")
    await director.press("curtain-draw")
    await director.press("curtain-open")
    await director.sees("current", NAME)
    await page.locator("#step").fill("")


async def _holds_nothing(page: Page) -> None:
    now = await page.evaluate(EVERYTHING)
    for personal in (NAME, MATTER, NOTE):
        assert personal not in now
    assert await page.evaluate(PICTURES) == 0
