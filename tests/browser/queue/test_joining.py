"""Joining: one number for each person in a line with a way out for families, and preferential attention."""

import re

import pytest
from playwright.async_api import expect

from audiencia.core.unbroken import unbroken
from tests.browser.conftest import People
from tests.browser.people import Citizen, Matter, fill_join_form, go_to_consents
from tests.browser.queue.scenes import waiting

TEN_DIGITS = "722 987 6543"
PREFERENTIAL_JOINED = "Llegó una persona con atención preferente"


@pytest.mark.long
async def test_a_second_number_for_the_same_person_and_a_number_for_another_one(people: People) -> None:
    citizen, stranger = await people.citizen("red"), await people.citizen("red")
    moderator = await people.moderator("green")
    number = await citizen.join(Matter("desarrollo-economico", "mercados", contact=TEN_DIGITS))
    # Another device with the same telephone, written in another way, learns nothing; the board shows both numbers to staff.
    other = await stranger.join(Matter("desarrollo-economico", "empleo", contact="+52 (722) 9876543"))
    await moderator.sees(f"same-contact-{other}", unbroken(number))
    await stranger.leave()
    # In another line the same person may have one.
    await stranger.join(Matter("bienestar", "salud", contact=TEN_DIGITS))
    await stranger.leave()
    # The same device: the own number, and the way for somebody else who uses it.
    await citizen.page.goto("/unirse/desarrollo-economico/mercados")
    await citizen.sees("taken", f"Usted tiene el turno {unbroken(number)}")
    await expect(citizen.see("join-submit")).to_have_count(0)
    folio, pin = await _other_person_joins(citizen)
    citizen.visitor.watch.forgive()
    await citizen.place(2)
    await expect(citizen.see("number")).not_to_have_text(number)
    await citizen.leave()
    # The first number is opened again with what the page told to write down.
    await citizen.page.goto("/seguimiento")
    await citizen.page.locator("#folio").fill(folio)
    await citizen.page.locator("#pin").fill(pin)
    await citizen.press("follow-submit")
    await citizen.press("open-here")
    await citizen.at("line")
    await expect(citizen.see("number")).to_have_text(number)
    await citizen.leave()
    assert people.problems() == []


async def test_a_step_is_left_once_it_is_filled_in_and_says_what_the_server_would(people: People) -> None:
    citizen, plain = await people.citizen("red"), await people.citizen("blue", script=False)
    await plain.page.goto("/unirse/bienestar/salud")
    await go_to_consents(plain.page)
    await plain.press("join-submit")
    page = citizen.page
    await page.goto("/unirse/bienestar/salud")
    await page.locator("#contact").fill("extensión 12")
    await citizen.press("form-next")
    await expect(page.locator("#name")).to_be_focused()
    for field in ("name", "matter"):
        server = await plain.page.locator(f"#{field}-error").inner_text()
        await expect(page.locator(f"#{field}-error")).to_have_text(server, use_inner_text=True)
    await expect(page.locator("#contact-error")).to_contain_text("no es un teléfono ni un correo")
    await page.locator("#contact").fill("722 123 45 67")
    await expect(page.locator("#contact-error")).to_have_count(0)
    await fill_join_form(page, Matter("bienestar", "salud"))
    await expect(page.locator("#read_notice")).to_be_checked()
    plain.visitor.watch.forgive()
    assert people.problems() == []


async def test_enter_in_a_field_leads_to_the_next_step(people: People) -> None:
    citizen = await people.citizen("red")
    page = citizen.page
    await page.goto("/unirse/bienestar/salud")
    await page.locator("#contact").press("Enter")
    await expect(page.locator("#name")).to_be_focused()
    await expect(page.locator("#name-error")).to_be_visible()
    await page.locator("#matter").fill("Cita médica")
    await page.locator("#name").fill("Ana")
    await page.locator("#name").press("Enter")
    await expect(page.locator("#read_notice")).to_be_visible()
    await expect(citizen.see("error-summary")).to_have_count(0)
    assert people.problems() == []


async def _other_person_joins(citizen: Citizen) -> tuple[str, str]:
    """A relative takes a number at the same telephone; gives the folio and PIN that the page tells to write down."""
    await citizen.press("open-my-ticket")
    await citizen.at("line")
    folio, pin = await citizen.folio_and_pin()
    await citizen.page.goto("/unirse/desarrollo-economico/mercados")
    await citizen.press("other-person-link")
    relative = Matter("desarrollo-economico", "mercados", "Julia Pérez Luna", "Un puesto en el tianguis")
    await fill_join_form(citizen.page, relative)
    await expect(citizen.page.locator("#other_person-hint")).to_contain_text(unbroken(folio))
    await expect(citizen.page.locator("#other_person-hint")).to_contain_text(pin)
    await citizen.page.locator("#other_person").check()
    await citizen.press("join-submit")
    await citizen.at("line")
    return folio, pin


async def test_preferential_attention_is_called_earlier_and_the_others_read_why(people: People) -> None:
    ordinary = [citizen for citizen, _ in await waiting(people, "bienestar", "salud", 3)]
    await expect(ordinary[0].see("preferential")).to_have_count(0)
    preferential = await people.citizen("red")
    await preferential.join(Matter("bienestar", "personas-mayores", adjustments=("preferential",)))
    # At most every third call: before how many of the others depends on the calls that this line has seen.
    await expect(preferential.see("place")).to_have_attribute("data-place", re.compile("^[123]$"))
    await preferential.sees("preferential", "Atención preferente")
    await ordinary[2].was_passed(PREFERENTIAL_JOINED, 3, 4)
    for citizen in (*ordinary, preferential):
        await citizen.leave()
    assert people.problems() == []
