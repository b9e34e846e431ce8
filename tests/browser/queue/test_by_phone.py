"""Attention by telephone: from the front desk's slip to the result, and a video call that goes on by telephone."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.installation import Installation
from tests.browser.people import Citizen, FrontDesk, Matter


@pytest.mark.long
async def test_the_slip_of_a_telephone_call_is_printed_and_the_number_is_dialled(
    people: People, house: Installation
) -> None:
    desk = await people.bring(FrontDesk, "green", script=False)
    await desk.sign_in("ventanilla", house.passwords["ventanilla"])
    number = await desk.give_number("phone", "tesoreria", "predial", "Julia Mora", "722 555 0142")
    folio, pin = await desk.see("slip-folio").inner_text(), await desk.see("slip-pin").inner_text()
    await desk.page.emulate_media(media="print")
    assert await desk.page.locator("header, footer, .no-print").filter(visible=True).count() == 0
    receipt, sheet = await desk.page.pdf(width="80mm", height="150mm"), await desk.page.pdf(format="A6")
    assert [paper.count(b"/Type /Page\n") for paper in (receipt, sheet)] == [1, 1]
    await desk.page.emulate_media(media="screen")

    director = await people.director("tesoreria")
    await director.open_room_at_once()
    await expect(director.see(f"waiting-{number}")).to_contain_text("Por teléfono")
    await director.call_next()
    await expect(director.see("phone-number")).to_have_attribute("href", "tel:+527225550142")
    await director.press("phone-answered")
    await director.phase("in_call")
    await director.end_call()
    await director.record("resolved_immediately", "information_given", note="Queda resuelto")

    await desk.page.goto("/seguimiento")
    await desk.page.locator("#folio").fill(folio)
    await desk.page.locator("#pin").fill(pin)
    await desk.press("follow-submit")
    await desk.sees("found", folio)
    await desk.sees("found", "Queda resuelto")
    await director.close_room()
    assert people.problems() == []


@pytest.mark.long
async def test_a_video_call_goes_on_by_telephone_after_a_question(people: People) -> None:
    citizen: Citizen = await people.citizen("red")
    await citizen.join(Matter("seguridad", "transito", contact="722 555 0177"))
    director = await people.director("seguridad")
    await director.open_room()
    await director.call_next()
    await citizen.answer()
    await director.phase("in_call")
    await director.dial()
    await citizen.at("phone")
    await citizen.sees("phone-words", "le está llamando al número que termina en ..77")
    await expect(director.see("attention")).to_have_attribute("data-live", "false")
    # Nobody's camera stays open for a call that goes by telephone.
    await expect(citizen.page.locator("video")).to_have_count(0)
    await director.press("back-to-video")
    await citizen.at("call")
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    await citizen.at("served")
    await director.close_room()
    assert people.problems() == []
