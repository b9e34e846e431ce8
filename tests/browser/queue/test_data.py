"""What a call costs: said before it, shown in it, and cut down to the voice by one tap and back."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.people import Citizen, Matter
from tests.browser.probe import hears, sees, until


async def mode(citizen: Citizen, wanted: str) -> None:
    """Waits until the server says so too."""
    await citizen.open_more()
    await expect(citizen.see("data-panel")).to_have_attribute("data-mode", wanted)


BELOW_THE_TRIANGLE = """summary => {
    const words = summary.querySelector(".line-grade").getBoundingClientRect();
    const top = summary.getBoundingClientRect().top + parseFloat(getComputedStyle(summary).paddingTop);
    return { high: words.height, below: words.top - top };
}"""
CAMERA_LIMIT = "probe.live().getTransceivers()[1].sender.getParameters().encodings[0].maxBitrate"


@pytest.mark.long
async def test_voice_alone_before_and_in_the_call_and_back(people: People) -> None:
    citizen, director = await people.citizen("red"), await people.director("agua", "blue")
    await director.open_room()
    await citizen.join(Matter("agua", "fugas", name="María Guadalupe Hernández Villavicencio de la Cruz"))
    await citizen.open_options()
    await citizen.sees("data-so-far", "MB")
    await citizen.close_options()
    await director.call_next()
    await citizen.at("called")
    await expect(citizen.see("accept")).to_contain_text("5 MB")
    await expect(citizen.see("accept-voice")).to_contain_text("1 MB")
    await citizen.press("accept-voice")
    await citizen.at("call")
    await mode(citizen, "voice")
    await hears(citizen.page)
    await hears(director.page)
    await citizen.sees("voice-only")
    await expect(director.see("data-mode")).to_have_attribute("data-mode", "voice")
    await expect(citizen.see("data-meter")).to_contain_text("por minuto")
    assert (await citizen.page.evaluate("probe.arrived()"))["videoBytes"] == 0
    await until(citizen.page, "probe.camerasOpen() === 0")

    await citizen.press("data-normal")
    await mode(citizen, "normal")
    await sees(citizen.page, "blue")
    await sees(director.page, "red")
    await citizen.press("data-low")
    await mode(citizen, "low")
    await expect(director.see("data-mode")).to_have_attribute("data-mode", "low")
    await sees(citizen.page, "blue")
    line, wide = director.see("line-citizen"), director.page.viewport_size
    assert wide is not None
    await director.page.set_viewport_size({"width": 360, "height": 800})
    name = await line.locator("summary").evaluate(BELOW_THE_TRIANGLE)
    assert name["high"] > 40 and name["below"] < 10, "the long name breaks, and begins beside its triangle"
    await director.page.set_viewport_size(wide)
    for person in (citizen, director):
        await until(person.page, f"{CAMERA_LIMIT} === 85000")

    await citizen.press("data-voice")
    await mode(citizen, "voice")
    await citizen.sees("voice-only")
    await hears(director.page)
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    await citizen.at("served")
    await director.close_room()
    assert people.problems() == []
