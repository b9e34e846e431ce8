"""The moderators' board on one screen: twenty people in four lines and all other lines in sight, a panel beside them."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from audiencia.core.unbroken import unbroken
from tests.browser.conftest import People
from tests.browser.installation import Installation, installation
from tests.browser.keyboard import press, tab_to
from tests.browser.people import Moderator
from tests.support.crowd import CROWD

HERE, THERE, EACH = ("obras-publicas", "servicios-publicos", "agua", "tesoreria"), "agua", 5
DEPARTMENTS, TALLEST = 18, 56
DESKS = [(1280, 720), (1366, 768), (1280, 800)]
# In the window, and nothing lies over the middle of it.
UNSEEN = """(selector) => [...document.querySelectorAll(selector)].filter((one) => {
    const { top, bottom, left, right } = one.getBoundingClientRect();
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const inside = top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
    return !inside || !(one.contains(hit) || hit?.contains(one));
}).map((one) => one.textContent)"""
HEIGHTS = """(selector) => [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect().height)"""
BAR = "summary.fold-button, .board-acts > button, #board-search, #board-only, [data-testid=extend]"
REFUSED = """(said) => {
    said.setAttribute("role", "alert");
    said.parentElement.classList.add("callout", "bad");
    said.textContent = "OP-C1: quien tiene este turno ya tiene otro en esa fila. No se movió a nadie. ".repeat(2);
}"""
CUT = "(one) => [one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight]"
PAGE_HEIGHT = "document.documentElement.scrollHeight"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def crowded_house() -> AsyncIterator[Installation]:
    """One with five people in each of four lines."""
    async with installation(quick=True) as running:
        for department in HERE:
            await running.rows(CROWD, department, EACH)
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def house(crowded_house: Installation) -> Installation:
    """Takes the place of the installation of all tests."""
    return crowded_house


async def _board(people: People, width: int, height: int) -> Moderator:
    moderator = await people.moderator()
    await moderator.page.set_viewport_size({"width": width, "height": height})
    await expect(moderator.page.locator(".ticket-row")).to_have_count(len(HERE) * EACH)
    return moderator


@pytest.mark.parametrize(("width", "height"), DESKS)
async def test_the_page_does_not_scroll_at_a_desk(people: People, width: int, height: int) -> None:
    page = (await _board(people, width, height)).page
    assert await page.evaluate(PAGE_HEIGHT) <= height
    assert max(await page.evaluate(HEIGHTS, ".ticket-item")) <= TALLEST
    assert await page.evaluate(UNSEEN, BAR) == []


@pytest.mark.parametrize(("width", "height"), DESKS)
async def test_a_long_refusal_is_read_whole_and_the_page_does_not_scroll(
    people: People, width: int, height: int
) -> None:
    page = (await _board(people, width, height)).page
    said = page.get_by_test_id("said")
    await said.evaluate(REFUSED)
    assert await said.evaluate(CUT) == [0, 0]
    assert await page.evaluate(PAGE_HEIGHT) <= height
    assert await page.evaluate(UNSEEN, BAR) == []


async def test_twenty_people_and_all_departments_are_seen_on_one_screen(people: People) -> None:
    page = (await _board(people, 1280, 800)).page
    lines = page.locator(".queue h2")
    assert await lines.count() >= DEPARTMENTS
    assert await page.evaluate(UNSEEN, ".ticket-row") == []
    assert await page.evaluate(UNSEEN, ".queue h2") == []


async def test_a_panel_is_opened_by_click_and_a_move_made_and_taken_back_in_it(people: People) -> None:
    moderator = await _board(people, 1280, 720)
    await moderator.open_mover("OP-C1")
    panel = await moderator.see("move-dialog").bounding_box()
    assert panel is not None
    assert panel["x"] > 640
    await moderator.sees("targets-count", f"{DEPARTMENTS} áreas: ")
    await moderator.find_target("agua y dren")
    await expect(moderator.see("targets-count")).to_be_empty()
    await expect(moderator.see("move-to-bienestar")).to_have_count(0)
    await moderator.see(f"move-to-{THERE}").check()
    await expect(moderator.see("move-preview")).to_have_attribute("data-ready", "true")
    await moderator.see("move-reason").select_option("other_department")
    await moderator.press("move-confirm")
    await moderator.sees("said", unbroken("OP-C1"))
    await expect(moderator.see(f"queue-{THERE}").get_by_test_id("ticket-OP-C1")).to_be_visible()
    await moderator.open_mover("OP-C2")
    first = moderator.see("move-dialog").locator("[data-testid^=move-to-]").first
    await expect(first).to_have_attribute("data-testid", f"move-to-{THERE}")
    await press(moderator, "Escape")
    await moderator.press("undo-last")
    await moderator.sees("said", "Se deshizo")
    await expect(moderator.see("queue-obras-publicas").get_by_test_id("ticket-OP-C1")).to_be_visible()
    assert people.problems() == []


async def test_the_move_before_the_last_is_taken_back_from_the_list_beside_it(people: People) -> None:
    moderator = await _board(people, 1280, 720)
    bar = moderator.page.locator(".board-bar")
    low = await bar.bounding_box()
    for number in ("OP-C1", "OP-C2"):
        await moderator.open_mover(number)
        await moderator.choose(THERE, "other_department")
        await moderator.sees("said", unbroken(number))
    await expect(moderator.see("undo-older")).to_be_visible()
    assert await moderator.page.evaluate(PAGE_HEIGHT) <= 720
    full = await bar.bounding_box()
    assert low is not None
    assert full is not None
    assert full["height"] <= low["height"] + 8
    await moderator.see("undo-last").focus()
    await press(moderator, "Tab", "Enter", "Tab", "Enter")
    await moderator.sees("said", "Se deshizo")
    await expect(moderator.see("queue-obras-publicas").get_by_test_id("ticket-OP-C1")).to_be_visible()
    await expect(moderator.see(f"queue-{THERE}").get_by_test_id("ticket-OP-C2")).to_be_visible()
    await moderator.press("undo-last")
    await expect(moderator.see("queue-obras-publicas").get_by_test_id("ticket-OP-C2")).to_be_visible()
    assert people.problems() == []


async def test_what_a_move_leads_to_is_whole_on_a_telephone(people: People) -> None:
    director = await people.director(THERE)
    await director.open_room_at_once()
    moderator = await _board(people, 360, 740)
    await moderator.open_mover("OP-C1")
    await moderator.see(f"move-to-{THERE}").check()
    await expect(moderator.see("move-preview")).to_have_attribute("data-ready", "true")
    seats = moderator.page.locator(".preview-seats")
    await expect(seats.get_by_text("Se le llamaría")).to_be_visible()
    assert await seats.evaluate("(one) => one.scrollWidth - one.clientWidth") == 0
    await press(moderator, "Escape")
    await director.close_room()


async def test_a_panel_is_opened_by_keyboard_and_escape_gives_the_focus_back(people: People) -> None:
    moderator = await _board(people, 1366, 768)
    await tab_to(moderator, "ticket-OP-C1")
    await press(moderator, "ArrowDown", "Enter")
    await moderator.sees("move-dialog", unbroken("OP-C2"))
    await press(moderator, "Escape")
    await expect(moderator.see("move-dialog")).to_have_count(0)
    await expect(moderator.see("ticket-OP-C2")).to_be_focused()
    assert people.problems() == []


@pytest.mark.parametrize(("width", "height"), [(320, 256), (640, 400), (1280, 480)])
async def test_a_small_window_has_one_page_that_scrolls(people: People, width: int, height: int) -> None:
    page = (await _board(people, width, height)).page
    assert await page.evaluate(PAGE_HEIGHT) > height
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    last = page.locator(".queue h2").last
    await last.scroll_into_view_if_needed()
    assert await page.evaluate("scrollY") > 0
    await expect(last).to_be_in_viewport()
