"""Calls are encrypted: both pages say so once it is so, and what the media worker has cannot be decoded."""

import os

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.foxes import FoxCitizen, FoxDirector, Foxes, FoxPerson, sees_firefox
from tests.browser.foxes import firefox as firefox
from tests.browser.foxes import foxes as foxes
from tests.browser.lasting import lasts
from tests.browser.people import Citizen, Director, Matter
from tests.browser.probe import WITHIN, hears, is_colour, sees
from tests.browser.queue.scenes import asked_in, conclude
from tests.support.media_files import COLOURS

SEALED, SERVER = "Cifrada de punta a punta", "Protegida hasta el servidor"
CHANGED = "Las palabras cambiaron: compárenlas de nuevo."
AS_FORWARDED = "Object.defineProperty(RTCRtpReceiver.prototype, 'transform', { set() {} })"
"""The page decodes what comes from the media worker as it is: what anybody there could record."""
BEFORE_TRANSFORMS = "delete self.RTCRtpScriptTransform"
"""The browser is as Chromium 133 to 140 were: frames come to scripts by streams (`createEncodedStreams`)."""
FORWARDED = int(os.environ.get("AUDIENCIA_FORWARDED_FRAMES", "20"))
SHOWN = """async (frames) => {
    const received = async () => [...((await probe.live()?.getStats())?.values() ?? [])]
        .reduce((sum, stat) => sum + (stat.type === "inbound-rtp" ? (stat.framesReceived ?? 0) : 0), 0);
    const further = async (frames) => {
        const from = await received();
        while (await received() < from + frames) await new Promise((done) => setTimeout(done, 50));
    };
    // What was under way in the clear is painted by then.
    await further(10);
    const shown = [];
    const video = document.querySelector("[data-testid=remote-video]");
    const next = () => video.requestVideoFrameCallback(() => {
        shown.push(probe.colour("remote-video"));
        next();
    });
    next();
    await further(frames);
    return shown;
}"""
"""The colours of what was painted while so many frames came."""


async def says(person: Citizen | Director, words: str) -> None:
    """They read who can open the call."""
    await expect(person.see("secrecy")).to_contain_text(words)


async def same_code(*present: Citizen | Director) -> tuple[str, ...]:
    """The words that all of them read aloud."""
    read = []
    for person in present:
        await says(person, SEALED)
        await person.press("verify")
        await expect(person.see("verify-code").locator("li")).to_have_count(4)
        signs = await person.see("verify-code").locator("li").all_inner_texts()
        read.append(tuple(" ".join(one.split()) for one in signs))
        await person.press("verify-close")
        await expect(person.see("secrecy")).not_to_contain_text(CHANGED)
    assert len(set(read)) == 1, read
    return read[0]


async def begins_sealed(citizen: Citizen, director: Director, colour: str) -> None:
    """No frame was seen sealed before the answer, whatever was agreed; then each sees and hears the other."""
    await director.call_next()
    await citizen.at("called")
    for person in (citizen, director):
        await says(person, SERVER)
    await citizen.answer()
    for person, shown in ((citizen, colour), (director, "red")):
        await says(person, SEALED)
        await sees(person.page, shown)
        await hears(person.page)


async def cannot_decode(citizen: Citizen, director: Director) -> None:
    """A page that takes what comes as the media worker has it shows nothing of the director, and says that nothing is proven."""
    await citizen.page.add_init_script(AS_FORWARDED)
    await citizen.page.reload()
    await expect(citizen.see("secrecy")).to_have_attribute("data-why", "unproven")
    await says(director, SEALED)
    shown = await citizen.page.evaluate(SHOWN, FORWARDED)
    print(f"{FORWARDED} frames as the media worker has them; painted: {shown}")
    assert not any(is_colour(colour, COLOURS["blue"]) for colour in shown), shown
    await says(citizen, SERVER)


