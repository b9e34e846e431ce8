"""The citizen's call fills the window: nothing scrolls, each control can be pressed, and what arrives rises in sight."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.browser.conftest import People
from tests.browser.people import Citizen, Director, Matter
from tests.browser.probe import sees, until
from tests.browser.queue.scenes import conclude, talk

UPRIGHT: ViewportSize = {"width": 360, "height": 640}
SIDEWAYS: ViewportSize = {"width": 740, "height": 360}
TABLET: ViewportSize = {"width": 768, "height": 1024}
ZOOMED: ViewportSize = {"width": 320, "height": 256}
"""A desk's window of 1280 x 1024 at four times the size of everything."""
CONTROLS = ("mute", "camera-off", "chat-toggle", "steps-toggle", "hang-up", "call-more")
WITHIN_FRAMES = 18
"""300 ms of a page that draws 60 times a second. One that waits for the processor draws as much less often."""
STEP, MESSAGE = "Presente el reporte en la ventanilla siete", "¿Tiene a la mano su identificación?"

SCROLLS = """[document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth]
    .filter((by) => by > 0)"""
MISSED = """(ids) => ids.filter((id) => {
    const control = document.querySelector(`[data-testid="${id}"]`);
    const { left, right, top, bottom } = control.getBoundingClientRect();
    if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return true;
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return !control.contains(hit);
})"""
BEHIND_HEAD = """() => {
    const { bottom } = document.querySelector(".callhead").getBoundingClientRect();
    const words = [...document.querySelectorAll("[data-testid=stage] .cover > *")];
    return words.length === 0 ? ["no words"] : words
        .filter((one) => one.checkVisibility({ opacityProperty: true }) && one.getBoundingClientRect().top < bottom)
        .map((one) => one.textContent);
}"""
AROUND = "[...document.querySelectorAll('body > header, body > footer')].filter((one) => one.checkVisibility()).length"
WATCH = """(text) => {
    const arrival = window.arrival = { drawn: 1 };
    const draw = () => { arrival.drawn++; if (!arrival.shown) requestAnimationFrame(draw); };
    requestAnimationFrame(draw);
    probe.onMessage((data) => {
        if (data.includes(text)) arrival.received ??= arrival.drawn;
        // What is written in a call that is sealed comes unreadable: the first of it counts.
        else if (data.includes("call_keys") && data.includes(btoa('{"say":"word'))) arrival.sealed ??= arrival.drawn;
    });
    const look = () => {
        const found = [...document.querySelectorAll("[data-testid=callnotes] :is(li, p)")]
            .find((one) => one.textContent.includes(text));
        const box = found?.getBoundingClientRect();
        if (!box || box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth) return;
        if (!found.contains(document.elementFromPoint(box.left + 4, (box.top + box.bottom) / 2))) return;
        arrival.shown = arrival.drawn;
        seen.disconnect();
    };
    const seen = new MutationObserver(look);
    seen.observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


async def fills_the_window(citizen: Citizen, controls: tuple[str, ...]) -> None:
    """At each size nothing scrolls, header and footer are away, and each control is where a press hits it."""
    for size in (TABLET, SIDEWAYS, UPRIGHT):
        await citizen.page.set_viewport_size(size)
        assert await citizen.page.evaluate(SCROLLS) == [], size
        assert await citizen.page.evaluate(MISSED, list(controls)) == [], size
        assert await citizen.page.evaluate(AROUND) == 0, size
        for control in controls:
            await citizen.see(control).click(trial=True)


async def nothing_is_lost_when_zoomed(page: Page) -> None:
    """What has no room as a stage stands one below the other, and none over another."""
    await page.set_viewport_size(ZOOMED)
    below = await page.evaluate(
        """[...document.querySelector("[data-testid=callscreen]").children].filter((one) => one.checkVisibility())
            .map((one) => one.getBoundingClientRect()).filter(({ height }) => height > 1)
            .map(({ top, bottom, left, right }) => [top, bottom, left, right]).sort(([a], [b]) => a - b)"""
    )
    for before, after in pairwise(below):
        assert after[0] >= before[1] - 1, below
    assert all(left >= 0 and right <= ZOOMED["width"] for _, _, left, right in below), below
    await page.set_viewport_size(UPRIGHT)


async def arrives_in_sight(citizen: Citizen, text: str, send: Callable[[], Any]) -> None:
    """From when the page received it until it is in the window, by what the page draws meanwhile."""
    await citizen.page.evaluate(WATCH, text)
    await send()
    arrival = await until(citizen.page, "window.arrival.shown && window.arrival")
    assert arrival["shown"] - arrival.get("received", arrival.get("sealed")) <= WITHIN_FRAMES, arrival


async def write(director: Director, text: str) -> None:
    """Into the chat of the call."""
    await director.tab("chat")
    await director.see("chat-text").fill(text)
    await director.see("chat-text").press("Enter")


async def in_call(people: People, matter: Matter, size: ViewportSize) -> tuple[Citizen, Director]:
    """Somebody with a telephone of this size, in a call with the department's director."""
    citizen, director = await people.citizen("red", screen=size), await people.director(matter.department)
    await director.open_room()
    await citizen.join(matter)
    await talk(director, citizen)
    return citizen, director


