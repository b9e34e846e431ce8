"""Pages of citizens on a small telephone: how high they are, how many words they show, and that the one button is in reach."""

import re
from collections.abc import Sequence

import pytest
from playwright.async_api import expect

from audiencia.core.unbroken import unbroken
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import People
from tests.browser.heights import measured
from tests.browser.installation import Installation
from tests.browser.people import Citizen, Matter, Staff, go_to, go_to_consents
from tests.browser.petitioning import stored
from tests.browser.petitions import look_up, send
from tests.browser.queue.scenes import waiting
from tests.browser.weeks import week

WAITING_HIGH, WAITING_WORDS = 1200, 120
FIRST_SCREEN = ("place", "estimate", "seats", "folio", "pin", "copy-folio", "save-folio", "more")
HIT = """(element) => { const box = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)); }"""


async def is_short(citizen: Citizen, what: str) -> None:
    """The waiting page keeps to its bars in this state."""
    found = await measured(citizen.visitor)
    assert found["high"] <= WAITING_HIGH and found["words"] <= WAITING_WORDS, (what, found)


async def is_in_reach(citizen: Citizen, *testids: str) -> None:
    """Each stands within the first screen, and a finger that goes there touches it and nothing else."""
    await measured(citizen.visitor)
    await citizen.page.evaluate("scrollTo(0, 0)")
    for testid in testids:
        box = await citizen.see(testid).bounding_box()
        assert box is not None and box["y"] + box["height"] <= PHONE["height"], (testid, box)
        assert await citizen.see(testid).evaluate(HIT), testid


async def places(citizen: Citizen, *testids: str) -> list[float]:
    """How far below the top of the page each begins."""
    await citizen.page.evaluate("scrollTo(0, 0)")
    boxes = [await citizen.see(testid).bounding_box() for testid in testids]
    return [round(box["y"]) for box in boxes if box is not None]


async def test_the_waiting_page_says_it_all_on_one_screen(people: People) -> None:
    citizen = await people.citizen("red")
    await citizen.join(Matter("agua", "fugas"))
    await is_short(citizen, "nobody attends")
    await expect(citizen.see("place")).to_contain_text("Nadie está atendiendo")
    await expect(citizen.see("place")).not_to_contain_text("Su lugar")
    header = await citizen.page.locator(".topbar").bounding_box()
    assert header is not None and header["height"] <= 48
    await is_in_reach(citizen, *FIRST_SCREEN, "check-open", "emergency", "need-help")
    await citizen.press("check-open")
    await citizen.sees("try-camera")
    await citizen.page.keyboard.press("Escape")
    await expect(citizen.see("check-dialog")).to_have_count(0)
    async with citizen.page.context.expect_page() as opened:
        await citizen.press("to-your-call")
    told = await opened.value
    await expect(told.get_by_test_id("your-call")).to_be_visible()
    await told.close()

    where = await places(citizen, "seats", "folio", "more")
    director = await people.director("agua")
    await director.open_room_at_once()
    await expect(citizen.see("ready-check")).to_have_attribute("data-asked", "true")
    assert await places(citizen, "seats", "folio", "more") == where, "what is news moves nothing"
    await expect(citizen.see("place")).to_have_text(re.compile(r"Su lugar: \d+"))
    await is_short(citizen, "asked whether ready")
    await is_in_reach(citizen, "place", "estimate", "seats", "say-ready", "ready-countdown", "emergency")
    await citizen.say_ready()
    await is_short(citizen, "ready")
    await citizen.leave()
    await director.close_room()
    assert people.problems() == []


