"""The director shows a screen: the citizen has it large, with the director's face small, until it is over in any of its ways."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.people import Citizen, Director, Matter
from tests.browser.probe import hears, sees, until
from tests.browser.queue.scenes import asked_in, conclude
from tests.browser.queue.test_call_screen import CONTROLS, UPRIGHT, fills_the_window, in_call
from tests.browser.queue.test_desk import CALL, fits

BY_THE_BROWSER = """(() => { const { track } = probe.peers.at(-1).getTransceivers()[2].sender;
    track.stop(); track.dispatchEvent(new Event("ended")); })()"""
"""As its own button "stop sharing" does."""
SIZES = """(() => { const size = (id) => document.querySelector(`[data-testid=${id}]`).getBoundingClientRect().width;
    return size("screen-shown") / size("remote"); })()"""
SENDS = "probe.peers.at(-1).getTransceivers()[2].sender.track !== null"


@pytest.mark.long
async def test_a_screen_is_shown_large_and_ends_in_each_of_its_ways(people: People) -> None:
    citizen, director = await in_call(people, Matter("agua", "fugas"), UPRIGHT)
    assert not await director.page.evaluate(SENDS)
    await _shares(director, citizen)
    await fits(director, *CALL, "stop-sharing")
    await fills_the_window(citizen, CONTROLS)
    assert await citizen.page.evaluate(SIZES) > 3
    await sees(citizen.page, "blue")
    await hears(citizen.page)
    await director.press("stop-sharing")
    await _is_over(director, citizen)
    await _shares(director, citizen)
    await director.page.evaluate(BY_THE_BROWSER)
    await _is_over(director, citizen)
    await _shares(director, citizen)
    await director.press("hold")
    await citizen.sees("on-hold")
    await director.press("unhold")
    await director.phase("in_call")
    await _is_over(director, citizen)
    await sees(citizen.page, "blue")
    await conclude(director, citizen)
    await director.close_room()
    assert people.problems() == []


async def _shares(director: Director, citizen: Citizen) -> None:
    await director.open_menu("call-more")
    await director.press("share-screen")
    await director.sees("sharing", "Está compartiendo su pantalla")
    await expect(citizen.see("screen-shown")).to_have_attribute("data-seen", "true")
    await citizen.sees("spoken", "le muestra su pantalla")
    await until(citizen.page, "document.querySelector('[data-testid=screen-video]').videoWidth > 300")


async def _is_over(director: Director, citizen: Citizen) -> None:
    await expect(director.see("sharing")).to_have_count(0)
    await expect(citizen.see("screen-shown")).to_have_count(0)
    await until(director.page, f"!({SENDS})")


@pytest.mark.long
async def test_of_three_the_second_directors_screen_is_large_for_both_others(people: People) -> None:
    citizen, host = await in_call(people, Matter("bienestar", "programas"), UPRIGHT)
    guest = await people.director("tesoreria", "green")
    await guest.open_room()
    await asked_in(host, "tesoreria", guest)
    await _shares(guest, citizen)
    await expect(host.see("screen-shown")).to_have_attribute("data-seen", "true")
    await fits(host, *CALL)
    await fills_the_window(citizen, CONTROLS)
    for one in (citizen, host):
        assert await one.page.evaluate(SIZES) > 3
    await host.open_menu("call-more")
    await expect(host.see("share-screen")).to_have_count(0)
    await guest.press("leave-assist")
    await guest.phase("available")
    await _is_over(guest, citizen)
    await expect(host.see("screen-shown")).to_have_count(0)
    await conclude(host, citizen)
    for director in (host, guest):
        await director.close_room()
    assert people.problems() == []
