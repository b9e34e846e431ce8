"""A walk past what calls cost, and past what goes wrong with the devices of a telephone."""

import asyncio
from dataclasses import dataclass

from playwright.async_api import expect

from tests.browser.chromium import PHONE, visit
from tests.browser.people import Citizen, Director
from tests.browser.probe import sees, until
from tests.browser.walk import LOCALES, Walk

WATER, LEAKS = "agua", "fugas"
WHATSAPP = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 WhatsApp/24.10"
IN_USE = """(() => { navigator.mediaDevices.getUserMedia = () =>
    Promise.reject(new DOMException("in use", "NotReadableError")); })()"""
GONE = """(() => { const [track] = document.querySelector("[data-testid=self-video]").srcObject.getVideoTracks();
    track.stop(); track.dispatchEvent(new Event("ended")); })()"""

FROZEN = "probe.say('citizen', 'freezes', {count: 3, milliseconds: %d})"
COUNTS_NONE = """(() => { const { prototype } = RTCPeerConnection, own = prototype.getStats;
    prototype.getStats = async function () {
        return new Map([...await own.call(this)].map(([id, stat]) => [id, { ...stat, freezeCount: undefined }])); }; })()"""
"""The page says nothing of its own pictures: so soon after it nothing else would be taken."""


@dataclass
class DataTour(Walk):
    """From the waiting room of a telephone with little data to the end of its call."""

    async def go(self) -> None:
        """The whole way."""
        await self._shut_in()
        director = await self.director(WATER)
        await director.open_room()
        citizen, _ = await self.join((WATER, LEAKS), "Ramiro Cid", "Una fuga en la calle")
        await citizen.open_options()
        await citizen.sees("data-so-far")
        await citizen.close_options()
        await director.call_next()
        await citizen.at("called")
        await expect(citizen.see("open-camera")).to_have_count(0)
        await self.look("called-with-costs", citizen.page)
        await citizen.press("accept")
        await citizen.at("call")
        await sees(citizen.page, "blue")
        await self._lines(citizen, director)
        await self._ways(citizen, director)
        await self._troubles(citizen)
        await director.end_call()
        await director.record("resolved_immediately", "information_given")
        await director.close_room()

    async def _shut_in(self) -> None:
        visitor = await visit(
            self.citizens, self.house.url, screen=PHONE, locale=LOCALES[self.language], within=WHATSAPP
        )
        self.stack.push_async_callback(visitor.close)
        citizen = Citizen(visitor)
        await citizen.join()
        await citizen.press("open-real-browser")
        await citizen.sees("real-browser-link")
        await self.look("line-in-another-application", citizen.page)
        await citizen.leave()

    async def _lines(self, citizen: Citizen, director: Director) -> None:
        """The citizen's line in each grade: the page says that pictures stood still, as it does of itself."""
        line = director.see("line-citizen")
        await citizen.page.evaluate(COUNTS_NONE)
        await expect(line).to_have_attribute("data-grade", "good")
        await self.look("director-line-good", director.page)
        await citizen.page.evaluate(FROZEN % 3500)
        await expect(line).to_have_attribute("data-grade", "fair")
        await line.locator("summary").click()
        await self.look("director-line-fair", director.page)
        # What is said again too soon is refused: it is tried until it is taken.
        while await line.get_attribute("data-grade") != "poor":
            await citizen.page.evaluate(FROZEN % 40_000)
            await asyncio.sleep(1)
        await director.sees("advice-citizen", "Solo voz" if self.language == "es-MX" else "Voice only")
        await self.look("director-line-poor", director.page)
        moderator = await self.moderator()
        await expect(moderator.page.locator("[data-testid^=poor-line-]").first).to_be_visible()
        await self.look("board-line-poor", moderator.page)
        await line.locator("summary").click()

    async def _ways(self, citizen: Citizen, director: Director) -> None:
        await citizen.open_more()
        await expect(citizen.see("data-meter")).to_contain_text("MB")
        await until(citizen.page, "document.querySelector('[data-testid=data-meter]').textContent.includes('·')")
        await self.look("call-with-meter", citizen.page)
        await citizen.press("data-low")
        await expect(citizen.see("data-panel")).to_have_attribute("data-mode", "low")
        await self.look("call-less-data", citizen.page)
        await citizen.press("data-voice")
        await citizen.sees("voice-only")
        await self.look("call-voice-only", citizen.page)
        await citizen.close_sheet()
        await self.look("call-voice-only-stage", citizen.page)
        await citizen.open_more()
        await expect(director.see("data-mode")).to_have_attribute("data-mode", "voice")
        await self.look("director-voice-only", director.page)
        await citizen.press("data-normal")
        await until(citizen.page, "document.querySelector('[data-testid=self-video]')?.srcObject?.active")
        await sees(director.page, "red")
        await citizen.close_sheet()

    async def _troubles(self, citizen: Citizen) -> None:
        await citizen.page.evaluate(IN_USE)
        await citizen.page.evaluate(GONE)
        await expect(citizen.see("device-trouble")).to_have_attribute("data-trouble", "in_use")
        await self.look("call-camera-in-use", citizen.page)