@pytest.mark.long
async def test_the_waiting_page_is_short_in_each_state(people: People) -> None:
    (first, _), (second, _) = await waiting(people, "seguridad", "transito", 2)
    special = await people.citizen("red")
    await special.join(Matter("seguridad", "transito", adjustments=("preferential",)))
    await special.sees("preferential")
    await is_short(special, "preferential")
    await is_short(second, "passed")
    await first.choose_option("postpone")
    await first.press("let-pass-2")
    await first.at("postponed")
    await is_short(first, "postponed")
    await is_in_reach(first, "resume", "emergency")
    await second.choose_option("prefer-phone")
    await second.press("phone-confirm")
    await second.sees("by-phone")
    await expect(second.see("more-dialog")).to_have_count(0)
    await is_short(second, "by telephone")

    moderator = await people.moderator()
    await moderator.set_line("seguridad", "pause")
    await moderator.see("line-reason").select_option("urgent_duty")
    await moderator.see("line-minutes").select_option("15")
    await moderator.confirm("line-pause")
    await special.sees("place", "Esta fila está en receso")
    await is_short(special, "paused")
    await is_in_reach(special, "check-open")
    for step, state in (("resume", "open"), ("drain", "draining"), ("open", "open")):
        await moderator.set_line("seguridad", step)
        await moderator.confirm(f"line-{step}")
        for one in (special.see("queue-state"), moderator.see("line-state-seguridad")):
            await expect(one).to_have_attribute("data-state", state)
        await is_short(special, state)
    for each in (first, second, special):
        await each.leave()
    assert people.problems() == []


async def test_more_options_by_keyboard_alone(people: People) -> None:
    citizen = await people.citizen("red")
    await citizen.join(Matter("bienestar", "programas"))
    await citizen.see("more").focus()
    for key in ("Enter", " "):
        await citizen.page.keyboard.press(key)
        await citizen.sees("more-dialog")
        await citizen.page.keyboard.press("Tab")
        assert await citizen.page.evaluate("!!document.activeElement.closest('[data-testid=more-dialog]')")
        await citizen.page.keyboard.press("Escape")
        await expect(citizen.see("more-dialog")).to_have_count(0)
        await expect(citizen.see("more")).to_be_focused()
    for option in ("postpone", "prefer-phone", "check-again", "another-matter", "elsewhere", "history", "data-so-far"):
        await citizen.open_options()
        await expect(citizen.see("more-dialog").get_by_test_id(option)).to_be_visible()
    await citizen.leave()
    assert people.problems() == []


async def test_folio_and_pin_are_saved_as_a_file(people: People) -> None:
    citizen = await people.citizen("red")
    await citizen.join(Matter("bienestar", "programas"))
    folio, pin = await citizen.folio_and_pin()
    async with citizen.page.expect_download() as download:
        await citizen.press("save-folio")
    file = await download.value
    assert file.suggested_filename == f"{folio}.txt"
    text = (await file.path()).read_text("utf-8")
    assert folio in text and pin in text and text.endswith("/seguimiento")
    await citizen.leave()
    assert people.problems() == []


PETITION, COMPLAINT = "/peticiones/nueva?area=agua&tema=fugas", "/peticiones/queja"
PAGES = {
    "/": 2400,
    "/areas": 740,
    "/areas/agua": 740,
    "/directorio?q=fuga": 2600,
    "/directorio?q=xyzxyz": 1400,
    "/peticiones": 1500,
    "/peticiones/nueva": 840,
    "/peticiones/nueva?area=agua": 740,
}
STEPS = {
    "/unirse/agua/fugas": ("#name", "#read_notice"),
    PETITION: ("#matter", "#files", "#name", "#read_notice"),
    COMPLAINT: ("#about", "#files", "#name", "#read_notice"),
}
"""Of each form a field of each step."""
FINGER = 24
"""The least height of a target (WCAG 2.5.8)."""
BAR = 44
"""The least height of a target on these pages (WCAG 2.5.5)."""
BELOW_NOTE = """document.querySelector("#right").getBoundingClientRect().top
    - document.querySelector("[data-draft-found]").getBoundingClientRect().bottom"""
FIRST_FIELD = 400
FORM_WORDS = 120
ALL_OF_IT = {PETITION: 2400, COMPLAINT: 2600}
LINE = 40


