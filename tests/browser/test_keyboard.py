"""Everything can be done without a mouse (WCAG 2.2, 2.1.1), and one sees where one is (2.4.7): a whole visit on both sides, and a
move on the board."""

from playwright.async_api import expect

from audiencia.core.unbroken import unbroken
from tests.browser.conftest import People, engine_alone
from tests.browser.keyboard import choose, press, tab_to
from tests.browser.people import Citizen, Director, Matter
from tests.browser.probe import hears, sees

browsers = engine_alone

IDS = "(all) => all.map((one) => one.id)"
PLACE = Matter("tesoreria", "predial", "Amelia Téllez", "No me llegó el recibo", "722 555 0142")


async def test_a_moderator_moves_a_ticket_by_keyboard_alone(people: People) -> None:
    citizen = await people.citizen("red")
    other = await people.citizen("red")
    first = await citizen.join(Matter("seguridad", "vigilancia"))
    second = await other.join(Matter("seguridad", "vigilancia"))
    moderator = await people.moderator("green")
    await tab_to(moderator, f"ticket-{first}")
    await press(moderator, "ArrowDown")
    await expect(moderator.see(f"ticket-{second}")).to_be_focused()
    await press(moderator, "ArrowUp", "m")
    await moderator.sees("move-dialog")
    await tab_to(moderator, "move-to-obras-publicas")
    await press(moderator, "ArrowDown", "Tab")
    await choose(moderator, "move-reason", "La persona")
    await press(moderator, "Tab")
    await expect(moderator.see("move-confirm")).to_be_focused()
    await press(moderator, "Enter")
    await moderator.sees("said", unbroken(first))
    await citizen.sees("moved", "Hicimos el cambio que usted pidió.")
    await other.place(1)
    # Focus follows the ticket: whoever works by keyboard goes on from there.
    await expect(moderator.see(f"ticket-{first}")).to_be_focused()
    assert people.problems() == []


async def test_a_visit_by_keyboard_alone_on_both_sides(people: People) -> None:
    """In forced colours, and without motion, as many who work so have it."""
    citizen, director = await people.citizen("red"), await people.director(PLACE.department, "blue")
    for one in (citizen, director):
        await one.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    await _joins(citizen)
    await _opens_the_room(director)
    await press(director, "F8")
    await director.phase("reserved")
    await citizen.at("called")
    await expect(citizen.see("open-camera")).to_have_count(0)
    await _presses(citizen, "accept")
    await citizen.at("call")
    await director.phase("in_call")
    await sees(citizen.page, "blue")
    await hears(director.page)
    for one in (citizen, director):
        await expect(one.see("secrecy")).to_have_attribute("data-kind", "sealed")
    await _writes(citizen, director)
    await _presses(director, "hang-up")
    await director.phase("wrap_up")
    await expect(director.page.locator("#outcome-title")).to_be_focused()
    await tab_to(director, "quick-information_given")
    await press(director, "Space")
    await _presses(director, "record-outcome")
    await director.phase("available")
    await citizen.at("served")
    await expect(citizen.see("served")).to_have_attribute("data-outcome", "resolved_immediately")
    assert people.problems() == []


async def _presses(person: Citizen | Director, testid: str) -> None:
    await tab_to(person, testid)
    await press(person, "Enter")


async def _joins(citizen: Citizen) -> None:
    await citizen.page.goto("/")
    for step in ("start", f"department-{PLACE.department}", f"topic-{PLACE.topic}"):
        async with citizen.page.expect_navigation():
            await _presses(citizen, step)
    for field, value in (("name", PLACE.name), ("matter", PLACE.text), ("contact", PLACE.contact)):
        await tab_to(citizen, field)
        await citizen.page.keyboard.type(value)
    await _presses(citizen, "form-next")
    await expect(citizen.page.locator("#read_notice")).to_be_visible()
    for box in ("read_notice", *await citizen.page.locator("input[name^=consent_]").evaluate_all(IDS)):
        await tab_to(citizen, box)
        await press(citizen, "Space")
    await _presses(citizen, "join-submit")
    await citizen.at("line")
    await _presses(citizen, "more")
    await citizen.sees("more-dialog")
    await press(citizen, "Escape")
    await expect(citizen.see("more")).to_be_focused()


async def _opens_the_room(director: Director) -> None:
    await director.phase("closed")
    await tab_to(director, "company-alone")
    await press(director, "Space")
    await _presses(director, "try-camera")
    await director.sees("devices-ready")
    await _presses(director, "devices-ready")
    await director.phase("available")
    await expect(director.see("call-next")).to_be_enabled()


async def _writes(citizen: Citizen, director: Director) -> None:
    """A message goes from the citizen's call to the desk, and the picture has the whole window again."""
    await _presses(citizen, "chat-toggle")
    await tab_to(citizen, "chat-text")
    await citizen.page.keyboard.type("¿Me escucha bien?")
    await press(citizen, "Enter")
    await press(citizen, "Escape")
    await expect(citizen.see("chat-toggle")).to_be_focused()
    await director.tab("chat")
    await expect(director.page.get_by_text("¿Me escucha bien?").first).to_be_visible()
