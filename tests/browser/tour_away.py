"""A walk through a day on which a director cannot attend: the substitute, what is asked, and how each one goes on."""

from dataclasses import dataclass

from playwright.async_api import expect

from tests.browser.people import Citizen, Director, Moderator
from tests.browser.walk import Walk

WORKS, WATER = ("obras-publicas", "baches"), "agua"


@dataclass
class AwayTour(Walk):
    """From a call that is cut off by it to the day going on as before."""

    async def go(self) -> None:
        """The whole way."""
        director = await self.director(WORKS[0])
        await director.open_room_at_once()
        waiting, _ = await self.join(WORKS, "Elena Cruz", "Un bache frente a mi casa")
        later, _ = await self.join(WORKS, "Diego Lara", "Una banqueta rota")
        substitute = await self._substitute()
        moderator = await self.moderator()
        await self._away(moderator, director)
        await self._asked(waiting, later)
        await self.look("moderator-offers", moderator.page)
        await moderator.press(f"withdraw-offers-{WORKS[0]}")
        await self.look("moderator-withdraw-offers", moderator.page)
        await moderator.confirm("withdraw-offers")
        await expect(waiting.see("offer-waits")).to_have_count(0)
        await substitute.phase("closed")
        await self._as_before(moderator, director, substitute)
        await waiting.leave()

    async def _substitute(self) -> Director:
        substitute = await self.bring(Director)
        login = f"suplencia-{WORKS[0]}"
        await substitute.sign_in(login, self.house.passwords[login])
        await substitute.sees("off-duty")
        await self.look("director-stands-in", substitute.page)
        return substitute

    async def _away(self, moderator: Moderator, director: Director) -> None:
        room = await moderator.room(WORKS[0])
        await room.locator("[data-testid^=away-]").click()
        await moderator.press("away-confirm")
        await expect(moderator.see("away-dialog").locator(".error-summary")).to_be_visible()
        await self.look("moderator-away-errors", moderator.page)
        await moderator.see("away-reason").select_option("ill")
        await moderator.see("away-dialog").locator("[data-testid^=substitute-]").last.check()
        await moderator.see(f"offer-{WATER}").check()
        await self.look("moderator-away-dialog", moderator.page)
        await moderator.confirm("away")
        await director.sees("off-duty")
        await self.look("director-away", director.page)

    async def _asked(self, waiting: Citizen, later: Citizen) -> None:
        await waiting.sees("offer")
        await self.look("turn-offer", waiting.page)
        await waiting.press("offer-telephone")
        await self.look("turn-offer-phone", waiting.page)
        await waiting.press("offer-phone-confirm")
        await waiting.sees("offer-waits")
        await waiting.press("offer-change")
        await self.look("turn-offer-change", waiting.page)
        await later.press("offer-next")
        await self.look("turn-offer-sure", later.page)
        await later.press("offer-confirm")
        await later.at("later")
        await self.look("turn-next-session", later.page)

    async def _as_before(self, moderator: Moderator, director: Director, substitute: Director) -> None:
        """The director is back, and the substitute stands in again: whoever walks next finds it so."""
        await self.look("moderator-roster", moderator.page)
        line = await moderator.open_line(WORKS[0])
        await line.locator("[data-testid^=attends-]").click()
        await expect(director.see("open-room-anyway")).to_be_visible()
        room = line.locator("[data-testid^=room-]").filter(has_text="Suplencia")
        await moderator.open_room(room)
        await room.locator("[data-testid^=stands-in-]").click()
        await expect(substitute.see("off-duty")).to_be_visible()
