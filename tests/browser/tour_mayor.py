"""A walk with the mayor: calls that go on, knocking, three in a call, commitments, the curtain, and the cases of all departments."""

from dataclasses import dataclass

from playwright.async_api import Page, expect

from tests.browser.people import Citizen, Director
from tests.browser.probe import hears, sees
from tests.browser.queue.scenes import LOOKED_AT_SECONDS, talk
from tests.browser.walk import Walk

SAFETY = ("seguridad", "vigilancia")
BY_RULE = ("seguridad", "queja-de-trato")
NAME, MATTER, NOTE = "Zenaida Quetzal", "La patrulla ya no pasa por mi calle", "Lleva tres visitas por lo mismo"
PROMISE = "Una patrulla pasará cada noche"
EVERYTHING = """[document.title, document.documentElement.outerHTML,
    ...[...document.querySelectorAll("input, textarea, select")].map((one) => one.value)].join("\\n")"""
PICTURES = "document.querySelectorAll('video, canvas').length"


@dataclass
class MayorTour(Walk):
    """From an empty page to a commitment under the folio."""

    async def go(self) -> None:
        """The whole way."""
        citizen, _ = await self.join(SAFETY, NAME, MATTER)
        by_rule, _ = await self.join(BY_RULE, "Diego Lara", "Me gritaron en la ventanilla")
        await by_rule.reads_why("Presidencia Municipal")
        await self.look("turn-by-rule", by_rule.page)
        director = await self.director(SAFETY[0])
        await director.open_room()
        mayor = await self._mayor()
        await talk(director, citizen)
        await self._not_now(mayor, director, citizen)
        await self._three(mayor, director, citizen)
        await self._curtain(director)
        await mayor.press("leave-assist")
        await mayor.phase("available")
        await expect(citizen.see("present")).to_have_count(0)
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
        await mayor.open_room()
        return mayor

    async def _not_now(self, mayor: Director, director: Director, citizen: Citizen) -> None:
        """The citizen says no: nobody is told so, and when the time is over it is only not now."""
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
        await citizen.press("knock-no")
        await expect(citizen.see("knock")).to_have_count(0)
        await mayor.sees("knocking")
        await director.sees("knock-answered")
        await self.house.pass_time(LOOKED_AT_SECONDS)
        await mayor.sees("not-now", self.say("Ahora no.", "Not now."))
        await self.look("mayor-not-now", mayor.page)
        await expect(director.see("knock-answered")).to_have_count(0)
        await director.phase("in_call")

    async def _three(self, mayor: Director, director: Director, citizen: Citizen) -> None:
        await mayor.press("knock-at")
        await citizen.press("knock-yes")
        await director.press("knock-yes")
        await mayor.phase("assisting")
        for page, first in ((citizen.page, "blue"), (director.page, "red"), (mayor.page, "red")):
            await sees(page, first)
            await sees(page, "blue", video="second-video")
        await mayor.press("promise-open")
        await mayor.press("promise-send")
        await expect(mayor.see("error-summary")).to_be_visible()
        await self.look("mayor-in-a-call", mayor.page)
        await mayor.see("promise").fill(PROMISE)
        await mayor.see("promise-owner").select_option(index=4)
        await mayor.see("promise-due").fill("2099-01-01")
        await mayor.press("promise-send")
        await citizen.sees("promised", PROMISE)
        await mayor.sees("owed", PROMISE)
        for person in (citizen, director):
            await person.sees("present", self.say("Presidencia Municipal", "Mayor"))
        await mayor.sees("present", self.say("usted", "you"))
        await self.look("turn-three", citizen.page)
        await self.look("director-three", director.page)

    async def _curtain(self, director: Director) -> None:
        """One key: nothing personal is left in the page, the sound goes on, and what was written is there again."""
        page = director.page
        await page.locator("#step").fill(NOTE)
        before = await page.evaluate(EVERYTHING)
        assert all(personal in before for personal in (NAME, MATTER, NOTE))
        await page.keyboard.press("F9")
        await director.sees("curtain")
        await self.look("curtain", page)
        await self._holds_nothing(page)
        await hears(page)
        await self._holds_nothing(page)
        await page.keyboard.press("F9")
        await expect(page.locator("#step")).to_have_value(NOTE)
        await expect(page.locator("#step")).to_be_focused()
        await sees(page, "red")
        await sees(page, "blue", video="second-video")
        await director.press("curtain-draw")
        await director.press("curtain-open")
        await director.sees("current", NAME)
        await page.locator("#step").fill("")

    async def _holds_nothing(self, page: Page) -> None:
        now = await page.evaluate(EVERYTHING)
        assert not any(personal in now for personal in (NAME, MATTER, NOTE))
        assert await page.evaluate(PICTURES) == 0

    async def _ends(self, director: Director, citizen: Citizen, mayor: Director) -> None:
        await director.end_call()
        await director.record("in_process", "inspection")
        await citizen.at("served")
        await citizen.sees("promised", PROMISE)
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
