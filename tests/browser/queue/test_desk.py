"""The consoles of directors, mayor and assistants are a frame that never scrolls; a usual person costs two clicks."""

from contextlib import AsyncExitStack

import pytest
from playwright.async_api import ViewportSize, expect

from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import People
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Director, Matter, Person
from tests.browser.queue.scenes import talk, waiting
from tests.integration.signaling.scenes import open_desk
from tests.support.audience import People as Crowd

SIZES: tuple[ViewportSize, ...] = (
    {"width": 1280, "height": 720},
    {"width": 1366, "height": 768},
    {"width": 1920, "height": 1080},
)
SMALL: ViewportSize = {"width": 320, "height": 256}
BAR = ("room-state", "session-clock", "curtain-draw", "ask-help", "keys", "menu")
CALL = ("mute", "camera-off", "hold", "hang-up", "transfer", "quick-information_given", "record-outcome", "remote")
STEPS = ("step-template-bring_identification", "tab-steps", "tab-note", "tab-chat", "tab-promises", "tab-before")
OUT_OF_REACH = """(testids) => testids.filter((testid) => {
    const found = document.querySelector(`[data-testid="${testid}"]`);
    const box = found?.getBoundingClientRect();
    if (!box?.width || box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth) return true;
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return !(found.contains(hit) || hit?.contains(found));
})"""
"""Which of these parts are not whole within the window, or lie below something else."""
TOP_IS_SEEN = """(one) => { const box = one.getBoundingClientRect();
    return one.contains(document.elementFromPoint(box.x + box.width / 2, box.top + 3)); }"""
LONGEST = "Protegida hasta el servidor: este dispositivo es demasiado lento para cifrar la llamada."
SAY = "(element, text) => { element.firstChild.data = text; }"
SCROLLS = "document.documentElement.scrollHeight - innerHeight"
NAME_BELOW = """(who) => {
    const bottom = (one) => one.getBoundingClientRect().bottom;
    return bottom(who.querySelector("h1")) - bottom(who);
}"""
"""By how much a department's name goes on below the two lines that are shown."""
COUNT_CLICKS = """() => {
    window.counted = { clicks: 0, scrolls: 0 };
    addEventListener("pointerdown", () => counted.clicks++, { capture: true });
    addEventListener("scroll", () => counted.scrolls++, { capture: true });
}"""


async def fits(person: Person, *testids: str) -> None:
    """The page does not scroll, and these parts are within reach, at each size of a desk. In a call beside the longest sentence
    that may stand there on who can open it.
    """
    if "hang-up" in testids:
        await expect(person.see("secrecy")).to_have_attribute("data-kind", "sealed")
        await person.see("secrecy").get_by_role("status").evaluate(SAY, LONGEST)
    for size in SIZES:
        await person.page.set_viewport_size(size)
        await expect(person.see(testids[-1])).to_be_visible()
        assert await person.page.evaluate(SCROLLS) <= 0, f"the page scrolls at {size}"
        assert await person.page.evaluate(OUT_OF_REACH, list(testids)) == [], f"out of reach at {size}"


@pytest.mark.long
async def test_the_directors_frame_never_scrolls(people: People) -> None:
    director = await people.director("agua", "blue")
    await director.phase("closed")
    await fits(director, *BAR, "try-camera", "open-room-anyway")
    await director.open_room()
    [(citizen, number), *others] = await waiting(people, "agua", "fugas", 3)
    await director.sees(f"waiting-{number}")
    await fits(director, *BAR, "pause", "close-room", "mute", "self-video", f"waiting-{number}", "next", "call-next")
    await director.call_next()
    await fits(director, *BAR, "drain", "withdraw", "self-video", "countdown")
    await citizen.answer()
    await director.phase("in_call")
    await fits(director, *BAR, *CALL, *STEPS, "current")
    await director.tab("chat")
    await fits(director, *BAR, *CALL, "chat-text", "chat-send")
    await director.press("hold")
    await director.phase("on_hold")
    await fits(director, *BAR, "mute", "hang-up", "record-outcome", "unhold")
    await director.press("unhold")
    await director.phase("in_call")
    await director.end_call()
    await fits(director, *BAR, "quick-inspection", "outcome-other", "defer-outcome", "record-next", "record-outcome")
    assert await director.see("defer-outcome").evaluate(TOP_IS_SEEN), "it lies below the row above"
    await director.press("outcome-other")
    await fits(director, *BAR, "outcome-in_process", "record-outcome")
    await director.record("resolved_immediately", "information_given")
    await director.press("pause")
    await director.press("pause-5")
    await director.phase("paused")
    await fits(director, *BAR, "close-room", "resume")
    await director.press("resume")
    await director.phase("available")
    for other, _ in others:
        await other.leave()
    await director.close_room()
    assert people.problems() == []


async def test_a_long_name_is_cut_behind_the_department_and_never_state_or_clock(people: People) -> None:
    director = await people.director("justicia-municipal", "blue", screen=SIZES[0])
    await director.open_room_at_once()
    await fits(director, *BAR, "pause", "close-room")
    await director.page.set_viewport_size(SIZES[0])
    who = director.page.locator(".console-who")
    assert await who.get_attribute("title") == (
        "Oficialías Mediadoras y Calificadoras · Titular de Oficialías Mediadoras y Calificadoras"
    )
    assert await who.evaluate(NAME_BELOW) <= 0
    for whole in ("room-state", "session-clock"):
        assert await director.see(whole).evaluate("(one) => one.scrollWidth - one.clientWidth") <= 0
    await director.close_room()
    assert people.problems() == []


