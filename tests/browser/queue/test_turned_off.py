"""Who turns microphone or camera off: the other one sees it at once, and who speaks unheard is told."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.people import Citizen, Matter, Person
from tests.browser.probe import hears, sees
from tests.browser.queue.scenes import conclude
from tests.browser.queue.test_call_screen import CONTROLS, UPRIGHT, fills_the_window, in_call
from tests.browser.queue.test_desk import CALL, fits

SILENT, DARK = "Silenció su micrófono", "apagó su cámara"


@pytest.mark.long
async def test_each_side_sees_what_the_other_turned_off(people: People) -> None:
    citizen, director = await in_call(people, Matter("agua", "fugas"), UPRIGHT)
    for one, other, colour in ((director, citizen, "blue"), (citizen, director, "red")):
        await one.press("mute")
        await other.sees("remote-muted", SILENT)
        await one.press("camera-off")
        await other.sees("remote", DARK)
        await other.sees("spoken", DARK)
        await _speaks_unheard(one)
        if isinstance(one, Citizen):
            await fills_the_window(citizen, CONTROLS)
        else:
            await fits(director, *CALL, "unheard")
        await one.press("unmute")
        await expect(other.see("remote-muted")).to_have_count(0)
        await expect(one.see("unheard")).to_have_count(0)
        await one.press("camera-off")
        await expect(other.see("remote")).not_to_contain_text(DARK)
        await sees(other.page, colour)
        await hears(other.page)
    await citizen.press("mute")
    await director.sees("remote-muted", SILENT)
    # What was off stays off on a page that comes back, as on a telephone that discarded the tab.
    await citizen.page.reload()
    await sees(director.page, "red")
    await director.sees("remote-muted", SILENT)
    await citizen.press("mute")
    await hears(director.page)
    await expect(director.see("remote-muted")).to_have_count(0)
    await conclude(director, citizen)
    await director.close_room()
    assert people.problems() == []


async def _speaks_unheard(one: Person) -> None:
    await one.sees("unheard", "Su micrófono está apagado")
