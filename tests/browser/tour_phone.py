"""A walk through attention by telephone: the front desk's page and slip, a call that is dialled, and one that goes over to it."""

from dataclasses import dataclass

from playwright.async_api import expect

from audiencia.core.unbroken import unbroken
from tests.browser.people import Citizen, Director, FrontDesk, Moderator
from tests.browser.walk import Walk

WATER, LEAKS = "agua", "fugas"
ENDS = "0142"


@dataclass
class PhoneTour(Walk):
    """From the counter to two results."""

    async def go(self) -> None:
        """The whole way."""
        desk = await self._desk()
        number = await self._slip(desk)
        moderator = await self.moderator()
        await expect(moderator.see(f"ticket-{number}").get_by_test_id("medium-phone")).to_be_visible()
        await moderator.see("board-only").select_option("phone")
        await self.look("moderator-by-phone", moderator.page)
        director = await self.director(WATER)
        await director.open_room()
        await self._dialled(director, number)
        await self._goes_over(director)
        await self._asked(director, moderator)
        await director.close_room()

    async def _desk(self) -> FrontDesk:
        desk = await self.bring(FrontDesk)
        await desk.sign_in("ventanilla", self.house.passwords["ventanilla"])
        await desk.sees("front-desk")
        await self.look("front-desk", desk.page)
        await desk.press("desk-submit")
        await desk.sees("error-summary")
        await self.look("front-desk-errors", desk.page)
        desk.visitor.watch.forgive()
        return desk

    async def _slip(self, desk: FrontDesk) -> str:
        number = await desk.give_number("phone", WATER, LEAKS, "Julia Mora", f"722 555 {ENDS}")
        await self.look("slip", desk.page)
        await desk.press("desk-again")
        await desk.find(number)
        await self.look("front-desk-found", desk.page)
        return number

    async def _dialled(self, director: Director, number: str) -> None:
        await expect(director.see(f"waiting-{number}")).to_contain_text(self.say("Por teléfono", "By telephone"))
        await director.call_next()
        await expect(director.see("phone-number")).to_have_attribute("href", f"tel:+52722555{ENDS}")
        await self.look("director-dials", director.page)
        await director.press("phone-answered")
        await director.phase("in_call")
        await self.look("director-by-phone", director.page)
        await director.end_call()
        await director.record("resolved_immediately", "information_given")

    async def _goes_over(self, director: Director) -> None:
        citizen, _ = await self.join((WATER, LEAKS), "Ramiro Cid", "Una fuga en la calle")
        await director.call_next()
        await citizen.answer()
        await director.phase("in_call")
        await director.dial()
        await citizen.at("phone")
        await expect(citizen.see("phone-words")).to_contain_text("..")
        await expect(director.see("attention")).to_have_attribute("data-live", "false")
        await self.look("turn-by-phone", citizen.page)
        await director.press("back-to-video")
        await citizen.at("call")
        await expect(director.see("attention")).to_have_attribute("data-live", "true")
        await director.end_call()
        await director.record("resolved_immediately", "information_given")

    async def _asked(self, director: Director, moderator: Moderator) -> None:
        citizen: Citizen
        citizen, number = await self.join((WATER, LEAKS), "Inés Gil", "No hay agua")
        await citizen.choose_option("prefer-phone")
        await self.look("turn-prefer-phone", citizen.page)
        await citizen.press("phone-confirm")
        await citizen.sees("by-phone")
        await self.look("turn-waits-for-phone", citizen.page)
        await moderator.unfold("more")
        await moderator.see("activity").locator("summary").click()
        told = moderator.see("activity").locator("li").filter(has_text=unbroken(number)).first
        await expect(told.get_by_test_id("medium-phone")).to_be_visible()
        await self.look("moderator-activity-by-phone", moderator.page)
        await director.call_next()
        await citizen.at("phone")
        await self.look("turn-is-dialled", citizen.page)
        await director.press("phone-no-answer")
        await citizen.at("absent")
        await citizen.leave()
