"""Director, assistant, citizen and moderator: who is in the room, a second seat, help without a sound, and an end for conduct."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.people import Assistant, Citizen, Director, Matter, Moderator
from tests.browser.probe import falls_silent, sees
from tests.browser.queue.scenes import talk
from tests.browser.queue.test_secrecy import SEALED, says

WORKS = "obras-publicas"
NOTE = "Trae la escritura, falta el plano"
ALONE, WITH_ASSISTANT = "no tiene a nadie más en la sala", "En la sala, con quien le atiende: Asistente"


@pytest.mark.long
async def test_a_room_of_two_that_is_kept_safe(people: People) -> None:
    director, moderator = await people.director(WORKS), await people.moderator()
    await director.open_room_at_once()
    citizen = await people.citizen("red")
    number = await citizen.join(Matter(WORKS, "baches"))
    await director.call_next()
    await citizen.sees("company", ALONE)
    await citizen.answer()
    assistant = await people.assistant(WORKS)
    await assistant.seated()
    await citizen.sees("company", WITH_ASSISTANT)
    await _help_without_a_sound(director, moderator, citizen)
    await _writing_together(director, assistant, citizen)
    await director.show_emergency()
    await citizen.sees("emergency-card", "911")
    await citizen.press("emergency-close")
    await _an_end_for_conduct(director, assistant, moderator, citizen, number)
    await _the_place_back(citizen, director)
    await director.press("send-away")
    await assistant.seated(seated=False)
    await director.close_room()
    assert people.problems() == []


async def _help_without_a_sound(director: Director, moderator: Moderator, citizen: Citizen) -> None:
    """The citizen's page is the same to the letter, but for the meter of data and the time of the call, which run by themselves."""
    # Who can open the call is said in other words once it is sealed.
    await sees(citizen.page, "blue")
    await says(citizen, SEALED)
    await citizen.open_more()
    before = await _but_the_meter(citizen)
    await director.page.keyboard.press("F2")
    await moderator.sees(f"help-room-{WORKS}", "pide ayuda, en silencio")
    box = await moderator.see(f"help-room-{WORKS}").bounding_box()
    assert box is not None and box["height"] <= 200, "what is told is as narrow as a letter beside its buttons"
    await moderator.press("help-answer")
    await director.sees("help-mark", "Alguien va para allá")
    # A note on the line may have come or gone meanwhile, and goes or comes by itself; one on help would stay.
    async with asyncio.timeout(90):
        while await _but_the_meter(citizen) != before:
            await asyncio.sleep(0.2)
    await director.press("withdraw-help")
    await expect(moderator.see(f"help-room-{WORKS}")).to_have_count(0)


async def _but_the_meter(citizen: Citizen) -> str:
    await citizen.sees("data-meter")
    return re.sub(r"Usados hasta ahora:.*|\d+:\d\d", "", await citizen.see("callscreen").inner_text())


async def _writing_together(director: Director, assistant: Assistant, citizen: Citizen) -> None:
    await assistant.sees("attended", "Rosa Pérez Luna")
    await assistant.see("note_working").fill(NOTE)
    await assistant.press("save-note")
    await expect(director.see("note_working")).to_have_value(NOTE)
    await assistant.page.locator("#step").fill("Traiga el plano")
    await assistant.press("add-step")
    await citizen.sees("next-steps", "Traiga el plano")


async def _an_end_for_conduct(
    director: Director, assistant: Assistant, moderator: Moderator, citizen: Citizen, number: str
) -> None:
    """The call is over at once, the assistant records the result, and the moderator reverses the ending."""
    await director.begin_end_for_conduct()
    await director.press("conduct-insults")
    await director.press("conduct-confirm")
    await director.phase("wrap_up")
    await falls_silent(citizen.page)
    await citizen.sees("conduct", "Se registró que hubo insultos")
    await moderator.sees(f"conduct-{number}", "Insultos")
    await expect(director.see("defer-outcome")).to_have_text("Mi asistente lo registra")
    await director.press("defer-outcome")
    await director.phase("available")
    await assistant.press(f"complete-{number}")
    await expect(assistant.see("pending-note_internal")).to_have_value(NOTE)
    await assistant.see("pending-outcome-resolved_immediately").check()
    await assistant.see("pending-disposition-information_given").check()
    await assistant.press("complete-confirm")
    await citizen.at("served")
    await moderator.press(f"review-{number}")
    await moderator.see("review-reversed").check()
    await moderator.press("review-confirm")
    await expect(moderator.see(f"conduct-{number}")).to_have_count(0)


async def _the_place_back(citizen: Citizen, director: Director) -> None:
    """With the folio that the browser still holds; and the room attends the same person again."""
    await citizen.press("take-place-back")
    await citizen.join(Matter(WORKS, "baches"))
    await citizen.place(1)
    await talk(director, citizen)
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    await citizen.at("served")
