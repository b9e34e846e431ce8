"""A walk with the mayor: calls that go on, knocking, three in a call, commitments, the curtain, and the cases of all departments."""

from dataclasses import dataclass

from playwright.async_api import expect

from tests.browser.people import Citizen, Director
from tests.browser.queue.scenes import LIMITS
from tests.browser.walk import Walk

SAFETY = ("seguridad", "vigilancia")
BY_RULE = ("seguridad", "queja-de-trato")


@dataclass
class MayorTour(Walk):
    """From an empty page to a commitment under the folio."""

    async def go(self) -> None:
        """The whole way."""
        citizen, _ = await self.join(SAFETY, "Zenaida Quetzal", "La patrulla ya no pasa por mi calle")
        by_rule, _ = await self.join(BY_RULE, "Diego Lara", "Me gritaron en la ventanilla")
        await by_rule.reads_why("Presidencia Municipal")
        await self.look("turn-by-rule", by_rule.page)
        director = await self.director(SAFETY[0])
        await director.open_room_at_once()
        mayor = await self._mayor()
        await director.call_next()
        await citizen.answer()
        await director.phase("in_call")
        await self._not_now(mayor, director, citizen)
        await self._three(mayor, director, citizen)
        await self._curtain(director)
        await mayor.press("leave-assist")
        await mayor.phase("available")
        await self._ends(director, citizen, mayor)
        await by_rule.leave()
        for room in (director, mayor):
            await room.close_room()
        await mayor.page.goto("/expedientes/supervision")
        await mayor.sees("oversight")
        await self.look("oversight", mayor.page)

    async def _mayor(self) -> Director:
        mayor = await self.bring(Director)
        await mayor.sign_in("presidencia", self.house.passwords["presidencia"])
        await mayor.phase("closed")
        await mayor.sees("mayor")
        await self.look("mayor-closed", mayor.page)
        await mayor.open_room_at_once()
        return mayor

    async def _not_now(self, mayor: Director, director: Director, citizen: Citizen) -> None:
        await mayor.see("lines").locator("summary").click()
        await mayor.sees("knock-at")
        await self.look("mayor-calls", mayor.page)
        await mayor.press("knock-at")
        await mayor.sees("knocking")
        await self.look("mayor-knocking", mayor.page)
        await citizen.sees("knock")
        await self.look("turn-knock", citizen.page)
        await director.sees("knock")
        await self.look("director-knock", director.page)
        await director.press("knock-yes")
        await director.sees("knock-answered")
        await self.look("director-knock-answered", director.page)
        await self.house.pass_time(LIMITS.knock_seconds)
        await mayor.sees("not-now")
        await self.look("mayor-not-now", mayor.page)

    async def _three(self, mayor: Director, director: Director, citizen: Citizen) -> None:
        await mayor.press("knock-at")
        await citizen.press("knock-yes")
        await director.press("knock-yes")
        await mayor.phase("assisting")
        await mayor.press("promise-open")
        await mayor.press("promise-send")
        await expect(mayor.see("error-summary")).to_be_visible()
        await self.look("mayor-in-a-call", mayor.page)
        await mayor.see("promise").fill("Una patrulla pasará cada noche")
        await mayor.see("promise-owner").select_option(index=4)
        await mayor.see("promise-due").fill("2099-01-01")
        await mayor.press("promise-send")
        await citizen.sees("promised")
        await citizen.sees("present")
        await self.look("turn-three", citizen.page)
        await director.sees("present")
        await self.look("director-three", director.page)

    async def _curtain(self, director: Director) -> None:
        await director.page.keyboard.press("F9")
        await director.sees("curtain")
        await self.look("curtain", director.page)
        await director.page.keyboard.press("F9")
        await director.phase("in_call")

    async def _ends(self, director: Director, citizen: Citizen, mayor: Director) -> None:
        await director.end_call()
        await director.record("in_process", "inspection")
        await citizen.at("served")
        await citizen.sees("promised")
        await self.look("turn-promised", citizen.page)
        await self.house.rows("UPDATE commitment SET due = '2020-01-01' RETURNING id")
        await self.house.rows("UPDATE queue SET version = version + 1 RETURNING id")
        await mayor.sees("overdue")
        await self.look("mayor-overdue", mayor.page)
        await director.sees("owed")
        folio, pin = await citizen.folio_and_pin()
        visitor = await self.bring(Citizen)
        await visitor.page.goto("/seguimiento")
        await visitor.page.locator("#folio").fill(folio)
        await visitor.page.locator("#pin").fill(pin)
        await visitor.press("follow-submit")
        await visitor.sees("commitments")
        await self.look("follow-commitments", visitor.page)
        await mayor.press("promise-done")
        await expect(mayor.see("owed")).to_have_count(0)
