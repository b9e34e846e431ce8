"""A walk through a room of two that is kept safe: who is in it, the assistant's seat, help, the card, and an end for conduct."""

from dataclasses import dataclass

from playwright.async_api import expect

from tests.browser.people import Assistant, Citizen, Director, Moderator, Relative
from tests.browser.walk import Walk

WORKS = ("obras-publicas", "baches")
TRUSTED = "Ana, mi hija"


@dataclass
class SafetyTour(Walk):
    """From opening the room to the review of how a call ended."""

    async def go(self) -> None:
        """The whole way."""
        assistant = await self._assistant()
        director = await self.director(WORKS[0])
        await director.press("open-room-anyway")
        await self._in_the_room(director)
        citizen, number = await self.join(WORKS, "Elena Cruz", "Un bache frente a mi casa")
        moderator = await self.moderator()
        await self._asking_for_help(citizen, moderator, number)
        await director.call_next()
        await citizen.at("called")
        await self.look("called-company", citizen.page)
        await citizen.press("accept")
        await citizen.at("call")
        await assistant.page.locator("[data-testid^=take-seat-]").first.click()
        await assistant.sees("attended")
        await self.look("assistant-call", assistant.page)
        await self._silently(director, moderator)
        await director.show_emergency()
        await citizen.sees("emergency-card")
        await self.look("call-emergency-shown", citizen.page)
        await citizen.press("emergency-close")
        await self._trusted(citizen, director)
        await self._for_conduct(director, citizen, moderator, number)
        await self._result(director, assistant, citizen)
        await self._review(moderator, citizen, number)
        await assistant.press("leave-seat")
        await assistant.seated(seated=False)
        await director.close_room()

    async def _trusted(self, citizen: Citizen, director: Director) -> None:
        """Somebody of trust comes into the call by a link, and leaves it."""
        await citizen.open_more()
        await citizen.press("invite-relative")
        await self.look("turn-invite", citizen.page)
        await citizen.see("relative-name").fill(TRUSTED)
        await citizen.press("invite-confirm")
        link = await citizen.see("relative-link").input_value()
        await self.look("turn-invite-link", citizen.page)
        await citizen.press("invite-close")
        await citizen.close_sheet()
        relative = await self.bring(Relative)
        await relative.page.goto(link)
        await self.look("come-in", relative.page)
        await relative.press("come-in-submit")
        await self.look("come-in-refused", relative.page)
        relative.visitor.watch.forgive()
        await relative.page.locator("#agree").check()
        await relative.press("come-in-submit")
        await relative.at("waits")
        await self.look("relative-waits", relative.page)
        await director.sees("relative-waits", TRUSTED)
        await self.look("director-relative-waits", director.page)
        await self.look("turn-relative-waits", citizen.page)
        await director.press("relative-admit")
        await relative.at("in_call")
        for person in (citizen, director, relative):
            await person.sees("present", TRUSTED)
        await self.look("relative-in-call", relative.page)
        await self.look("director-with-relative", director.page)
        await self.look("turn-with-relative", citizen.page)
        await relative.press("hang-up")
        await self.look("relative-leaves", relative.page)
        await relative.press("leave-confirm")
        await relative.at("over")
        await self.look("relative-over", relative.page)

    async def _assistant(self) -> Assistant:
        assistant = await self.bring(Assistant)
        login = f"asistencia-{WORKS[0]}"
        await assistant.sign_in(login, self.house.passwords[login])
        await assistant.sees("seat")
        await self.look("assistant-no-seat", assistant.page)
        return assistant

    async def _in_the_room(self, director: Director) -> None:
        await expect(director.page.locator(".error-summary")).to_be_visible()
        await director.see("company-others").check()
        await director.see("company-advisor").fill("2")
        await self.look("director-company", director.page)
        await director.press("open-room-anyway")
        await director.phase("available")
        await director.press("company-change")
        await self.look("director-company-dialog", director.page)
        await director.press("company-cancel")

    async def _asking_for_help(self, citizen: Citizen, moderator: Moderator, number: str) -> None:
        await citizen.press("emergency")
        await self.look("turn-emergency", citizen.page)
        await citizen.press("emergency-close")
        await citizen.press("need-help")
        await self.look("turn-need-help", citizen.page)
        await citizen.press("help-devices")
        await citizen.sees("help-asked")
        await self.look("turn-help-asked", citizen.page)
        await moderator.sees(f"help-{number}")
        await self.look("moderator-help", moderator.page)
        await moderator.press("help-answer")
        await expect(citizen.see("help-asked")).to_have_attribute("data-answered", "true")
        await citizen.press("help-over")

    async def _silently(self, director: Director, moderator: Moderator) -> None:
        await director.press("ask-help")
        await self.look("director-help-asked", director.page)
        await director.press("help-confirm")
        await moderator.sees(f"help-room-{WORKS[0]}")
        await self.look("moderator-silent-help", moderator.page)
        await moderator.press("help-answer")
        await director.sees("help-mark")
        await self.look("director-call-help", director.page)
        await director.press("withdraw-help")

    async def _for_conduct(self, director: Director, citizen: Citizen, moderator: Moderator, number: str) -> None:
        await director.begin_end_for_conduct()
        await director.press("conduct-confirm")
        await self.look("director-conduct-errors", director.page)
        await director.see("conduct-threats").check()
        await director.press("conduct-confirm")
        await director.phase("wrap_up")
        await citizen.sees("conduct")
        await self.look("turn-ended-for-conduct", citizen.page)
        await moderator.sees(f"conduct-{number}")
        await moderator.press(f"review-{number}")
        await self.look("moderator-review", moderator.page)
        await moderator.page.keyboard.press("Escape")

    async def _result(self, director: Director, assistant: Assistant, citizen: Citizen) -> None:
        await self.look("director-outcome-assisted", director.page)
        await director.press("defer-outcome")
        await director.phase("available")
        await assistant.page.locator("[data-testid^=complete-]").first.click()
        await self.look("assistant-complete", assistant.page)
        await assistant.see("pending-outcome-resolved_immediately").check()
        await assistant.see("pending-disposition-information_given").check()
        await assistant.press("complete-confirm")
        await citizen.at("served")
        await citizen.press("report")
        await self.look("turn-report", citizen.page)
        await citizen.press("report-cancel")

    async def _review(self, moderator: Moderator, citizen: Citizen, number: str) -> None:
        await moderator.press(f"review-{number}")
        await moderator.see("review-reversed").check()
        await moderator.press("review-confirm")
        await citizen.sees("take-place-back")
        await self.look("turn-reversed", citizen.page)
        await moderator.unfold("more")
        await moderator.see("conduct-list").locator("summary").click()
        await self.look("moderator-conduct-list", moderator.page)
