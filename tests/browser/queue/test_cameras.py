"""During a call both sides change to another camera; the call's connection stays as it is."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.people import Citizen, Director, Matter, Person
from tests.browser.probe import hears, sees, until
from tests.browser.queue.scenes import conclude, talk
from tests.browser.queue.test_call_screen import CONTROLS, UPRIGHT, fills_the_window

SECOND = Path(__file__).with_name("two_cameras.js")
MIRRORED = "getComputedStyle(document.querySelector('[data-testid=self-video]')).transform !== 'none'"
NEGOTIATED = "JSON.stringify(probe.peers.map((pc) => pc.localDescription?.sdp))"


async def with_two_cameras(*persons: Person) -> None:
    """From the next page on."""
    for person in persons:
        await person.visitor.context.add_init_script(path=SECOND)


@pytest.mark.long
async def test_a_document_is_shown_by_the_camera_behind(people: People) -> None:
    citizen, director = await people.citizen("red", screen=UPRIGHT), await people.director("agua", "blue")
    await with_two_cameras(citizen, director)
    await director.page.reload()
    await director.open_room()
    await citizen.join(Matter("agua", "fugas"))
    await talk(director, citizen)
    before = await citizen.page.evaluate(NEGOTIATED)
    assert await citizen.page.evaluate(MIRRORED)
    await _flips(citizen, director)
    await _finds_it_held(citizen, director)
    await _chooses_it_from_the_list(citizen, director)
    assert await citizen.page.evaluate(NEGOTIATED) == before
    await director.open_menu("call-more")
    await director.see("choose-camera").select_option("rear")
    await sees(citizen.page, "green")
    await hears(director.page)
    await hears(citizen.page)
    await conclude(director, citizen)
    await director.close_room()
    assert people.problems() == []


async def _flips(citizen: Citizen, director: Director) -> None:
    """One press, and one press back; its own picture shows writing the right way round."""
    await citizen.press("flip-camera")
    await sees(director.page, "green")
    await sees(citizen.page, "green", video="self-video")
    await until(citizen.page, f"!({MIRRORED})")
    await fills_the_window(citizen, (*CONTROLS, "flip-camera"))
    await citizen.press("flip-camera")
    await sees(director.page, "red")
    await until(citizen.page, MIRRORED)


async def _finds_it_held(citizen: Citizen, director: Director) -> None:
    """Another application has it: the one from before goes on, and it is said."""
    await citizen.page.evaluate("twoCameras.hold(true)")
    await citizen.open_more()
    await citizen.see("choose-camera").select_option("rear")
    await expect(citizen.see("device-trouble")).to_have_attribute("data-trouble", "kept")
    await until(citizen.page, "probe.camerasOpen() === 1")
    await sees(director.page, "red")
    await citizen.press("trouble-understood")
    await expect(citizen.see("device-trouble")).to_have_count(0)


async def _chooses_it_from_the_list(citizen: Citizen, director: Director) -> None:
    await citizen.page.evaluate("twoCameras.hold(false)")
    await citizen.see("choose-camera").select_option("rear")
    await expect(citizen.see("device-trouble")).to_have_count(0)
    await sees(director.page, "green")
    await citizen.close_sheet()