async def test_a_small_or_enlarged_window_scrolls_instead(people: People) -> None:
    director = await people.director("agua", "blue")
    await director.phase("closed")
    await director.page.set_viewport_size(SMALL)
    assert await director.page.evaluate(SCROLLS) > 0
    await director.see("open-room-anyway").scroll_into_view_if_needed()
    assert await director.page.evaluate(OUT_OF_REACH, ["open-room-anyway"]) == []


TELEPHONES: tuple[ViewportSize, ...] = ({"width": 360, "height": 640}, PHONE)
FOOT = ("mute", "camera-off", "hang-up")
BEHIND = """() => {
    const one = document.activeElement, bar = document.querySelector(".foot-bar");
    if (!one || one === document.body || bar.contains(one)) return null;
    const { top, bottom, height } = one.getBoundingClientRect(), above = bar.getBoundingClientRect().top;
    return (height < above ? bottom <= above + 1 : top < above) ? null : one.outerHTML.slice(0, 160);
}"""
"""What has the focus, if some of it is behind the bar at the foot."""
LAST_BEHIND = """() => {
    scrollTo(0, document.documentElement.scrollHeight);
    const last = [...document.querySelectorAll("body > *")].findLast((one) => one.getBoundingClientRect().height > 0);
    return last.getBoundingClientRect().bottom - document.querySelector(".foot-bar").getBoundingClientRect().top;
}"""
"""By how much the end of the page is behind the bar where nothing is left to scroll."""


@pytest.mark.long
async def test_on_a_telephone_the_end_of_a_call_of_several_stays_in_the_window(
    people: People, house: Installation
) -> None:
    host = await people.director("agua", "blue")
    citizen = await people.citizen("red")
    await host.open_room()
    await citizen.join(Matter("agua", "fugas"))
    await talk(host, citizen)
    async with AsyncExitStack() as stack:
        crowd, guests = Crowd(house.url, house.passwords, stack), []
        for department in ("tesoreria", "bienestar"):
            guest = await open_desk(crowd, department)
            await host.press("transfer")
            await host.see(f"target-{department}").check()
            await host.press("invite")
            await guest.wait_for(lambda view: view.assist is not None, "the invitation")
            await guest.answer_invitation(join=True)
            guests.append(guest)
        await expect(host.see("stage")).to_have_attribute("data-parties", "3")
        for size in TELEPHONES:
            await host.page.set_viewport_size(size)
            for at in (0, 0.5, 1):
                await host.page.evaluate(f"scrollTo(0, {at} * document.documentElement.scrollHeight)")
                assert await host.page.evaluate(OUT_OF_REACH, list(FOOT)) == [], (size, at)
            assert await host.page.evaluate(LAST_BEHIND) <= 0, size
        await host.page.evaluate("scrollTo(0, 0)")
        for _ in range(40):
            await host.page.keyboard.press("Tab")
            assert await host.page.evaluate(BEHIND) is None
        await host.press("hang-up")
        await host.phase("wrap_up")
        await expect(host.page.locator(".foot-bar")).to_have_count(0)
        for guest in guests:
            await guest.wait_room("available")
            await guest.close_room()
    await host.page.set_viewport_size(DESK)
    await host.record("resolved_immediately", "information_given")
    await citizen.at("served")
    await host.close_room()
    assert people.problems() == []


@pytest.mark.long
async def test_the_mayor_sees_all_calls_in_the_frame(people: People) -> None:
    director = await people.director("obras-publicas", "blue")
    await director.open_room_at_once()
    citizen = await people.citizen("red")
    await citizen.join(Matter("obras-publicas", "baches"))
    mayor = await people.mayor()
    await mayor.phase("closed")
    await fits(mayor, *BAR, "calls", "try-camera", "open-room-anyway")
    await mayor.open_room_at_once()
    await talk(director, citizen)
    await fits(mayor, *BAR, "calls", "call-next", "knock-at")
    assistant = await people.assistant("obras-publicas", "green")
    await assistant.sees("attended")
    await fits(assistant, "room-state", "curtain-draw", "menu", "attended", "leave-seat", "note_working", "save-note")
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    await director.close_room()
    await mayor.close_room()
    assert people.problems() == []


async def counted(director: Director) -> tuple[int, int]:
    """Clicks, and scrolled parts, since they are counted; from now on anew."""
    found = await director.page.evaluate("({ ...counted })")
    await director.page.evaluate("counted.clicks = counted.scrolls = 0")
    return found["clicks"], found["scrolls"]


async def attends(director: Director, citizen: Citizen, *, template: str = "") -> None:
    """From the ringing to the ringing for the next person."""
    await citizen.answer()
    await director.phase("in_call")
    if template:
        await director.press(f"step-template-{template}")
        await director.press("add-step")
        await expect(director.see("remove-step")).to_have_count(1)
    await director.press("quick-information_given")
    await director.press("record-next")
    await director.phase("reserved")
    await citizen.at("served")


@pytest.mark.long
async def test_a_usual_person_costs_two_clicks_and_one_with_a_step_four(people: People) -> None:
    director = await people.director("desarrollo-economico", "blue", screen=SIZES[0])
    await director.open_room_at_once()
    [(first, _), (second, _), (third, _)] = await waiting(people, "desarrollo-economico", "empleo", 3)
    await director.page.evaluate(COUNT_CLICKS)
    await director.call_next()
    await counted(director)
    await attends(director, first)
    assert await counted(director) == (2, 0)
    await attends(director, second, template="bring_identification")
    assert await counted(director) == (4, 0)
    await third.answer()
    await director.phase("in_call")
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    await director.close_room()
    assert people.problems() == []
