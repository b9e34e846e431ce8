"""Written words: a moderator helps one who waits, a call goes on in writing, and where it is sealed the server has none of it."""

import base64
import re

import pytest
import redis.asyncio as redis
from playwright.async_api import expect

from audiencia.core.unbroken import unbroken
from audiencia.operations.valkey import Valkey
from tests.browser.conftest import People
from tests.browser.installation import Installation
from tests.browser.people import Matter, Person
from tests.browser.queue.scenes import conclude, talk

HERE = Matter("servicios-publicos", "alumbrado")


async def write(person: Person, text: str) -> None:
    """Types and presses Enter; the message stands in the conversation."""
    await person.see("chat-text").fill(text)
    await person.see("chat-text").press("Enter")
    await expect(person.see("chat-text")).to_have_value("")
    await expect(person.see("chat").locator("li[data-testid]").filter(has_text=text)).to_be_visible()


@pytest.mark.long
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


WITHOUT_TRANSFORMS = "delete self.RTCRtpScriptTransform; delete RTCRtpSender.prototype.createEncodedStreams"


async def test_what_is_typed_in_a_call_that_is_not_sealed_is_read_while_it_is_typed(people: People) -> None:
    citizen, director = await people.citizen("red"), await people.director("secretaria")
    await citizen.page.add_init_script(WITHOUT_TRANSFORMS)
    await director.open_room_at_once()
    await citizen.join(Matter("secretaria", "constancias"))
    await talk(director, citizen)
    await citizen.open_chat()
    await director.tab("chat")
    for person in (citizen, director):
        await expect(person.see("chat-secrecy")).to_contain_text("El servidor podría leerlo.")
    await citizen.see("show-typing").check()
    await citizen.see("chat-text").press_sequentially("No oigo, ")
    await director.sees("typed", "No oigo,")
    await citizen.see("chat-text").press_sequentially("le leo")
    await director.sees("typed", "No oigo, le leo")
    await citizen.see("chat-text").press("Enter")
    await director.sees("chat", "No oigo, le leo")
    await expect(director.see("typed")).to_have_count(0)
    await citizen.page.set_viewport_size({"width": 360, "height": 740})
    await director.see("show-typing").check()
    await director.see("chat-text").fill("Escriba con calma")
    await citizen.sees("typed", "Escriba con calma")
    await expect(citizen.see("typed").locator(".chat-text")).to_be_in_viewport(ratio=0.9)
    assert await citizen.see("chat-send").evaluate(UNCOVERED)
    await director.see("show-typing").uncheck()
    await expect(citizen.see("typed")).to_have_count(0)
    await conclude(director, citizen)
    await director.close_room()
    assert people.problems() == []


def said_by(person: Person) -> list[str]:
    """All that the pages of this person say to the server from now on, and what is inside of what they say about keys."""
    said: list[str] = []

    def note(frame: str | bytes) -> None:
        text = frame if isinstance(frame, str) else frame.decode("latin-1")
        said.append(text)
        bodies = re.findall(r'"body":"([\w-]+)"', text)
        said.extend(base64.urlsafe_b64decode(body + "==").decode("latin-1") for body in bodies)

    person.page.on("websocket", lambda socket: socket.on("framesent", note))
    return said


async def in_valkey(house: Installation) -> bytes:
    """All that Valkey has."""
    async with redis.from_url(Valkey.open(house.data).url) as valkey:
        return b" ".join([key + (await valkey.dump(key) or b"") async for key in valkey.scan_iter()])


UNCOVERED = """(button) => {
  const {left, width, bottom} = button.getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, bottom - 2) === button;
}"""


@pytest.mark.long
async def test_the_server_has_of_a_sealed_chat_what_is_kept_in_the_case_alone(
    people: People, house: Installation
) -> None:
    citizen, director = await people.citizen("red"), await people.director("medio-ambiente")
    said = by_citizen, by_director = said_by(citizen), said_by(director)
    await director.page.reload()
    await director.open_room()
    await citizen.join(Matter("medio-ambiente", "maltrato-animal"))
    await talk(director, citizen)
    await citizen.open_chat()
    await director.tab("chat")
    for person in (citizen, director):
        await expect(person.see("chat-secrecy")).to_have_attribute("data-sealed", "true")
    address, answer = "Vivo junto al pozo Atlixtac", "Lleve el croquis Amoxtli"
    await write(citizen, address)
    await director.sees("chat", address)
    await write(director, answer)
    await citizen.sees("chat", answer)
    # What is typed is read before it is sent.
    await citizen.see("show-typing").check()
    await citizen.see("chat-text").fill("Me dicen Tonalli")
    await director.sees("typed", "Me dicen Tonalli")
    await citizen.page.set_viewport_size({"width": 360, "height": 740})
    assert await citizen.see("chat-send").evaluate(UNCOVERED)
    await citizen.see("chat-text").fill("")
    await expect(director.see("typed")).to_have_count(0)
    log = house.log("web").encode() + await in_valkey(house)
    for frames in said:
        assert any('"say":"words"' in one for one in frames), "the search sees nothing"
    for word in ("Atlixtac", "Amoxtli", "Tonalli"):
        assert not any(word in one for frames in said for one in frames)
        assert word.encode() not in log
    assert await house.rows("SELECT FROM chat_message") == []
    # Both see what the official kept; from then on the server has it.
    await director.see("keep").filter(has_text=address).click()
    await citizen.sees("under-keys", "Guardado en el expediente")
    await expect(director.see("keep").filter(has_text=address)).to_have_attribute("aria-disabled", "true")
    await director.tab("note")
    await expect(director.see("note_working")).to_have_value(re.compile(f": {address}$"))
    assert any("Atlixtac" in one for one in by_director)
    assert not any("Amoxtli" in one for one in by_director) and not any("Atlixtac" in one for one in by_citizen)
    # A page that is loaded anew has nothing of it.
    await citizen.page.reload()
    await citizen.open_chat()
    await expect(citizen.see("chat-secrecy")).to_have_attribute("data-sealed", "true")
    await expect(citizen.see("chat")).not_to_contain_text("Amoxtli")
    await conclude(director, citizen)
    await director.close_room()
    assert people.problems() == []
