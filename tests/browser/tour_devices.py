"""A walk past what a code for another device looks like, and what people write to each other, while they wait and in the call."""

from dataclasses import dataclass

from playwright.async_api import expect

from tests.browser.people import Citizen, Director, Moderator
from tests.browser.walk import Walk

LIGHTS = ("servicios-publicos", "alumbrado")


@dataclass
class DevicesTour(Walk):
    """From a moderator's help to a call in writing that goes on on another device."""

    async def go(self) -> None:
        """The whole way."""
        citizen, number = await self.join(LIGHTS, "Elena Cruz", "Una lámpara que no prende")
        moderator = await self.moderator()
        await self._help(moderator, citizen, number)
        director = await self.director(LIGHTS[0])
        await director.open_room_at_once()
        await self._call(director, citizen)
        await director.go_elsewhere()
        await expect(director.see("qr")).to_be_visible()
        await self.look("director-elsewhere", director.page)
        await director.press("elsewhere-withdraw")
        await self._go_on(citizen)
        await director.end_call()
        await self.look("director-result-with-chat", director.page)
        await director.record("resolved_immediately", "information_given")
        await director.close_room()

    async def _help(self, moderator: Moderator, citizen: Citizen, number: str) -> None:
        await moderator.see(f"ticket-{number}").focus()
        await moderator.page.keyboard.press("t")
        await moderator.see("chat-text").fill("Buenos días. ¿Le ayudo con su cámara?")
        await moderator.press("chat-send")
        await citizen.sees("chat", "¿Le ayudo")
        await citizen.see("chat-text").fill("No tengo cámara ni micrófono, ¿puedo escribir?")
        await citizen.press("chat-send")
        await moderator.sees("chat", "¿puedo escribir?")
        await self.look("moderator-chat", moderator.page)
        await moderator.press("chat-announce")
        await self.look("moderator-announce-to-one", moderator.page)
        await moderator.see("announce-text").fill("Tenga a la mano su recibo.")
        await moderator.confirm("announce")
        await citizen.sees("announcements", "recibo")
        await citizen.open_check()
        await citizen.press("no-devices")
        await citizen.see("chat-text").fill("Gracias")
        await citizen.press("chat-send")
        await moderator.sees(f"unread-{number}")
        await self.look("turn-chat", citizen.page)
        await self.look("moderator-unread", moderator.page)

    async def _call(self, director: Director, citizen: Citizen) -> None:
        await director.call_next()
        await citizen.at("called")
        await self.look("turn-called-with-chat", citizen.page)
        await citizen.press("accept")
        await citizen.at("call")
        await citizen.see("chat-text").fill("La lámpara de mi calle lleva un mes apagada.")
        await citizen.press("chat-send")
        await director.sees("chat", "un mes apagada")
        await self.look("turn-call-chat", citizen.page)
        await self.look("director-call-chat", director.page)

    async def _go_on(self, citizen: Citizen) -> None:
        await citizen.open_more()
        await self.look("turn-call-more", citizen.page)
        await citizen.press("elsewhere")
        await expect(citizen.see("qr")).to_be_visible()
        await self.look("turn-elsewhere", citizen.page)
        link = await citizen.see("device-link").input_value()
        other = await self.bring(Citizen)
        await other.page.goto("/continuar")
        await self.look("continue-typed", other.page)
        await other.page.goto(link)
        await self.look("continue-ticket", other.page)
        await other.press("continue-here")
        await other.at("call")
        await citizen.sees("refused")
        await self.look("turn-elsewhere-now", citizen.page)
        citizen.visitor.watch.forgive()
