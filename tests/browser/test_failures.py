"""What breaks: processes are killed, networks go, permissions are refused, two people act at once. Nobody is lost."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserType, expect

from audiencia.core.unbroken import unbroken
from tests.browser.chromium import PHONE, Studio, launch, visit
from tests.browser.conftest import People, engine_alone
from tests.browser.installation import Installation, installation
from tests.browser.people import Citizen, Director, Matter, Moderator, Person
from tests.browser.probe import hears, sees, silent, until
from tests.browser.queue.scenes import LIMITS

browsers = engine_alone

LAST_SECONDS = 5
LONGEST_GAP_MS = 5000
"""A call that goes on has no such gap even where browsers, servers and tests share two busy cores."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def fragile_house() -> AsyncIterator[Installation]:
    """An installation of this module's own, because it is broken again and again."""
    async with installation() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def house(fragile_house: Installation) -> Installation:
    """Takes the place of the installation that breaks nothing."""
    return fragile_house


async def talking(people: People, matter: Matter) -> tuple[Citizen, Director]:
    """A citizen and a director in a call, each with the other's picture."""
    citizen = await people.citizen("red")
    await citizen.join(matter)
    director = await people.director(matter.department, "blue")
    await director.open_room()
    await director.call_next()
    await citizen.answer()
    await sees(citizen.page, "blue")
    await sees(director.page, "red")
    return citizen, director


async def _talk_went_on(person: Person) -> None:
    """Over the same connection as before, without a gap in the voice that somebody would call an interruption. Pictures are drawn
    late where processors are busy, and give way to the voice where a line seems weak."""
    await until(person.page, "probe.framesShown() > 30")
    gap = await person.page.evaluate("probe.voiceGap()")
    assert gap < LONGEST_GAP_MS, gap
    assert await person.page.evaluate("probe.live() === window.connectionBefore")


async def conclude(director: Director) -> None:
    await director.end_call()
    await director.record("resolved_immediately", "information_given")


@pytest.mark.long
async def test_the_web_process_is_killed_while_two_wait_and_one_talks(people: People, house: Installation) -> None:
    citizen, director = await talking(people, Matter("agua", "fugas"))
    waiting = [await people.citizen("yellow") for _ in range(2)]
    numbers = [await one.join(Matter("agua", "fugas")) for one in waiting]
    for place, one in enumerate(waiting, start=1):
        await one.place(place)
    talkers: list[Person] = [citizen, director]
    everybody: list[Person] = [*talkers, *waiting]
    for each in everybody:
        await each.page.evaluate("window.openedBefore = probe.opened(); window.connectionBefore = probe.live()")
    for talker in talkers:
        await talker.page.evaluate("probe.watchFrames()")
    await house.kill("web")
    for each in everybody:
        # In a document that was loaded again there would be nothing to compare with.
        await until(each.page, "probe.opened() > window.openedBefore")
        await each.is_connected()
    for place, (waiter, number) in enumerate(zip(waiting, numbers, strict=True), start=1):
        await waiter.at("line")
        await waiter.place(place)
        await expect(waiter.see("number")).to_have_text(number)
    for talker in talkers:
        await _talk_went_on(talker)
    await hears(citizen.page)
    await director.phase("in_call")
    await conclude(director)
    await citizen.at("served")
    # Nobody was lost or is served twice: the next call is for the first of those who waited.
    await director.call_next()
    await waiting[0].at("called")
    await waiting[1].place(1)


@pytest.mark.long
async def test_the_media_worker_is_killed_in_a_call(people: People, house: Installation) -> None:
    citizen, director = await talking(people, Matter("seguridad", "vigilancia"))
    for one in (citizen, director):
        await one.page.evaluate("window.before = probe.live()")
    await house.kill("media")
    for one in (citizen, director):
        await until(one.page, "!!probe.live() && probe.live() !== window.before")
    await sees(citizen.page, "blue")
    await sees(director.page, "red")
    for one in (citizen, director):
        await expect(one.see("remote")).to_have_attribute("data-seen", "true")
        await one.page.evaluate("probe.watchFrames()")
        await until(one.page, "probe.framesShown() > 20")
        await hears(one.page)
    await conclude(director)
    await citizen.at("served")


@pytest.mark.long
async def test_the_database_and_valkey_are_killed(people: People, house: Installation) -> None:
    """The call goes on; afterwards everybody is where they were, and everything can be done again."""
    citizen, director = await talking(people, Matter("obras-publicas", "baches"))
    other = await people.citizen("yellow")
    await other.join(Matter("obras-publicas", "banquetas"))
    talkers: list[Person] = [citizen, director]
    for talker in talkers:
        await talker.page.evaluate("window.connectionBefore = probe.live(); probe.watchFrames()")
    await house.kill("valkey")
    await house.kill("postgres")
    await director.hand_over("Traer el recibo")  # sent again by the page until the database is there
    await citizen.sees("next-steps", "Traer el recibo")
    await expect(citizen.see("next-steps").locator("li")).to_have_count(1)
    for talker in talkers:
        await _talk_went_on(talker)
    await other.place(1)
    await conclude(director)
    await citizen.at("served")


async def test_a_reload_during_the_call_returns_to_the_call(people: People) -> None:
    citizen, director = await talking(people, Matter("tesoreria", "predial"))
    for one, colour in ((citizen, "blue"), (director, "red")):
        await one.page.reload()
        await sees(one.page, colour)
        await hears(one.page)
    await sees(citizen.page, "blue")
    await sees(director.page, "red")
    await conclude(director)
    await citizen.at("served")
    await citizen.page.reload()
    await citizen.at("served")


