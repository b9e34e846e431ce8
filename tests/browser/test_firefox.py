"""Firefox takes part with the product's own pages in one call with Chromium, from either side; among its kind: `test_secrecy.py`.

Firefox's camera has no colour of its own: it changes with each frame. Whose picture is seen is told by comparing it with the
one that the other side shows of itself at the same moment.
"""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.foxes import Foxes, sees_firefox
from tests.browser.foxes import firefox as firefox
from tests.browser.foxes import foxes as foxes
from tests.browser.installation import Installation
from tests.browser.people import Matter
from tests.browser.petitioning import STORED
from tests.browser.petitions import pin_of, send
from tests.browser.probe import hears, sees


@pytest.mark.long
async def test_a_message_that_was_not_sent_comes_back(house: Installation, foxes: Foxes) -> None:
    folio = await send(house, ("agua", "fugas"), "Hay una fuga en la calle Hidalgo")
    stranger = await foxes.citizen()
    await stranger.follow(folio, await pin_of(house, folio))
    await stranger.until("document.querySelector('[data-draft-said]')?.hidden === false")
    await stranger.press("case-more")
    await stranger.write("#message", "Falta una calle")
    key = "document.querySelector('[data-draft-key$=mensaje]').dataset.draftKey"
    kept = "(draft) => draft?.fields.some(([, text]) => text === 'Falta una calle')"
    await stranger.until(f"({STORED})({key}).then({kept})")
    await stranger.go("/")
    await stranger.go("/seguimiento/expediente")
    await stranger.until("document.querySelector('#message')?.value === 'Falta una calle'")


@pytest.mark.long
async def test_a_citizen_with_firefox_talks_to_a_director_with_chromium(foxes: Foxes, people: People) -> None:
    citizen, director = await foxes.citizen(), await people.director("contraloria", "blue")
    await citizen.join(Matter("contraloria", "trato"))
    await director.open_room()
    await director.call_next()
    await citizen.answer()
    await director.phase("in_call")
    await sees(citizen.page, "blue")
    await sees_firefox(director.page, citizen.page)
    await hears(citizen.page)
    await hears(director.page)
    # Both browsers report on what they get, each in its way.
    for who in ("citizen", "self"):
        await expect(director.see(f"line-{who}")).to_have_attribute("data-grade", re.compile("good|fair|poor"))
        await expect(director.see(f"line-{who}")).to_contain_text(
            re.compile(r"Perdidoenvío [\d.]+ % · recepción [\d.]+ %")
        )
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    await citizen.at("served")
    await director.close_room()
    assert foxes.problems() + people.problems() == []


@pytest.mark.long
async def test_a_director_with_firefox_attends_a_citizen_with_chromium(foxes: Foxes, people: People) -> None:
    citizen, director = await people.citizen("red"), await foxes.director("contraloria")
    await citizen.join(Matter("contraloria", "trato"))
    await director.open_room()
    await director.call_next()
    await citizen.answer()
    await director.phase("in_call")
    await sees(director.page, "red")
    await sees_firefox(citizen.page, director.page)
    await hears(citizen.page)
    await hears(director.page)
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    await citizen.at("served")
    await director.close_room()
    assert foxes.problems() + people.problems() == []


@pytest.mark.long
async def test_a_person_of_trust_with_firefox_comes_into_a_call_and_sees_who_speaks(
    foxes: Foxes, people: People
) -> None:
    citizen, director = await people.citizen("red"), await people.director("contraloria", "blue")
    relative = await foxes.relative()
    await citizen.join(Matter("contraloria", "trato"))
    await director.open_room()
    await director.call_next()
    await citizen.answer()
    await director.phase("in_call")
    await relative.open(await citizen.invite("Zoraida"))
    await director.press("relative-admit")
    await relative.at("in_call")
    await sees(relative.page, "red")
    await sees(relative.page, "blue", video="second-video")
    await hears(relative.page)
    for person in (citizen, director):
        await sees_firefox(person.page, relative.page, video="second-video")
        await hears(person.page)
    # Both others speak with one voice: marked is who does so with the microphone on.
    for silent, speaker in ((director, "remote"), (citizen, "second")):
        await silent.press("mute")
        await relative.shows(speaker, "data-speaks", "true")
        await silent.press("mute")
    await relative.press("hang-up")
    await relative.press("leave-confirm")
    await relative.at("over")
    for person in (citizen, director):
        await expect(person.see("present")).to_have_count(0)
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    await citizen.at("served")
    await director.close_room()
    assert foxes.problems() + people.problems() == []
