"""In the midst of a call a citizen goes on on another device, and so does the director: the cameras' colours tell."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import People
from tests.browser.people import Citizen, Director, Matter, Person
from tests.browser.probe import falls_silent, hears, sees, until
from tests.browser.queue.scenes import conclude, talk

HERE = Matter("servicios-publicos", "alumbrado")
CAMERAS_OFF = "probe.camerasOpen() === 0"


async def link_of(person: Person) -> str:
    """The link that another device opens."""
    await person.go_elsewhere()
    await expect(person.see("qr")).to_be_visible()
    return await person.see("device-link").input_value()


async def person_of(director: Director) -> str:
    """What the desk says of the person of the call, without how long it lasts."""
    return re.sub(r"menos de un minuto|\d+ minutos?", "", await director.see("current").inner_text())


async def confirm(page: Page, link: str, what: str) -> None:
    """Opens the link, reads what will happen, and presses the button."""
    await page.goto(link)
    await expect(page.get_by_test_id(f"carries-{what}")).to_be_visible()
    assert "#" not in page.url, "the address keeps the code"
    await page.get_by_test_id("continue-here").click()


@pytest.mark.long
async def test_citizen_and_director_change_their_devices_in_the_call(people: People) -> None:
    citizen, director = await people.citizen("red"), await people.director(HERE.department, "blue")
    await citizen.join(HERE)
    await director.open_room()
    await director.call_next()
    await citizen.answer()
    await sees(director.page, "red")
    place = await person_of(director)

    phone = await people.bring(Citizen, "green")
    await confirm(phone.page, await link_of(citizen), "ticket")
    await phone.at("call")
    await sees(director.page, "green")
    await sees(phone.page, "blue")
    await hears(phone.page)
    assert await person_of(director) == place
    await director.phase("in_call")
    await citizen.sees("refused", "Su turno continúa en otro dispositivo")
    await falls_silent(citizen.page)

    tablet = await people.bring(Director, "red")
    await confirm(tablet.page, await link_of(director), "room")
    await tablet.phase("in_call")
    await sees(phone.page, "red")
    await sees(tablet.page, "green")
    await hears(phone.page)
    await director.sees("refused", "Esta sala continúa en otro dispositivo")
    for old in (citizen, director):
        await until(old.page, CAMERAS_OFF)

    await tablet.end_call()
    await tablet.record("resolved_immediately", "information_given")
    await phone.at("served")
    await tablet.close_room()
    for old in (citizen, director):
        old.visitor.watch.forgive()  # the browser's console notes that their sockets were refused
    assert people.problems() == []


@pytest.mark.long
async def test_two_consoles_of_one_director_do_not_take_the_call_from_each_other(people: People) -> None:
    citizen, desk = await people.citizen("red"), await people.director(HERE.department, "blue")
    laptop = await people.director(HERE.department, "green")
    await citizen.join(HERE)
    await desk.open_room()
    await laptop.sees("other-tab")
    await talk(desk, citizen, "blue")
    for taken, taker, colour in ((desk, laptop, "green"), (laptop, desk, "blue")):
        await taker.press("use-here")
        await taken.sees("other-tab")
        await expect(taker.see("other-tab")).to_be_hidden()
        await sees(citizen.page, colour)
        await sees(taker.page, "red")
        await until(taken.page, CAMERAS_OFF)
    await conclude(desk, citizen)
    await desk.close_room()
    assert people.problems() == []


async def test_without_script_the_code_is_typed_and_a_used_one_opens_nothing(people: People) -> None:
    citizen = await people.citizen("red")
    number = await citizen.join(HERE)
    await citizen.choose_option("elsewhere")
    code = (await citizen.see("device-code").inner_text()).strip()
    plain = await people.citizen("green", script=False)
    await plain.page.goto("/continuar")
    await plain.sees("carries-ticket")
    await plain.page.locator("#code").fill(code.lower())
    await plain.press("continue-here")
    await expect(plain.page.locator(".ticket-number")).to_have_text(number)
    await plain.page.goto("/continuar")
    await plain.page.locator("#code").fill(code)
    await plain.press("continue-here")
    await expect(plain.see("continue")).to_have_attribute("data-code", "device_code_unknown")
    await citizen.sees("refused")
    phone = await people.citizen("red")
    await phone.page.context.add_cookies(await plain.page.context.cookies())  # type: ignore[arg-type]
    await phone.page.goto("/turno")
    await phone.leave()
