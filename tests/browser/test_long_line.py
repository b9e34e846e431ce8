"""A moderator's board with a line of 150: its front, more of it, and whoever is looked for, by keyboard alone."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from audiencia.core.unbroken import unbroken
from tests.browser.conftest import People, engine_alone
from tests.browser.installation import Installation, installation
from tests.browser.keyboard import press, tab_to
from tests.support.crowd import CROWD

browsers = engine_alone

HERE, THERE, LONG, FRONT = "obras-publicas", "agua", 150, 40


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def long_house() -> AsyncIterator[Installation]:
    """One with a long line that nobody can empty."""
    async with installation(quick=True) as running:
        await running.rows(CROWD, HERE, LONG)
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def house(long_house: Installation) -> Installation:
    """Takes the place of the installation of all tests."""
    return long_house


@pytest.mark.long
async def test_a_long_line_is_gone_through_by_keyboard_and_searched(people: People) -> None:
    moderator = await people.moderator()
    page, rows = moderator.page, moderator.see(f"queue-{HERE}").locator(".ticket-row")
    await expect(rows).to_have_count(FRONT)
    await moderator.sees(f"line-counts-{HERE}", "150 personas en espera")
    await moderator.sees("waiting-in-all", "150 en espera en total")
    await tab_to(moderator, f"more-{HERE}")
    await moderator.sees(f"more-{HERE}", "quedan 110 personas")
    await press(moderator, "Enter")
    await expect(rows).to_have_count(FRONT + 100)
    await expect(moderator.see(f"more-{HERE}")).to_be_focused()
    await press(moderator, "Enter")
    await expect(rows).to_have_count(LONG)
    await expect(moderator.see(f"fewer-{HERE}")).to_be_focused()
    await press(moderator, "Enter")
    await expect(rows).to_have_count(FRONT)

    await tab_to(moderator, "board-search", at_most=200)
    await page.keyboard.type("op-c144")
    await moderator.sees("found", "1 encontrad")
    await tab_to(moderator, "ticket-OP-C144")
    await moderator.sees("ticket-OP-C144", "144")
    await press(moderator, "x", "m")
    await moderator.sees("move-dialog")
    await moderator.choose(THERE, "other_department")
    await expect(moderator.see("move-dialog")).to_have_count(0)
    await moderator.sees("said", unbroken("OP-C144"))
    await expect(moderator.see(f"queue-{THERE}").get_by_test_id("ticket-OP-C144")).to_be_focused()
    await tab_to(moderator, "undo-last", at_most=200)
    await press(moderator, "Enter")
    await moderator.sees("said", "Se deshizo")
    await moderator.press("show-all")
    await expect(rows).to_have_count(FRONT + 1)  # whoever was moved just now stays in view
    assert people.problems() == []


@pytest.mark.long
async def test_whoever_is_chosen_far_back_stays_in_view_over_a_new_connection(people: People) -> None:
    moderator = await people.moderator()
    for number in ("OP-C120", "OP-C130"):
        await moderator.see("board-search").fill(number)
        await moderator.see(f"choose-{number}").check()
    await moderator.press("show-all")
    await moderator.sees("chosen-bar", unbroken("OP-C120, OP-C130"))
    rows = moderator.see(f"queue-{HERE}").locator(".ticket-row")
    await expect(rows).to_have_count(FRONT + 2)
    await moderator.lose_network()
    await expect(moderator.see("connection")).to_have_attribute("data-connection", "offline")
    await moderator.find_network()
    await expect(rows).to_have_count(FRONT + 2)
    await moderator.sees("chosen-bar", unbroken("OP-C120, OP-C130"))