@pytest.mark.parametrize("path", PAGES)
async def test_pages_before_a_visit_are_short(people: People, path: str) -> None:
    citizen = await people.citizen("red", script=False)
    await citizen.page.goto(path)
    found = await measured(citizen.visitor)
    assert found["high"] <= PAGES[path], found
    assert people.problems() == []


async def test_links_below_the_topics_are_targets_for_a_finger(people: People) -> None:
    citizen = await people.citizen("red", script=False)
    await citizen.page.goto("/areas/agua")
    await measured(citizen.visitor)
    links = citizen.page.locator("main .row-tight a")
    heights = [(await one.bounding_box() or {"height": 0})["height"] for one in await links.all()]
    assert len(heights) == 2 and min(heights) >= FINGER, heights


async def test_links_of_the_footer_are_targets_for_a_finger(people: People) -> None:
    citizen = await people.citizen("red", script=False)
    await citizen.page.goto("/")
    await measured(citizen.visitor)
    links = citizen.page.locator("footer a").filter(visible=True)
    heights = [(await one.bounding_box() or {"height": 0})["height"] for one in await links.all()]
    assert len(heights) >= 7 and min(heights) >= BAR, heights
    assert people.problems() == []


async def test_what_is_folded_on_a_telephone_is_open_at_a_desk_and_on_paper(
    house: Installation, people: People
) -> None:
    office = await people.bring(Staff, "green", screen=PHONE, script=False)
    await office.sign_in("ventanilla", house.passwords["ventanilla"], on_page=True)
    await office.sees("front-desk")
    line = office.see("desk-line-agua")
    await expect(line).to_be_hidden()
    await office.press("desk-lines")
    await expect(line).to_be_visible()
    await office.press("desk-lines")
    await expect(line).to_be_hidden()
    await office.page.emulate_media(media="print")
    await expect(line).to_be_visible()
    await office.page.emulate_media(media="screen")
    await office.page.set_viewport_size(DESK)
    await expect(line).to_be_visible()
    await expect(office.see("desk-lines")).to_be_hidden()
    assert people.problems() == []


async def test_a_move_is_confirmed_without_scrolling_on_a_telephone(people: People) -> None:
    citizen = await people.citizen("red")
    number = await citizen.join(Matter("agua", "fugas"))
    moderator = await people.moderator(screen=PHONE)
    await moderator.open_mover(number)
    await moderator.see("move-to-bienestar").check()
    await expect(moderator.see("move-preview")).to_have_attribute("data-ready", "true")
    await moderator.see("move-dialog").evaluate("(dialog) => dialog.scrollTo(0, 0)")
    confirm = moderator.see("move-confirm")
    box = await confirm.bounding_box()
    assert box is not None and box["y"] + box["height"] <= PHONE["height"], box
    assert await confirm.evaluate(HIT)
    await moderator.page.keyboard.press("Escape")
    await citizen.leave()
    assert people.problems() == []


async def test_the_button_that_ends_the_test_of_devices_is_in_reach(people: People) -> None:
    citizen = await people.citizen("red")
    await citizen.join(Matter("bienestar", "programas"))
    await citizen.press("check-open")
    await citizen.press("try-camera")
    await citizen.sees("level")
    await is_in_reach(citizen, "devices-ready")
    await citizen.press("devices-ready")
    await expect(citizen.see("check-dialog")).to_have_count(0)
    await citizen.leave()
    assert people.problems() == []


async def test_another_request_about_personal_data_is_folded_until_it_is_written(
    house: Installation, people: People
) -> None:
    folio = await send(house, ("agua", "fugas"), "Hay una fuga en la calle Hidalgo")
    citizen = await people.citizen("red")
    await look_up(house, citizen, folio)
    await citizen.page.goto("/seguimiento/datos")
    await citizen.page.locator("#right-access").check()
    await citizen.press("right-send")
    await citizen.sees("done")
    text = citizen.page.locator("#text")
    await expect(text).to_be_hidden()
    found = await measured(citizen.visitor)
    assert found["high"] <= 3 * PHONE["height"], found
    await citizen.press("right-another")
    await text.fill("Mi apellido se escribe Ñáñez")
    await stored(citizen, "Mi apellido se escribe Ñáñez", "text", f"{folio} datos")
    await citizen.page.reload()
    await citizen.sees("draft-found")
    await expect(text).to_be_visible()
    assert await citizen.page.evaluate(BELOW_NOTE) >= 16
    assert people.problems() == []