@pytest.mark.long
async def test_a_call_is_sealed_with_keys_agreed_on_anew_with_who_is_there(people: People) -> None:
    citizen = await people.citizen("red")
    host, guest = await people.director("bienestar", "green"), await people.director("tesoreria")
    for director in (host, guest):
        await director.open_room()
    await citizen.join(Matter("bienestar", "programas"))
    await begins_sealed(citizen, host, "green")
    words = [await same_code(citizen, host)]
    # A page is loaded anew.
    await citizen.page.reload()
    await says(host, CHANGED)
    words.append(await same_code(citizen, host))
    await sees(citizen.page, "green")
    await sees(host.page, "red")
    # A second director comes in.
    await asked_in(host, "tesoreria", guest)
    await says(host, CHANGED)
    words.append(await same_code(citizen, host, guest))
    for person, first, second in ((citizen, "green", "blue"), (host, "red", "blue"), (guest, "red", "green")):
        await sees(person.page, first)
        await sees(person.page, second, video="second-video")
    # The first one leaves.
    await host.press("hand-over")
    await host.press("hand-over-confirm")
    await host.phase("available")
    await says(guest, CHANGED)
    words.append(await same_code(citizen, guest))
    await sees(citizen.page, "blue")
    await sees(guest.page, "red")
    await hears(guest.page)
    assert len(set(words)) == len(words)
    await cannot_decode(citizen, guest)
    await conclude(guest, citizen)
    await citizen.page.goto("/su-llamada")
    for said in (SEALED, SERVER):
        await citizen.sees("your-call", said)
    for director in (host, guest):
        await director.close_room()
    assert people.problems() == []


@pytest.mark.long
async def test_a_browser_of_before_transforms_seals_its_call(people: People) -> None:
    """Of those with Android 8 and 9 none gets a newer one: here both, and then a director of today."""
    citizen, host, guest = (
        await people.citizen("red"),
        await people.director("bienestar", "green"),
        await people.director("tesoreria"),
    )
    for person in (citizen, host):
        await person.page.add_init_script(BEFORE_TRANSFORMS)
        await person.page.reload()
    for director in (host, guest):
        await director.open_room()
    await citizen.join(Matter("bienestar", "programas"))
    assert await citizen.page.evaluate("'RTCRtpScriptTransform' in self") is False
    await begins_sealed(citizen, host, "green")
    words = await same_code(citizen, host)
    await asked_in(host, "tesoreria", guest)
    await says(host, CHANGED)
    assert await same_code(citizen, host, guest) != words
    await sees(citizen.page, "blue", video="second-video")
    for person in (citizen, host, guest):
        await hears(person.page)
    await sees(guest.page, "red")
    await conclude(host, citizen)
    for director in (host, guest):
        await director.close_room()
    assert people.problems() == []


async def fox_reads(fox: FoxPerson) -> tuple[str, ...]:
    """The words that somebody with Firefox reads aloud. Who presses what moves or goes at that moment presses again."""
    signs = "[...document.querySelectorAll('[data-testid=verify-code] li')].map(one => one.innerText)"
    for last in (False, False, True):
        await fox.says("secrecy", SEALED)
        await fox.press("verify")
        try:
            await fox.until(f"{signs}.length === 4", within=WITHIN / 3)
            break
        except TimeoutError:
            if last:
                raise
    words = await fox.page.evaluate(signs)
    await fox.press("verify-close")
    return tuple(" ".join(one.split()) for one in words)


async def begin(citizen: FoxCitizen, director: Director | FoxDirector) -> None:
    """They talk, whatever the director's browser is."""
    number = await citizen.join(Matter("contraloria", "trato"))
    assert number.startswith("CI-")
    assert await citizen.page.evaluate("probe.asked()") == 0
    await director.open_room()
    await director.call_next()
    await citizen.answer()


async def end(director: Director | FoxDirector, citizen: FoxCitizen) -> None:
    """The call ends with a result that the citizen reads, and the room closes."""
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    await citizen.at("served")
    await director.close_room()


@pytest.mark.long
async def test_firefox_and_chromium_seal_their_call(foxes: Foxes, people: People) -> None:
    citizen, director = await foxes.citizen(), await people.director("contraloria")
    await begin(citizen, director)

    async def sealed() -> None:
        assert await same_code(director) == await fox_reads(citizen)
        await sees(citizen.page, "blue")
        await sees_firefox(director.page, citizen.page)
        for page in (citizen.page, director.page):
            await hears(page)

    await lasts(sealed, {"firefox": citizen.page, "chromium": director.page})
    await end(director, citizen)
    assert foxes.problems() + people.problems() == []


@pytest.mark.long
async def test_two_with_firefox_seal_their_call(foxes: Foxes) -> None:
    citizen, director = await foxes.citizen(), await foxes.director("contraloria")
    await begin(citizen, director)

    async def sealed() -> None:
        assert await fox_reads(director) == await fox_reads(citizen)
        for one, other in ((citizen, director), (director, citizen)):
            await sees_firefox(one.page, other.page)
            await hears(one.page)

    await lasts(sealed, {"citizen": citizen.page, "director": director.page})
    await end(director, citizen)
    await (await foxes.citizen()).follow(await citizen.says("folio"), await citizen.says("pin"))
    assert foxes.problems() == []
