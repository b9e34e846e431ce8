"""A walk past appointments: booked on the Wednesday, with script and without, and the Tuesday on which people come."""

from dataclasses import dataclass

from playwright.async_api import expect

from tests.browser.people import Citizen, FrontDesk, Matter, Staff, fill_join_form, go_to_consents
from tests.browser.walk import Walk
from tests.browser.weeks import Week, week

FORM = "/citas/agua/fugas"


@dataclass
class BookingTour(Walk):
    """Two book the first window, one the second one and does not come, and one comes without an appointment."""

    async def go(self) -> None:
        """The whole way."""
        async with week(self.house) as tuesday:
            await self._called_off(tuesday)
            first = await self._finds_the_form()
            without = await self._book("Tomás Ibarra", "10:00", script=False)
            await self._full()
            await self._at_the_desk()
            absent = await self._book("Inés Robles", "10:30")
            await self._tuesday(tuesday, first, without, absent)

    async def _called_off(self, tuesday: Week) -> None:
        """The day is called off on which two have a place, one of them without script, and is held after all."""
        with_page = await self._book("Olga Ruiz", "10:00")
        without = await self._book("Julio Paz", "10:00", script=False)
        office = await self.bring(Staff)
        await office.sign_in("administracion", self.house.passwords["administracion"])
        await office.page.goto("/administracion/anuncios")
        await office.press("new-announcement")
        await office.page.locator("#add-announcement-text_es").fill("Hay obras en la entrada: entre por la plaza")
        await office.page.locator("#add-announcement-until").fill("2099-12-31T14:00")
        await office.see("add-announcement").get_by_role("button").click()
        await office.sees("done")
        await self.look("content-announcements", office.page)
        await with_page.sees("announcements", "Hay obras en la entrada")
        await office.press("undo")
        await office.sees("done")
        await office.page.goto("/administracion/dias")
        await office.press("new-opening")
        await office.page.locator("#add-opening-day").fill(tuesday.day.isoformat())
        await office.page.locator("#add-opening-closed").check()
        await office.page.locator("#add-opening-why_es").fill("Se inundó el edificio")
        await office.see("add-opening").get_by_role("button").click()
        await office.sees("day-question")
        await self.look("day-question", office.page)
        await office.press("confirm-day")
        await office.sees("error-summary")
        await self.look("day-question-errors", office.page)
        await office.page.locator("#reason-weather").check()
        await office.page.locator("#more_en").fill("The town hall is flooded.")
        await office.press("confirm-day")
        await office.sees("done")
        await with_page.sees("called-off")
        await self.look("appointment-called-off", with_page.page)
        await without.page.reload()
        await without.sees("called-off")
        await with_page.page.goto("/")
        await with_page.sees("called-off")
        await self.look("landing-called-off", with_page.page)
        await self._whom_to_tell()
        await office.see("undo").first.click()
        await office.sees("day-question")
        await self.look("day-question-after-all", office.page)
        await office.press("confirm-day")
        await office.sees("done")
        office.visitor.watch.forgive()
        await without.page.reload()
        await without.sees("held-after-all")
        await with_page.page.goto("/turno")
        await with_page.sees("held-after-all")
        await self.look("appointment-held-after-all", with_page.page)

    async def _whom_to_tell(self) -> None:
        """The front desk telephones those whom no notice tells."""
        desk = await self.bring(FrontDesk)
        await desk.sign_in("ventanilla", self.house.passwords["ventanilla"])
        await self.look("desk-somebody-untold", desk.page)
        await desk.press("desk-to-call-list")
        await desk.sees("left")
        await self.look("desk-call-list", desk.page)
        await desk.press("show-people")
        await desk.sees("hide-people")
        await desk.see("not_reached").first.click()
        await expect(desk.see("outcome").first).to_have_class("tag warn")
        await desk.see("told").last.click()
        await expect(desk.see("outcome").last).to_have_class("tag good")
        await self.look("desk-call-list-shown", desk.page)

    async def _finds_the_form(self) -> Citizen:
        citizen = await self.bring(Citizen)
        await citizen.page.goto("/")
        await citizen.sees("book")
        await self.look("landing-with-booking", citizen.page)
        await citizen.press("book")
        await citizen.press("department-agua")
        await citizen.sees("booking")
        await self.look("area-with-booking", citizen.page)
        await citizen.press("book-fugas")
        await self.look("booking-form", citizen.page)
        await go_to_consents(citizen.page, filled=False)
        await citizen.press("book-submit")
        await citizen.sees("error-summary")
        await self.look("booking-form-errors", citizen.page)
        citizen.visitor.watch.forgive()
        await self._fill_in(citizen, "Elena Duarte", "10:00")
        await citizen.at("booked")
        await expect(citizen.see("check-in")).to_have_count(0)
        await self.look("appointment", citizen.page)
        file = await citizen.page.evaluate("fetch('/turno/cita.ics').then((found) => found.text())")
        assert file.startswith("BEGIN:VCALENDAR\r\n")
        return citizen

    async def _book(self, name: str, at: str, *, script: bool = True) -> Citizen:
        citizen = await self.bring(Citizen, script=script)
        await citizen.page.goto(FORM)
        await self._fill_in(citizen, name, at)
        if script:
            await citizen.at("booked")
        else:
            await citizen.sees("appointment")
        return citizen

    async def _fill_in(self, citizen: Citizen, name: str, at: str) -> None:
        await citizen.see(f"slot-{at}").check()
        await fill_join_form(citizen.page, Matter("agua", "fugas", name, "Hay una fuga en la calle"))
        await citizen.press("book-submit")

    async def _at_the_desk(self) -> None:
        """Somebody telephones, and the front desk books for them."""
        desk = await self.bring(FrontDesk)
        await desk.sign_in("ventanilla", self.house.passwords["ventanilla"])
        await desk.press("desk-to-booking")
        await desk.sees("desk-see-hours")
        await self.look("desk-booking-topic", desk.page)
        await desk.page.locator("#tema").select_option("agua/fugas")
        await desk.press("desk-see-hours")
        await desk.press("desk-book")
        await desk.sees("error-summary")
        await self.look("desk-booking-errors", desk.page)
        desk.visitor.watch.forgive()
        await desk.see("slot-13:00").check()
        await desk.page.locator("#medium-phone").check()
        for field, text in (("name", "Jacinta Mora"), ("contact", "722 555 0177"), ("matter", "Fuga en la banqueta")):
            await desk.page.locator(f"#{field}").fill(text)
        await desk.page.locator("#read_notice").check()
        for purpose in await desk.page.locator("input[name^=consent_]").all():
            await purpose.check()
        await desk.press("desk-book")
        await desk.sees("slip-appointment")
        await self.look("slip-appointment", desk.page)
        await desk.page.goto("/ventanilla")
        await desk.sees("desk-slot")
        await self.look("desk-with-appointment", desk.page)

    async def _full(self) -> None:
        """What is taken can be chosen by nobody."""
        other = await self.bring(Citizen)
        await other.page.goto("/unirse/agua/fugas")
        await other.sees("book-instead")
        await self.look("instead-with-booking", other.page)
        other.visitor.watch.forgive()
        await other.press("book-instead")
        await expect(other.see("slot-10:00")).to_be_disabled()
        await expect(other.see("slot-10:30")).to_be_enabled()
        await self.look("booking-form-full", other.page)

    async def _tuesday(self, tuesday: Week, first: Citizen, without: Citizen, absent: Citizen) -> None:
        await tuesday.comes("09:10")
        walk_in, number = await self.join(("agua", "fugas"), "Ramiro Cid", "Sin agua desde ayer")
        await walk_in.place(1)
        await first.sees("check-in")
        await self.look("appointment-on-the-day", first.page)
        await without.page.reload()
        await without.press("check-in")
        await expect(without.see("appointment")).to_have_count(0)
        await self._board(number)
        await first.press("check-in")
        await first.at("postponed")
        await first.sees("held-until")
        await self.look("appointment-held", first.page)
        await tuesday.comes("10:00")
        await first.at("line")
        await first.place(1)
        await walk_in.place(3)
        await walk_in.sees("passed")
        await self.look("line-passed-by-appointment", walk_in.page)
        await self._is_called_first(first)
        await tuesday.comes("10:40")
        await absent.at("later")
        await absent.sees("take-number")
        await self.look("appointment-lapsed", absent.page)

    async def _board(self, number: str) -> None:
        moderator = await self.moderator()
        await moderator.sees(f"ticket-{number}")
        await moderator.see("booked-agua").locator("summary").click()
        await self.look("board-with-appointments", moderator.page)

    async def _is_called_first(self, first: Citizen) -> None:
        director = await self.director("agua")
        await director.open_room()
        await director.call_next()
        await first.answer()
        await director.phase("in_call")
        await director.end_call()
        await director.record("resolved_immediately", "information_given")
        await first.at("served")
        await director.close_room()
