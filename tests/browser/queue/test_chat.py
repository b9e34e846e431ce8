"""Written words: a moderator helps one who waits, and a citizen without camera or microphone is attended all the same."""

from playwright.async_api import expect

from audiencia.core.unbroken import unbroken
from tests.browser.conftest import People
from tests.browser.people import Matter, Person

HERE = Matter("servicios-publicos", "alumbrado")


async def write(person: Person, text: str) -> None:
    """Types and presses Enter; the message stands in the conversation."""
    await person.see("chat-text").fill(text)
    await person.see("chat-text").press("Enter")
    await expect(person.see("chat-text")).to_have_value("")
    await expect(person.see("chat").locator("li[data-testid]").filter(has_text=text)).to_be_visible()


async def test_a_moderator_helps_and_a_call_goes_on_in_writing(people: People) -> None:
    citizen, moderator = await people.citizen("red"), await people.moderator()
    number = await citizen.join(HERE)
    await moderator.see(f"ticket-{number}").focus()
    await moderator.page.keyboard.press("t")
    await moderator.sees("chat-dialog")
    await write(moderator, "¿Le ayudo con su cámara?")
    await citizen.sees("chat-dock", "¿Le ayudo con su cámara?")
    await moderator.press("chat-close")

    await citizen.see("chat-text").fill("No tengo cámara")
    await citizen.lose_network()
    await expect(citizen.see("connection")).to_have_attribute("data-connection", "offline")
    await expect(citizen.see("chat-text")).to_have_value("No tengo cámara")
    await citizen.see("chat-text").press("Enter")
    await citizen.find_network()
    await citizen.sees("chat", "No tengo cámara")
    await moderator.sees(f"unread-{number}")
    await moderator.unfold("alerts")
    await moderator.sees(f"alert-wrote-{HERE.department}", unbroken(number))
    await moderator.page.keyboard.press("Escape")
    await moderator.open_mover(number)
    await moderator.press("write-instead")
    await moderator.sees("chat", "No tengo cámara")
    await expect(moderator.see(f"unread-{number}")).to_have_count(0)
    await moderator.press("chat-announce")
    await moderator.see("announce-text").fill("Traiga su recibo")
    await moderator.confirm("announce")
    await citizen.sees("announcements", "Traiga su recibo")
    await moderator.unfold("announcements")
    await moderator.sees("announcements", number)

    await citizen.open_check()
    await citizen.press("no-devices")
    director = await people.director(HERE.department)
    await director.open_room_at_once()
    await director.call_next()
    await citizen.at("called")
    await citizen.press("accept")
    await citizen.at("call")
    await write(citizen, "No oigo bien")
    await director.sees("chat", "No oigo bien")
    await write(director, "Le leo")
    await citizen.sees("chat", "Le leo")
    await expect(citizen.see("chat")).not_to_contain_text("¿Le ayudo")
    await director.tab("steps")
    await write(citizen, "¿Sigue ahí?")
    await director.sees("chat-unseen", "1")
    await director.end_call()
    await director.record("resolved_immediately", "information_given")
    await citizen.at("served")
    await director.close_room()
    assert people.problems() == []
