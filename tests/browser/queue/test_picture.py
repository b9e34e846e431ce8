"""A picture of what somebody holds up: asked for, refused, allowed, taken from what the director sees, and found in the case."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Director, Matter
from tests.browser.probe import sees, until
from tests.browser.queue.test_call_screen import UPRIGHT, in_call
from tests.browser.queue.test_desk import CALL, fits

KEPT = "SELECT media_type, case_id FROM case_attachment WHERE author = 'staff' ORDER BY at"
RED = """(() => { const canvas = document.querySelector("canvas.picture-taken");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let red = 0;
    for (let at = 0; at < data.length; at += 4) red += data[at] > 120 && data[at + 1] < 110 && data[at + 2] < 110;
    return red > data.length / 8; })()"""
"""Most of it is of the citizen's camera, before which a bar moves."""


@pytest.mark.long
async def test_one_picture_for_each_yes_goes_into_the_case(people: People, house: Installation) -> None:
    before = len(await house.rows(KEPT))
    citizen, director = await in_call(people, Matter("agua", "fugas"), UPRIGHT)
    await _asks(director, citizen)
    await citizen.press("picture-no")
    await expect(director.see("picture")).to_have_attribute("data-picture", "refused")
    await _asks(director, citizen)
    await citizen.press("picture-yes")
    await citizen.sees("picture-note", "Acerque el documento")
    await citizen.press("camera-off")
    await expect(director.see("remote")).to_have_attribute("data-seen", "false")
    await director.press("picture-take")
    await director.sees("picture-unseen")
    await expect(director.page.locator("canvas.picture-taken")).to_be_hidden()
    await citizen.press("camera-off")
    await expect(director.see("remote")).to_have_attribute("data-seen", "true")
    await sees(director.page, "red")
    await director.press("picture-take")
    await until(director.page, RED)
    await fits(director, *CALL, "picture-keep")
    await director.press("picture-keep")
    await expect(director.see("picture")).to_have_attribute("data-picture", "kept")
    await citizen.sees("picture-note", "Se guardó una imagen")
    await director.end_call()
    await director.record("in_process", "inspection")
    await citizen.at("served")
    await director.close_room()
    *_, (kind, case_id) = rows = await house.rows(KEPT)
    assert (len(rows), kind) == (before + 1, "image/jpeg") and case_id is not None
    assert people.problems() == []


async def _asks(director: Director, citizen: Citizen) -> None:
    await director.open_menu("call-more")
    await director.press("ask-picture")
    await citizen.sees("picture", "una imagen")