@pytest.mark.long
async def test_being_called_and_the_call_fill_the_window(people: People) -> None:
    citizen, director = await people.citizen("red"), await people.director("obras-publicas")
    await director.open_room()
    await citizen.join(Matter())
    assert await citizen.page.evaluate(AROUND) == 2
    await director.call_next()
    await citizen.at("called")
    await expect(citizen.see("own-picture")).to_be_visible()
    await fills_the_window(citizen, ("accept", "accept-voice", "need-minute", "emergency"))
    await nothing_is_lost_when_zoomed(citizen.page)
    await citizen.answer()
    await director.phase("in_call")
    await sees(citizen.page, "blue")
    await fills_the_window(citizen, CONTROLS)
    await nothing_is_lost_when_zoomed(citizen.page)
    for person in (citizen, director):
        await expect(person.see("secrecy")).to_be_visible()
    await citizen.open_chat()
    await fills_the_window(citizen, (*CONTROLS, "chat-text", "chat-send"))
    await citizen.page.keyboard.press("Escape")
    await expect(citizen.see("chat-dock")).to_have_count(0)
    await expect(citizen.see("chat-toggle")).to_be_focused()
    await citizen.open_more()
    await fills_the_window(citizen, CONTROLS)
    await citizen.close_sheet()
    await director.hand_over(STEP, requirement="Identificación oficial", place="Ventanilla 7")
    await citizen.sees("next-steps", STEP)
    await fills_the_window(citizen, (*CONTROLS, "steps-understood"))
    await citizen.press("steps-understood")
    await expect(citizen.see("next-steps")).to_have_count(0)
    await expect(citizen.see("steps-count")).to_contain_text("1")
    await director.press("hold")
    await citizen.sees("on-hold")
    await fills_the_window(citizen, CONTROLS)
    await director.press("unhold")
    await director.phase("in_call")
    await citizen.open_more()
    await citizen.press("data-voice")
    await citizen.sees("voice-only")
    assert await citizen.page.evaluate(BEHIND_HEAD) == []
    await conclude(director, citizen)
    assert await citizen.page.evaluate(AROUND) == 2
    await director.close_room()
    assert people.problems() == []


@pytest.mark.parametrize("size", [UPRIGHT, pytest.param(SIDEWAYS, marks=pytest.mark.long)], ids=["upright", "sideways"])
async def test_a_step_and_a_message_rise_in_sight_at_once(people: People, size: ViewportSize) -> None:
    citizen, director = await in_call(people, Matter("tesoreria", "predial"), size)
    await arrives_in_sight(citizen, STEP, lambda: director.hand_over(STEP, place="Ventanilla 7"))
    await citizen.sees("spoken", STEP)
    await director.tab("chat")
    await expect(director.see("chat-secrecy")).to_have_attribute("data-sealed", "true")
    await arrives_in_sight(citizen, MESSAGE, lambda: write(director, MESSAGE))
    await citizen.sees("spoken", MESSAGE)
    await expect(citizen.see("chat-unseen")).to_contain_text("1")
    await citizen.press("message-answer")
    await expect(citizen.see("chat-text")).to_be_focused()
    await expect(citizen.see("chat-unseen")).to_have_count(0)
    await conclude(director, citizen)
    await director.close_room()
    assert people.problems() == []


async def test_the_own_picture_is_moved_by_hand_and_by_keys(people: People) -> None:
    citizen, director = await in_call(people, Matter("agua", "fugas"), UPRIGHT)
    own, mover, mouse = citizen.see("own-picture"), citizen.see("own-move"), citizen.page.mouse
    await expect(own).to_have_attribute("data-corner", "bottom-end")
    box = await mover.bounding_box()
    assert box is not None
    await mouse.move(box["x"] + 20, box["y"] + 20)
    await mouse.down()
    await mouse.move(60, 150, steps=5)
    await mouse.up()
    await expect(own).to_have_attribute("data-corner", "top-start")
    await mover.press("ArrowRight")
    await expect(own).to_have_attribute("data-corner", "top-end")
    await mover.press("Enter")
    await expect(own).to_have_attribute("data-corner", "bottom-end")
    await conclude(director, citizen)
    await director.close_room()
    assert people.problems() == []