async def test_a_reload_keeps_the_place_and_the_cookie_brings_back(people: People) -> None:
    first, second = await people.citizen("red"), await people.citizen("yellow")
    await first.join(Matter("bienestar", "programas"))
    number = await second.join(Matter("bienestar", "programas"))
    await second.place(2)
    await second.page.goto("/")
    await second.press("own-number")
    await second.at("line")
    await second.place(2)
    await expect(second.see("number")).to_have_text(number)


async def test_the_network_goes_and_comes_back(people: People) -> None:
    citizen = await people.citizen("red")
    number = await citizen.join(Matter("desarrollo-economico", "empleo"))
    await citizen.page.evaluate("window.sameDocument = true")
    director = await people.director("desarrollo-economico", "blue")
    await director.open_room()
    await citizen.lose_network()
    await expect(citizen.see("connection")).to_have_attribute("data-connection", "offline")
    await citizen.sees("connection", "Su lugar se conserva.")
    await expect(director.see(f"waiting-{number}")).to_contain_text("Sin conexión ahora")
    await citizen.find_network()
    await citizen.place(1)
    await until(citizen.page, "window.sameDocument")
    await expect(director.see(f"waiting-{number}")).not_to_contain_text("Sin conexión ahora")


async def test_a_refused_permission_is_explained(
    chromium: BrowserType, studio: Studio, house: Installation, people: People
) -> None:
    browser = await launch(chromium, studio, "red", grant=False)
    try:
        citizen = Citizen(await visit(browser, house.url, screen=PHONE))
        await citizen.join(Matter("desarrollo-urbano", "uso-de-suelo"))
        await citizen.open_check()
        await citizen.press("try-camera")
        await expect(citizen.see("device-trouble")).to_have_attribute("data-trouble", "denied")
        await citizen.sees("device-trouble", "Su navegador no nos permite usar la cámara")
        await citizen.sees("device-trouble", "candado")
        await citizen.sees("try-camera")
        await citizen.sees("devices-later")
    finally:
        await browser.close()


async def test_two_moderators_move_the_same_ticket(people: People) -> None:
    citizen = await people.citizen("red")
    number = await citizen.join(Matter("servicios-publicos", "alumbrado"))
    one, two = await people.moderator("green"), await people.moderator("green")
    for each, department in ((one, "agua"), (two, "seguridad")):
        await each.open_mover(number)
        await each.see(f"move-to-{department}").check()
        await each.see("move-reason").select_option("other_department")
        # A preview that is asked for after the other's move is refused in the dialog, before anything was confirmed.
        await expect(each.see("move-preview")).to_have_attribute("data-ready", "true")
    # Without the pointer: it looks where it hits, and the dialog of who is faster is gone by then.
    await asyncio.gather(*(each.see("move-confirm").dispatch_event("click") for each in (one, two)))
    for each in (one, two):
        await expect(each.see("said").filter(has_text=unbroken(number)).or_(each.see("move-refused"))).to_be_visible()
    refused = [each for each in (one, two) if await each.see("move-refused").count()]
    assert len(refused) == 1
    await _is_told(refused[0], number)
    await citizen.sees("moved")
    await citizen.open_options()
    moves = citizen.see("history").locator("li").filter(has_text="A esta área le toca su asunto.")
    await expect(moves).to_have_count(1)
    await expect(citizen.see("history").locator("li")).to_have_count(2)  # the joining is the other one


async def _is_told(moderator: Moderator, number: str) -> None:
    """What happened, where the ticket is now, and a way on."""
    await moderator.sees("move-refused", unbroken(number))
    await moderator.sees("move-again")
    await moderator.press("move-close")
    await expect(moderator.see("move-dialog")).to_have_count(0)


async def test_the_director_withdraws(people: People) -> None:
    citizen = await people.citizen("red")
    await citizen.join(Matter("servicios-publicos", "basura"))
    director = await people.director("servicios-publicos", "blue")
    await director.open_room()
    await director.call_next()
    await citizen.at("called")
    await sees(citizen.page, "red", video="self-video")
    await director.press("withdraw")
    await director.phase("available")
    await citizen.at("line")
    await citizen.place(1)
    # The camera is closed again: nothing stays open for somebody who only waits.
    await expect(citizen.see("self-video")).to_have_count(0)
    await silent(director.page)
    await director.call_next()
    await citizen.answer()
    await sees(director.page, "red")
    await conclude(director)
    await director.close_room()


@pytest.mark.long
async def test_who_does_not_answer_can_come_back(people: People, house: Installation) -> None:
    citizen = await people.citizen("red")
    number = await citizen.join(Matter("servicios-publicos", "parques"))
    director = await people.director("servicios-publicos", "blue")
    await director.open_room()
    called = time.monotonic()
    await director.call_next()
    await citizen.at("called")
    await house.pass_time(LIMITS.answer_seconds - LAST_SECONDS)
    await citizen.at("absent")
    assert time.monotonic() - called >= LAST_SECONDS - 1
    await director.phase("available")
    await expect(director.see(f"call-again-{number}")).to_be_enabled()
    await citizen.press("come-back")
    await citizen.at("line")
    await citizen.place(1)
    await director.call_next()
    await citizen.answer()
    await sees(director.page, "red")
    await conclude(director)
    await citizen.at("served")
