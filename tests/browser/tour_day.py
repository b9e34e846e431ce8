"""A walk through a day as moderators set it: breaks, limits, who does not come, who may not join, and closing time."""

from dataclasses import dataclass
from datetime import timedelta

from playwright.async_api import expect

from audiencia.core.unbroken import unbroken
from tests.browser.people import Citizen, Director, Matter, Moderator, go_to_consents
from tests.browser.probe import until
from tests.browser.queue.scenes import HAS_TO_WAIT, LIMITS, LOOKED_AT_SECONDS, complete
from tests.browser.walk import Walk
from tests.support import audience

WELFARE, TREASURY = ("bienestar", "programas"), ("tesoreria", "predial")
FEW_MINUTES = timedelta(minutes=4)


@dataclass
class DayTour(Walk):
    """The line of one department through a day, until the next session is open."""

    async def go(self) -> None:
        """From the first break to the next session, in which the priority is used."""
        missing, number = await self.join(WELFARE, "Diego Lara", "Una beca para mi hija")
        waiting, its_number = await self.join(WELFARE, "Elena Cruz", "Apoyo para una silla de ruedas")
        director = await self.director(WELFARE[0])
        await director.open_room_at_once()
        moderator = await self.moderator()
        await self._room_on_a_break(director, waiting)
        await self._breaks(moderator, director, waiting)
        await self._nobody_comes(missing, number, director, moderator)
        await self._rooms(moderator)
        await self._found_and_told(moderator, waiting)
        await self._joining(waiting)
        await self._limits(moderator, waiting)
        await self._cancelled(moderator, missing, number)
        await moderator.unfold("more")
        await moderator.press("estimates-link")
        await moderator.sees("estimates")
        await self.look("estimates", moderator.page)
        await self._closing_time(waiting, its_number, director, moderator)

    async def _room_on_a_break(self, director: Director, waiting: Citizen) -> None:
        await director.press("pause")
        await director.press("pause-15")
        await director.phase("paused")
        await self.look("director-paused-reason", director.page)
        await self.look("turn-room-paused", waiting.page)
        await director.press("resume")
        await director.phase("available")

    async def _breaks(self, moderator: Moderator, director: Director, waiting: Citizen) -> None:
        await moderator.press(f"line-actions-{WELFARE[0]}")
        await moderator.sees("line-dialog")
        await self.look("moderator-line-dialog", moderator.page)
        await moderator.press("line-pause")
        await moderator.press("line-pause-confirm")
        await expect(moderator.see("line-pause-dialog").locator(".error-summary")).to_be_visible()
        await self.look("moderator-pause-errors", moderator.page)
        await moderator.see("line-reason").select_option("consultation")
        await moderator.see("line-minutes").select_option("15")
        await moderator.confirm("line-pause")
        await expect(waiting.see("queue-state")).to_have_attribute("data-state", "paused")
        await self.look("turn-line-paused", waiting.page)
        await expect(director.see("queue-state")).to_have_attribute("data-state", "paused")
        await director.press("call-next")
        await expect(director.see("problem")).not_to_be_empty()
        await self.look("director-line-paused", director.page)
        await moderator.sees(f"line-pause-{WELFARE[0]}")
        await self.look("moderator-line-paused", moderator.page)
        visitor = await self.bring(Citizen)
        for name, path in (("areas-paused", "/areas"), ("area-paused", f"/areas/{WELFARE[0]}")):
            await visitor.page.goto(path)
            await self.look(name, visitor.page)
        await moderator.set_line(WELFARE[0], "resume")
        await self.look("moderator-resume-dialog", moderator.page)
        await moderator.confirm("line-resume")
        await expect(director.see("queue-state")).to_have_count(0)

    async def _nobody_comes(self, missing: Citizen, number: str, director: Director, moderator: Moderator) -> None:
        await director.call_next()
        await missing.at("called")
        await moderator.act(number, "back")
        await self.look("moderator-back-dialog", moderator.page)
        await moderator.press("back-cancel")
        await self.house.pass_time(LOOKED_AT_SECONDS)
        await missing.at("absent")
        await director.press(f"call-again-{number}")
        await missing.at("called")
        await self.house.pass_time(LOOKED_AT_SECONDS)
        await missing.at("no_show")
        await self.look("turn-no-show", missing.page)
        await expect(moderator.see(f"ticket-{number}")).to_have_attribute("data-state", "no_show")
        await self.look("moderator-no-show", moderator.page)
        await moderator.open_line(WELFARE[0])
        await moderator.act(number, "undo")
        await moderator.sees("undo-dialog")
        await self.look("moderator-undo-dialog", moderator.page)
        await moderator.confirm("undo")
        await missing.at("line")
        await director.phase("available")

    async def _rooms(self, moderator: Moderator) -> None:
        room = await moderator.room(WELFARE[0])
        await room.locator("[data-testid^=served-]").click()
        await moderator.see(f"served-{TREASURY[0]}").check()
        await self.look("moderator-served-dialog", moderator.page)
        await moderator.confirm("served")
        rooms = moderator.see(f"queue-{TREASURY[0]}").locator("[data-testid^=room-]")
        await expect(rooms.filter(has_text="Titular de Bienestar")).to_have_count(1)
        await moderator.unfold("more")
        await moderator.press("interpreter-lsm_1-toggle")
        await self.look("moderator-two-lines", moderator.page)
        await moderator.unfold("more")
        await moderator.press("interpreter-lsm_1-toggle")

    async def _found_and_told(self, moderator: Moderator, waiting: Citizen) -> None:
        await moderator.see("board-search").fill("programas")
        await moderator.sees("found")
        await self.look("moderator-found", moderator.page)
        await moderator.press("show-all")
        row = moderator.see(f"queue-{WELFARE[0]}").locator(".ticket-row").last
        await row.press("f")
        await moderator.press("first-confirm")
        await expect(moderator.see("first-dialog").locator(".error-summary")).to_be_visible()
        await moderator.see("first-reason").select_option("urgent")
        await self.look("moderator-first-dialog", moderator.page)
        await moderator.press("first-cancel")
        await moderator.unfold("more")
        await moderator.see("activity").locator("summary").click()
        await moderator.press("extend")
        await self.look("moderator-extend-dialog", moderator.page)
        await moderator.press("extend-cancel")
        await moderator.press("announce")
        await moderator.press("announce-confirm")
        await expect(moderator.see("announce-dialog").locator(".error-summary")).to_be_visible()
        await self.look("moderator-announce-errors", moderator.page)
        await moderator.see("announce-text").fill("El sistema va lento. Nadie pierde su lugar.")
        await moderator.see("announce-to").select_option(WELFARE[0])
        await moderator.confirm("announce")
        await waiting.sees("announcements", "El sistema va lento. Nadie pierde su lugar.")
        await self.look("turn-announcement", waiting.page)
        await moderator.unfold("announcements")
        await moderator.sees("announcements", "El sistema va lento.")
        await self.look("moderator-announced", moderator.page)
        await moderator.page.locator("[data-testid^=withdraw-]").click()
        await expect(waiting.see("announcements").locator("p")).to_have_count(0)

    async def _joining(self, waiting: Citizen) -> None:
        first = await self.bring(Citizen)
        await first.join(Matter(*TREASURY, contact="722 555 0199"))
        await first.page.goto(f"/unirse/{TREASURY[0]}/{TREASURY[1]}")
        await first.sees("taken")
        await self.look("join-own-number", first.page)
        first.visitor.watch.forgive()
        await first.press("other-person-link")
        await go_to_consents(first.page, filled=False)
        await first.press("join-submit")
        await first.sees("error-summary")
        await self.look("join-other-person", first.page)
        first.visitor.watch.forgive()
        await first.page.goto("/turno")
        await first.leave()

    async def _limits(self, moderator: Moderator, waiting: Citizen) -> None:
        await moderator.set_line(WELFARE[0], "cap")
        await moderator.see("line-cap-value").fill("muchos")
        await moderator.press("line-cap-confirm")
        await expect(moderator.see("line-cap-value")).to_have_attribute("aria-invalid", "true")
        await self.look("moderator-cap-errors", moderator.page)
        await moderator.see("line-cap-value").fill("2")
        await moderator.confirm("line-cap")
        visitor = await self.bring(Citizen)
        for name, path in (("areas-full", "/areas"), ("area-full", f"/areas/{WELFARE[0]}"),
                           ("line-full", f"/unirse/{WELFARE[0]}/{WELFARE[1]}")):  # fmt: skip
            await visitor.page.goto(path)
            await self.look(name, visitor.page)
        visitor.visitor.watch.forgive()
        await moderator.set_line(WELFARE[0], "drain")
        await self.look("moderator-drain-dialog", moderator.page)
        await moderator.confirm("line-drain")
        await expect(waiting.see("queue-state")).to_have_attribute("data-state", "draining")
        await self.look("turn-line-draining", waiting.page)
        await moderator.set_line(WELFARE[0], "open")
        await self.look("moderator-open-dialog", moderator.page)
        await moderator.confirm("line-open")

    async def _cancelled(self, moderator: Moderator, missing: Citizen, number: str) -> None:
        await moderator.open_mover(number)
        await moderator.press("cancel-instead")
        await moderator.press("cancel-confirm")
        await expect(moderator.see("cancel-dialog").locator(".error-summary")).to_be_visible()
        await self.look("moderator-cancel-errors", moderator.page)
        await moderator.see("cancel-asked_by_person").check()
        await self.look("moderator-cancel-dialog", moderator.page)
        await moderator.confirm("cancel")
        await missing.at("left")
        await self.look("turn-cancelled", missing.page)

    async def _closing_time(self, talks: Citizen, number: str, director: Director, moderator: Moderator) -> None:
        """In the last minutes nobody is let in in vain, calls go on to their end, and the next session begins with priority."""
        await director.call_next()
        await talks.answer()
        await director.phase("in_call")
        waits, _ = await self.join(WELFARE, "Hugo Paz", "Una despensa para mi mamá")
        # By the estimate that is shown people are let in.
        await until(waits.page, HAS_TO_WAIT)
        await self.house.rows(
            "UPDATE session SET closes_at = app_now() + $1 WHERE state = 'open' RETURNING id", FEW_MINUTES
        )
        visitor = await self.bring(Citizen)
        await visitor.page.goto(f"/unirse/{WELFARE[0]}/{WELFARE[1]}")
        await expect(visitor.see("error-page")).to_have_attribute("data-code", "too_late_today")
        await visitor.sees("next-session")
        await self.look("too-late-today", visitor.page)
        await self.house.pass_time(FEW_MINUTES.total_seconds())
        await expect(waits.page.locator(":is(.callout, .stands) [data-testid=queue-state]")).to_be_visible()
        await self.look("turn-closing", waits.page)
        await visitor.page.goto("/unirse/agua/fugas")
        await expect(visitor.see("error-page")).to_have_attribute("data-code", "session_closed")
        folio, _ = await waits.folio_and_pin()
        await self.house.pass_time(LIMITS.closing_grace_minutes * 60)
        await waits.at("later")
        await waits.sees("carried-over", unbroken(folio))
        await self.look("turn-carried-over", waits.page)
        await self._ends_what_goes_on(talks, number, director, moderator)
        for name, path in (("landing-closed", "/"), ("session-closed", f"/unirse/{WELFARE[0]}/{WELFARE[1]}")):
            await visitor.page.goto(path)
            await self.look(name, visitor.page)
        visitor.visitor.watch.forgive()
        await self._next_session(waits)

    async def _ends_what_goes_on(self, talks: Citizen, number: str, director: Director, moderator: Moderator) -> None:
        """The call goes on past closing time; the session, and with it the room, closes when no result is owed any more."""
        await director.phase("in_call")
        await director.end_call()
        await director.press("defer-outcome")
        await expect(talks.see("recording")).to_have_attribute("data-later", "true")
        await director.phase("available")
        await moderator.page.goto("/moderacion")
        await moderator.sees(f"line-pending-{WELFARE[0]}", self.say("1 resultado por completar", "1 result"))
        await complete(director, number, "Pase por su apoyo el jueves")
        await talks.at("served")
        await director.phase("closed")

    async def _next_session(self, waited: Citizen) -> None:
        folio, pin = await waited.folio_and_pin()
        await waited.page.evaluate("window.openedBefore = probe.opened()")
        # A web process that starts opens the demonstration's next session by itself.
        await self.house.kill("web")
        await until(waited.page, "probe.opened() > window.openedBefore")
        # It answers before it has opened the session.
        await audience.until(lambda: self.house.rows("SELECT id FROM session WHERE state = 'open'"), "the next session")
        for person in self.people:
            person.visitor.watch.forgive()
        await waited.page.goto("/seguimiento")
        await waited.page.locator("#folio").fill(folio)
        await waited.page.locator("#pin").fill(pin)
        await waited.press("follow-submit")
        await waited.sees("carried-over")
        await self.look("follow-carried-over", waited.page)
        await waited.page.goto(f"/unirse/{WELFARE[0]}/{WELFARE[1]}")
        await expect(waited.page.locator("#use_carried")).to_be_checked()
        await self.look("join-carried-over", waited.page)
        ordinary = [(await self.join(WELFARE, name, "Una consulta"))[0] for name in ("Ana", "Beto", "Carmen")]
        await waited.join(Matter(*WELFARE), on_page=True)
        await waited.sees("preferential")
        await waited.place(3)
        await ordinary[2].sees("passed")
        await ordinary[2].place(4)
        moderator = await self.moderator()
        await moderator.unfold("more")
        await moderator.press("estimates-link")
        await moderator.sees("no-estimates")
        await self.look("estimates-none", moderator.page)
