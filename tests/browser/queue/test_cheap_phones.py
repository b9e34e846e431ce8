"""Telephones as people have them: a camera that goes away, a network that changes, and pages inside other applications."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.people import Matter
from tests.browser.probe import hears, sees, until
from tests.browser.queue.scenes import conclude, talk

UNPLUG = """(() => { const [track] = document.querySelector("[data-testid=self-video]").srcObject.getVideoTracks();
    track.stop(); track.dispatchEvent(new Event("ended")); })()"""
FACEBOOK = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 7; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0 "
    "Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/470.0.0.0;]"
)
WHATSAPP = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 WhatsApp/24.10"


@pytest.mark.long
async def test_a_camera_that_goes_is_opened_again_and_a_new_network_carries_the_call_on(people: People) -> None:
    citizen, director = await people.citizen("red"), await people.director("agua", "blue")
    await director.open_room()
    await citizen.join(Matter("agua", "fugas"))
    await talk(director, citizen)
    asked = await citizen.page.evaluate("probe.asked()")
    await citizen.page.evaluate(UNPLUG)
    await until(citizen.page, f"probe.asked() > {asked} && probe.camerasOpen() === 1")
    await sees(citizen.page, "red", video="self-video")
    await sees(director.page, "red")
    await expect(citizen.see("device-trouble")).to_have_count(0)

    before = await citizen.page.evaluate("probe.peers.length")
    await citizen.page.evaluate("dispatchEvent(new Event('online'))")
    await until(citizen.page, f"probe.peers.length > {before} && probe.peers.at(-1).connectionState === 'connected'")
    await until(citizen.page, "probe.peers.at(-2).connectionState === 'closed'")
    await sees(citizen.page, "blue")
    await sees(director.page, "red")
    await hears(director.page)
    await conclude(director, citizen)
    await director.close_room()
    assert people.problems() == []


@pytest.mark.parametrize(("within", "named"), [(FACEBOOK, "Facebook"), (WHATSAPP, "WhatsApp")])
async def test_inside_another_application_the_number_goes_along_to_the_real_browser(
    people: People, within: str, named: str
) -> None:
    shut_in = await people.citizen("red", within=within)
    number = await shut_in.join(Matter("agua", "fugas"), on_page=True)
    await shut_in.sees("real-browser", named)
    await shut_in.press("open-real-browser")
    link = await shut_in.see("real-browser-link").input_value()
    if within == FACEBOOK:
        intent = await shut_in.see("intent").get_attribute("href") or ""
        assert intent.startswith("intent://" + link.removeprefix("http://") + "#Intent;scheme=http;")
    else:
        await shut_in.sees("real-browser", "Abrir en Safari")

    free = await people.citizen("red")
    await free.page.goto(link)
    await free.press("continue-here")
    await free.at("line")
    assert await free.see("number").inner_text() == number
    await shut_in.sees("refused")
    # No program of this machine opens an intent, and a page that is let in no more is an error in its console.
    shut_in.visitor.watch.forgive()
    await free.leave()
    assert people.problems() == []
