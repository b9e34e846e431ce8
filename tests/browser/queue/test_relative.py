"""A person of trust comes into the call by the citizen's link: admitted by the director, seen, heard, encrypted, named, and gone."""

import re

import pytest
from playwright.async_api import FloatRect, expect

from tests.browser.conftest import People
from tests.browser.people import Citizen, Director, Matter, Relative
from tests.browser.probe import hears, sees
from tests.browser.queue.scenes import conclude
from tests.browser.queue.test_secrecy import SEALED, begins_sealed, same_code, says

WHO = "Zoraida, mi hija"


async def box(person: Citizen | Director, part: str) -> FloatRect:
    """Where that part is on the screen."""
    found = await person.see(part).bounding_box()
    assert found is not None
    return found


async def meet(citizen: Citizen, director: Director, relative: Relative) -> None:
    """Each sees and hears the two others."""
    for person, first, second in ((citizen, "blue", "green"), (director, "red", "green"), (relative, "red", "blue")):
        await sees(person.page, first)
        await sees(person.page, second, video="second-video")
        await hears(person.page)


@pytest.mark.long
async def test_a_person_of_trust_comes_into_the_call_and_goes(people: People) -> None:
    citizen, director = await people.citizen("red"), await people.director("bienestar", "blue")
    relative = await people.relative("green")
    await director.open_room()
    await citizen.join(Matter("bienestar", "programas"))
    await begins_sealed(citizen, director, "blue")
    link = await citizen.invite(WHO)
    assert re.search(r"/acompanar#\d+\.[\w-]{43}$", link)
    await citizen.sees("relative-asked", WHO)
    await relative.page.goto(link)
    await relative.sees("come-in")
    assert await relative.page.evaluate("location.hash") == ""
    # Nothing is asked for or kept before they agree.
    assert await relative.page.evaluate("probe.asked()") == 0
    await relative.press("come-in-submit")
    await expect(relative.page.locator("[data-testid=come-in]")).to_have_attribute("data-code", "notice_not_accepted")
    relative.visitor.watch.forgive()
    await relative.page.locator("#agree").check()
    await relative.press("come-in-submit")
    await relative.at("waits")
    await expect(relative.see("remote-video")).to_have_count(0)
    await expect(citizen.see("relative-asked")).to_have_attribute("data-waits", "true")
    await director.sees("relative-waits", WHO)
    # By the keyboard.
    await director.see("relative-admit").focus()
    await director.page.keyboard.press("Enter")
    await relative.at("in_call")
    await meet(citizen, director, relative)
    await same_code(citizen, director, relative)  # type: ignore[arg-type]
    for person in (citizen, director, relative):
        await person.sees("present", WHO)
    await relative.sees("present", "Rosa Pérez Luna")
    # Loaded anew, they are in it again.
    await relative.page.reload()
    await relative.at("in_call")
    await meet(citizen, director, relative)
    # The citizen goes on without them.
    await citizen.press("end-stay")
    await relative.at("over")
    for person in (citizen, director):
        await expect(person.see("present")).to_have_count(0)
        await says(person, SEALED)
        await sees(person.page, "blue" if person is citizen else "red")
    await conclude(director, citizen)
    await director.close_room()
    assert people.problems() == []


@pytest.mark.long
async def test_who_interprets_in_signs_is_seen_largest(people: People) -> None:
    citizen, director = await people.citizen("red"), await people.director("bienestar", "blue")
    relative = await people.relative("green")
    await director.open_room()
    await citizen.join(Matter("bienestar", "programas"))
    await begins_sealed(citizen, director, "blue")
    await relative.page.goto(await citizen.invite("Ximena", signs=True))
    await relative.page.locator("#agree").check()
    await relative.press("come-in-submit")
    await director.sees("relative-waits", "lengua de señas")
    await director.press("relative-admit")
    await relative.at("in_call")
    await meet(citizen, director, relative)
    for person in (citizen, director):
        await person.sees("present", "intérprete de lengua de señas")
        largest, other = [await box(person, name) for name in ("second", "remote")]
        assert largest["width"] * largest["height"] > 2 * other["width"] * other["height"]
    notes = await box(citizen, "callnotes")
    assert notes["y"] + notes["height"] <= (await box(citizen, "second"))["y"]
    # The small picture, of four by three, is beside them.
    small = await box(citizen, "remote")
    assert small["x"] + small["height"] * 4 / 3 <= notes["x"]
    # In a wide window, too.
    await citizen.page.set_viewport_size({"width": 1280, "height": 800})
    largest, other = [await box(citizen, name) for name in ("second", "remote")]
    assert largest["width"] > 2 * other["width"]
    assert (await box(citizen, "callnotes"))["x"] >= largest["x"] + largest["width"]
    name = await citizen.see("remote").locator(".caption").bounding_box()
    assert name is not None
    assert name["y"] + name["height"] <= (await box(citizen, "self-video"))["y"]
    sent = "probe.live().getSenders().find((one) => one.track?.kind === 'video').getParameters().degradationPreference"
    assert await relative.page.evaluate(sent) == "maintain-framerate"
    await conclude(director, citizen)
    await director.close_room()
    assert people.problems() == []


@pytest.mark.long
async def test_who_is_not_let_in_sees_and_hears_nothing(people: People) -> None:
    citizen, director = await people.citizen("red"), await people.director("bienestar", "blue")
    relative = await people.relative("green")
    await director.open_room()
    await citizen.join(Matter("bienestar", "programas"))
    await begins_sealed(citizen, director, "blue")
    link = await citizen.invite(WHO)
    await relative.open(link)
    # A link into another call leads to its form, from this page as from anywhere; their own one back to where they are.
    place, _, own = link.partition("#")
    other = f"2147483647.{'Q' * 43}"
    for before in ("/acompanar", "/su-llamada"):
        await relative.page.goto(place.removesuffix("/acompanar") + before)
        await relative.page.goto(f"{place}#{other}")
        await relative.sees("come-in")
        await expect(relative.page.locator("#link")).to_have_value(other)
        assert await relative.page.evaluate("location.href") == place
        await expect(relative.see("no-link")).to_be_hidden()
    await relative.page.goto(place.removesuffix("/acompanar") + "/su-llamada")
    await relative.page.goto(f"{place}#{own}")
    await relative.at("waits")
    assert await relative.page.evaluate("location.href") == place
    await director.press("relative-refuse")
    await relative.at("over")
    await relative.sees("over", "No le dejaron entrar")
    await expect(citizen.see("present")).to_have_count(0)
    await expect(director.see("present")).to_have_count(0)
    await conclude(director, citizen)
    await director.close_room()
    assert people.problems() == []