async def steps_are_short(citizen: Citizen, steps: Sequence[str]) -> None:
    """One step is shown at a time, on one screen, and each leads to the next one and back."""
    for field in steps:
        await go_to(citizen.page, field)
        for other in steps:
            await expect(citizen.page.locator(other)).to_be_visible(visible=other == field)
        found = await measured(citizen.visitor)
        assert found["high"] <= PHONE["height"] and found["words"] <= FORM_WORDS, (field, found)
    for field in reversed(steps[:-1]):
        await citizen.see("form-back").filter(visible=True).click()
        await expect(citizen.page.locator(field)).to_be_visible()


@pytest.mark.parametrize("path", STEPS)
async def test_each_step_of_a_form_is_short_and_begins_high_without_script(people: People, path: str) -> None:
    citizen = await people.citizen("red", script=False)
    await citizen.page.goto(path)
    await expect(citizen.see("short-notice")).to_be_visible()
    first = await citizen.page.locator(STEPS[path][0]).bounding_box()
    assert first is not None and first["y"] <= FIRST_FIELD
    await steps_are_short(citizen, STEPS[path])
    assert people.problems() == []


async def test_hours_come_first_where_a_place_is_booked(house: Installation, people: People) -> None:
    async with week(house):
        citizen = await people.citizen("red", script=False)
        await citizen.page.goto("/areas/agua")
        found = await measured(citizen.visitor)
        assert found["high"] <= 760, found
        await citizen.press("book-fugas")
        await steps_are_short(citizen, ("#slot-1", "#name", "#read_notice"))
        assert people.problems() == []


async def test_errors_of_a_number_are_told_at_once_without_script(people: People) -> None:
    citizen = await people.citizen("red", script=False)
    await citizen.page.goto("/unirse/agua/fugas")
    await go_to_consents(citizen.page)
    await citizen.press("join-submit")
    for field in ("name", "matter", "read_notice", "consent_attention"):
        await expect(citizen.page.locator(f"#{field}-error")).to_be_visible()
    citizen.visitor.watch.forgive()


@pytest.mark.parametrize("path", ALL_OF_IT)
async def test_all_of_a_petition_with_its_errors_is_no_long_page(people: People, path: str) -> None:
    citizen = await people.citizen("red", script=False)
    await citizen.page.goto(path)
    await go_to_consents(citizen.page)
    await citizen.press("petition-submit")
    for field in ("matter", "name", "read_notice", "consent_attention"):
        await expect(citizen.page.locator(f"#{field}-error")).to_be_visible()
    for folded in ("#colonia", "#behalf"):
        await expect(citizen.page.locator(folded)).to_be_hidden()
    found = await measured(citizen.visitor)
    assert found["high"] <= ALL_OF_IT[path], found
    citizen.visitor.watch.forgive()


async def test_the_way_back_to_the_number_is_one_line_on_every_page_but_its_own(people: People) -> None:
    citizen = await people.citizen("red")
    number = await citizen.join(Matter("agua", "fugas"))
    await expect(citizen.see("own-number")).to_have_count(0)
    for path in (*PAGES, PETITION):
        await citizen.page.goto(path)
        line = await citizen.see("own-number").bounding_box()
        assert line is not None and line["height"] <= LINE and line["width"] == PHONE["width"], (path, line)
    await citizen.sees("own-number", unbroken(number))
    await citizen.press("own-number")
    await citizen.at("line")
    await citizen.leave()
    await citizen.page.goto("/areas")
    await expect(citizen.see("own-number")).to_have_count(0)
    assert people.problems() == []
