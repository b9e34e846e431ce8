"""Four in one call, with real cameras: each sees and hears the three others, all are named, and one code is read aloud."""

import asyncio
import time

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import People
from tests.browser.people import Citizen, Director, Matter
from tests.browser.probe import POLL_SECONDS, WITHIN, falls_silent, sees
from tests.browser.queue.scenes import asked_in, conclude
from tests.browser.queue.test_secrecy import CHANGED, begins_sealed, same_code, says
from tests.support.soaking import SOAK

VIDEOS = ("remote-video", "second-video", "third-video")
SOUNDS = """async () => [...(await probe.live().getStats()).values()]
    .filter((stat) => stat.type === "inbound-rtp" && stat.kind === "audio")
    .map((stat) => [stat.id, stat.packetsReceived, stat.totalAudioEnergy ?? 0])"""
HERE, OTHER, MAYOR = "Bienestar y DIF", "Tesorería", "Presidencia Municipal"


async def hears_all(page: Page, others: int) -> None:
    """Waits until sound of so many people arrives at once, each more than before and not only silence."""
    before = {one: (packets, energy) for one, packets, energy in await page.evaluate(SOUNDS)}
    end = time.monotonic() + WITHIN
    while True:
        now = {one: (packets, energy) for one, packets, energy in await page.evaluate(SOUNDS)}
        growing = [
            one
            for one, (packets, energy) in now.items()
            if packets > before.get(one, (0, 0))[0] + 10 and energy > before.get(one, (0, 0))[1] + 1e-6
        ]
        if len(growing) >= others:
            return
        if time.monotonic() > end:
            raise TimeoutError(f"sound of {len(growing)} and not {others}: before {before}, now {now}")
        await asyncio.sleep(POLL_SECONDS)


Present = list[tuple[Citizen | Director, str]]


async def meet(present: Present) -> None:
    """Each sees the others' cameras, in the order in which they came in, and hears them."""
    for person, _ in present:
        others = [colour for other, colour in present if other is not person]
        await expect(person.see("stage")).to_have_attribute("data-parties", str(len(others)))
        for video, colour in zip(VIDEOS, others, strict=False):
            await sees(person.page, colour, video=video)
        await hears_all(person.page, len(others))


# Four windows in a call take more than two cores: beside other tests, guests' pictures wait, as on a line that carries too little.
@pytest.mark.skipif(not SOAK, reason="make soak-secrecy")
async def test_four_see_hear_and_read_each_other_under_one_code(people: People) -> None:
    citizen = await people.citizen("red")
    host, guest = await people.director("bienestar", "yellow"), await people.director("tesoreria")
    mayor = await people.mayor()
    for director in (host, guest, mayor):
        await director.open_room()
    await citizen.join(Matter("bienestar", "programas"))
    await begins_sealed(citizen, host, "yellow")
    await asked_in(host, "tesoreria", guest)
    words = [await same_code(citizen, host, guest)]
    await mayor.press("knock-at")
    await citizen.press("knock-yes")
    await host.press("knock-yes")
    await mayor.phase("assisting")
    four: Present = [(citizen, "red"), (host, "yellow"), (guest, "blue"), (mayor, "green")]
    await says(host, CHANGED)
    words.append(await same_code(*(person for person, _ in four)))
    await meet(four)
    for person, named in (
        (citizen, (HERE, OTHER, MAYOR)),
        (host, (OTHER, MAYOR)),
        (guest, (HERE, MAYOR)),
        (mayor, (HERE, OTHER)),
    ):
        for name in named:
            await person.sees("present", name)
    await expect(citizen.see("end-stay")).to_have_count(1)
    await expect(host.see("assisted")).to_have_count(2)
    # One leaves: what the others send is sealed with other keys, and nothing of it comes any more.
    await guest.press("leave-assist")
    await guest.phase("available")
    await falls_silent(guest.page)
    three = [one for one in four if one[0] is not guest]
    await meet(three)
    for person, _ in three:
        await expect(person.see("present")).not_to_contain_text(OTHER)
        await says(person, "Cifrada de punta a punta")
        await expect(person.see("secrecy")).not_to_contain_text(CHANGED)
    # Comes in again: another code.
    await asked_in(host, "tesoreria", guest)
    await says(host, CHANGED)
    words.append(await same_code(citizen, host, mayor, guest))
    assert len(set(words)) == 3
    await meet([*three, (guest, "blue")])
    await conclude(host, citizen)
    for director in (guest, mayor):
        await director.phase("available")
        await falls_silent(director.page)
    for director in (host, guest, mayor):
        await director.close_room()
    assert people.problems() == []
