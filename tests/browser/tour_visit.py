"""A walk through all that a visit can be: ready checks, time of one's own, calls of three, cut-off calls, other matters."""

from dataclasses import dataclass

from playwright.async_api import expect

from tests.browser.people import Citizen, Director
from tests.browser.probe import sees
from tests.browser.queue.scenes import LIMITS
from tests.browser.walk import Walk

WELFARE, TREASURY = ("bienestar", "programas"), ("tesoreria", "predial")
NOTE = "Ya trae el recibo. Falta firmar el convenio, que se hace en la ventanilla 3."


@dataclass
class VisitTour(Walk):
    """One citizen goes through everything, another one waits behind, and two directors attend."""

    async def go(self) -> None:
        """From the ready check to the citizen's word about the result."""
        citizen, number = await self.join(WELFARE, "Guadalupe Ñáñez", "Quiero apuntarme a un programa social")
        behind, _ = await self.join(WELFARE, "Beto Ruiz", "Mi mamá necesita una consulta")
        special, _ = await self.join(
            WELFARE, "Carmen Solís", "Una asesoría familiar", adjustments=("preferential", "sign_language")
        )
        host = await self.director(WELFARE[0])
        await host.open_room()
        await self._ready(citizen, behind, special, host)
        await self._own_time(citizen, behind)
        await self._other_matter(citizen)
        guest = await self.director(TREASURY[0])
        await guest.open_room()
        await self._call(citizen, host)
        await self._three(citizen, host, guest)
        await self._cut_off(citizen, host)
        await self._next_matter(citizen, host, guest)
        await self._later(citizen, number, guest)
        await self._word(citizen)
        for one in (behind, special):
            await one.leave()
        for director in (host, guest):
            await director.close_room()

    async def _ready(self, citizen: Citizen, behind: Citizen, special: Citizen, host: Director) -> None:
        await expect(citizen.see("ready-check")).to_have_attribute("data-asked", "true")
        await self.look("turn-ready-asked", citizen.page)
        await special.sees("preferential")
        await self.look("turn-preferential", special.page)
        await behind.say_ready()
        await self.look("turn-ready-said", behind.page)
        await expect(host.see("waiting").locator(".tag.good")).to_be_visible()
        await self.look("director-waiting-tags", host.page)

    async def _own_time(self, citizen: Citizen, behind: Citizen) -> None:
        await citizen.choose_option("postpone")
        await citizen.sees("postpone-dialog")
        await self.look("turn-postpone-dialog", citizen.page)
        await citizen.see("not-before").select_option(index=2)
        await citizen.press("postpone-until")
        await citizen.at("postponed")
        await self.look("turn-postponed-until", citizen.page)
        await behind.place(1)
        await citizen.press("resume")
        await citizen.at("line")
        await behind.sees("passed")
        await self.look("turn-passed", behind.page)
        await behind.press("passed-ok")
        await behind.open_options()
        await behind.see("history").locator("summary").click()
        await self.look("turn-history", behind.page)
        await citizen.choose_option("postpone")
        await citizen.press("let-pass-2")
        await citizen.at("postponed")
        await self.look("turn-postponed-let-pass", citizen.page)
        await citizen.press("resume")
        await citizen.place(1)
        await citizen.say_ready()

    async def _other_matter(self, citizen: Citizen) -> None:
        await citizen.choose_option("another-matter")
        await citizen.press("matter-confirm")
        await expect(citizen.see("matter-form").locator(".error-summary")).to_be_visible()
        await self.look("turn-matter-errors", citizen.page)
        await citizen.see("matter-department").select_option(TREASURY[0])
        await citizen.see("matter-topic").select_option(TREASURY[1])
        await citizen.see("matter-text").fill("También quiero saber cuánto debo de predial")
        await self.look("turn-matter-dialog", citizen.page)
        await citizen.press("matter-confirm")
        await citizen.sees("matter")
        await self.look("turn-matters", citizen.page)

    async def _call(self, citizen: Citizen, host: Director) -> None:
        await host.call_next()
        await citizen.at("called")
        await citizen.press("need-minute")
        await citizen.sees("minute-taken")
        await sees(citizen.page, "red", video="self-video")
        await self.look("turn-called-minute", citizen.page)
        await citizen.answer()
        await host.phase("in_call")
        await sees(host.page, "red")
        await sees(citizen.page, "blue")
        await self.look("director-in-call-matters", host.page)
        await host.press("hold")
        await citizen.sees("on-hold")
        await self.look("turn-on-hold", citizen.page)
        await self.look("director-on-hold", host.page)
        await host.press("unhold")
        await host.phase("in_call")

    async def _three(self, citizen: Citizen, host: Director, guest: Director) -> None:
        await host.press("transfer")
        await host.see(f"target-{TREASURY[0]}").check()
        await self.look("director-transfer-dialog", host.page)
        await host.press("invite")
        await host.sees("invited")
        await self.look("director-invited", host.page)
        await guest.sees("invitation")
        await self.look("director-invitation", guest.page)
        await guest.press("invitation-join")
        await guest.phase("assisting")
        for page in (citizen.page, host.page, guest.page):
            await sees(page, "blue", video="second-video")
        await self.look("turn-three", citizen.page)
        await self.look("director-three", host.page)
        await self.look("director-guest", guest.page)
        await host.press("hand-over")
        await host.sees("hand-over-dialog")
        await self.look("director-hand-over-dialog", host.page)
        await host.press("hand-over-cancel")
        await host.press("end-assist")
        await guest.phase("available")

    async def _cut_off(self, citizen: Citizen, host: Director) -> None:
        await host.page.evaluate("probe.blockSockets(true)")
        await citizen.sees("director-away")
        await self.look("turn-director-away", citizen.page)
        await host.page.evaluate("probe.blockSockets(false)")
        await host.is_connected()
        host.visitor.watch.forgive()
        await expect(citizen.see("director-away")).to_have_count(0)
        await citizen.close_page()
        await host.sees("citizen-away")
        await self.look("director-citizen-away", host.page)
        await self.house.pass_time(LIMITS.drop_seconds)
        await host.phase("reconnecting")
        await self.look("director-reconnecting", host.page)
        await host.press("let-go")
        await host.sees("let-go-dialog")
        await self.look("director-let-go-dialog", host.page)
        await host.press("let-go-cancel")
        await citizen.open_page_again()
        await citizen.at("call")
        await host.phase("in_call")

    async def _next_matter(self, citizen: Citizen, host: Director, guest: Director) -> None:
        await host.end_call()
        await host.sees("matters-left")
        await self.look("director-wrap-up-matters", host.page)
        await host.press("pass-on")
        await host.page.locator("#note_pass_on").fill(NOTE)
        await self.look("director-pass-on-dialog", host.page)
        await host.press("pass-on-confirm")
        await host.phase("available")
        await citizen.at("line")
        await self.look("turn-next-matter", citizen.page)
        await guest.call_next()
        await citizen.answer()
        await guest.phase("in_call")
        await guest.sees("leg-notes")
        await sees(guest.page, "red")
        await self.look("director-leg-notes", guest.page)

    async def _later(self, citizen: Citizen, number: str, guest: Director) -> None:
        await guest.end_call()
        await guest.press("defer-outcome")
        await guest.phase("available")
        await expect(citizen.see("recording")).to_have_attribute("data-later", "true")
        await self.look("turn-recording-later", citizen.page)
        await guest.sees(f"pending-{number}")
        await self.look("director-pending", guest.page)
        await guest.press(f"complete-{number}")
        await guest.press("complete-confirm")
        await expect(guest.see("complete-form").locator(".error-summary")).to_be_visible()
        await self.look("director-complete-errors", guest.page)
        await guest.see("pending-outcome-resolved_immediately").check()
        await guest.see("pending-disposition-information_given").check()
        await self.look("director-complete-dialog", guest.page)
        await guest.press("complete-confirm")
        await expect(guest.see("complete-dialog")).to_have_count(0)

    async def _word(self, citizen: Citizen) -> None:
        await citizen.at("served")
        folio, pin = await citizen.folio_and_pin()
        await citizen.sees("word")
        await self.look("turn-word", citizen.page)
        await citizen.press("word-no")
        await citizen.sees("word-said")
        await self.look("turn-word-no", citizen.page)
        await citizen.page.goto("/seguimiento")
        await citizen.page.locator("#folio").fill(folio)
        await citizen.page.locator("#pin").fill(pin)
        await citizen.press("follow-submit")
        await citizen.sees("word")
        await self.look("follow-reopened", citizen.page)
