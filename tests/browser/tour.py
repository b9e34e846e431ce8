"""A walk through the pages of every day and every state of a plain attention, for those who look at each of them."""

import asyncio
from dataclasses import dataclass

from playwright.async_api import Page, expect

from audiencia.core.unbroken import unbroken
from tests.browser.people import Citizen, Director, Moderator, go_to_consents
from tests.browser.probe import sees, until
from tests.browser.walk import Walk

REFUSED_S = 20
"""So long a browser that asked for too many pages must still be refused when the next one is opened."""
UNSAID = """WITH first_day AS (UPDATE room SET company = NULL WHERE director_id = (SELECT id FROM staff WHERE login = $1))
    UPDATE queue SET version = version + 1 RETURNING id"""
"""This director never said who is with them: whoever once did is not asked again."""


@dataclass(frozen=True)
class Places:
    """Departments and topics that a walk uses alone: `first` attends, `second` is moved from, `long` has a long line."""

    first: tuple[str, str]
    second: tuple[str, str]
    long: tuple[str, str]


PLACES = {
    "es-MX": Places(("obras-publicas", "baches"), ("servicios-publicos", "alumbrado"), ("agua", "fugas")),
    "en": Places(
        ("seguridad", "vigilancia"), ("desarrollo-urbano", "uso-de-suelo"), ("desarrollo-economico", "empleo")
    ),
}


async def _ask_too_much(page: Page) -> None:
    """Asks for pages until this browser is refused for `REFUSED_S` or more; a window that is nearly over is waited for."""
    for _ in range(1000):
        answer = await page.request.get("/areas")
        assert answer.status in (200, 429)
        wait = int(answer.headers["retry-after"]) if answer.status == 429 else 0
        if wait >= REFUSED_S:
            return
        await asyncio.sleep(wait)
    raise AssertionError("a browser that asked for 1000 pages was not refused")


@dataclass
class Tour(Walk):
    """Pages, forms, errors, and one citizen from joining to the result."""

    @property
    def places(self) -> Places:
        """The departments of this language's walk."""
        return PLACES[self.language]

    async def go(self) -> None:
        """Everywhere but the special ways of the queue."""
        await self._pages()
        await self._refusals()
        director = await self._director_alone()
        citizen = await self._waiting_and_moved(director)
        await self._attention(director, citizen)
        await self._absent(director)
        await self._breaks(director)

    async def _pages(self) -> None:
        """What anybody may read, and the forms with their errors."""
        person = await self.bring(Citizen)
        page, (department, topic) = person.page, self.places.first
        for name, path in (
            ("landing", "/"),
            ("notice", "/aviso"),
            ("your-call", "/su-llamada"),
            ("areas", "/areas"),
            ("area", f"/areas/{department}"),
            ("join", f"/unirse/{department}/{topic}"),
            ("follow-empty", "/seguimiento"),
            ("sign-in", "/entrar"),
        ):
            await page.goto(path)
            await self.look(name, page)
        await page.goto(f"/unirse/{department}/{topic}")
        await page.locator("#name").fill("Rosa Pérez Luna")
        await go_to_consents(page, filled=False)
        await self.look("join-consents", page)
        await person.press("join-submit")
        await person.sees("error-summary")
        await self.look("join-errors", page)
        await page.goto("/seguimiento")
        await page.locator("#folio").fill("MTP-2026-XXXXX")
        await page.locator("#pin").fill("000000")
        await person.press("follow-submit")
        await person.sees("error-summary")
        await self.look("follow-error", page)
        await page.goto("/entrar")
        await page.locator("#username").fill("direccion-agua")
        await page.locator("#password").fill("no es esta")
        await person.press("sign-in")
        await person.sees("error-summary")
        await self.look("sign-in-error", page)
        person.visitor.watch.forgive()

    async def _refusals(self) -> None:
        """Pages that cannot be shown, and why."""
        person = await self.bring(Citizen)
        for name, path in (("error-404", "/no-hay-tal-pagina"), ("error-no-ticket", "/turno")):
            await person.page.goto(path)
            await person.sees("error-page")
            await self.look(name, person.page)
        await _ask_too_much(person.page)
        await person.page.goto("/areas")
        await person.sees("error-page")
        await self.look("error-429", person.page)
        person.visitor.watch.forgive()
        wrong = await self.moderator()
        await wrong.page.goto("/direccion")
        await wrong.sees("error-page")
        await self.look("error-403", wrong.page)
        wrong.visitor.watch.forgive()

    async def _director_alone(self) -> Director:
        await self.house.rows(UNSAID, f"direccion-{self.places.first[0]}")
        director = await self.director(self.places.first[0])
        await self.look("director-closed", director.page)
        await director.press("try-camera")
        await sees(director.page, "blue", video="self-video")
        await self.look("director-devices", director.page)
        await director.press("devices-ready")
        await expect(director.see("room-closed").locator(".error-summary")).to_be_visible()
        await self.look("director-company-missing", director.page)
        await director.see("company-alone").check()
        await director.press("devices-ready")
        await director.phase("available")
        await self.look("director-open-empty", director.page)
        return director

    async def _waiting_and_moved(self, director: Director) -> Citizen:
        citizen, number = await self.join(
            self.places.second, "Guadalupe Ñáñez", "Hay un bache muy grande frente a la escuela", on_page=True
        )
        page = citizen.page
        await self.look("turn-check-devices", page)
        await citizen.open_check()
        await page.evaluate("probe.refuseDevices(true)")
        await citizen.press("try-camera")
        await citizen.sees("device-trouble")
        await self.look("turn-permission-refused", page)
        await page.evaluate("probe.refuseDevices(false)")
        await citizen.press("try-camera")
        await sees(page, "red", video="self-video")
        await self.look("turn-devices-open", page)
        await citizen.press("devices-ready")
        await self.look("turn-place-1", page)
        await self._long_line()
        await self._moderation(citizen, number)
        await expect(director.see(f"waiting-{number}")).to_be_visible()
        await self.look("director-waiting", director.page)
        return citizen

    async def _long_line(self) -> None:
        for name in ("Ana", "Beto", "Carmen", "Diego"):
            await self.join(self.places.long, name, "No llega el agua desde el lunes", script=False)
        fifth, _ = await self.join(self.places.long, "Elena", "Hay una fuga en la esquina")
        await fifth.place(5)
        await self.look("turn-place-5", fifth.page)
        await fifth.page.evaluate("probe.blockSockets(true)")
        await expect(fifth.see("connection")).to_have_attribute("data-connection", "offline")
        await self.look("turn-offline", fifth.page)
        await fifth.page.evaluate("probe.blockSockets(false)")
        await fifth.is_connected()
        fifth.visitor.watch.forgive()

    async def _several_moved(self, moderator: Moderator) -> None:
        """And back again, so that everybody is where they were."""
        numbers = (await moderator.numbers(self.places.long[0], at_least=4))[1:4]
        for number in numbers:
            await moderator.see(f"choose-{number}").check()
        await self.look("moderator-chosen", moderator.page)
        await moderator.press("move-chosen")
        await moderator.see(f"move-to-{self.places.second[0]}").check()
        await expect(moderator.see("move-preview")).to_have_attribute("data-ready", "true")
        await moderator.see("move-reason").select_option("shorter_wait")
        await self.look("moderator-move-several", moderator.page)
        await moderator.press("move-confirm")
        await moderator.sees("undo-last")
        await self.look("moderator-moved-several", moderator.page)
        await moderator.press("undo-last")
        await expect(moderator.see("undo-last")).to_have_count(0)

    async def _moderation(self, citizen: Citizen, number: str) -> None:
        moderator = await self.moderator()
        await expect(moderator.see(f"ticket-{number}")).to_be_visible()
        await self.look("moderator-board", moderator.page)
        await self._several_moved(moderator)
        leaving, its_number = await self.join(self.places.second, "Fermín", "Una luminaria apagada")
        await moderator.open_mover(its_number)
        await moderator.see(f"move-to-{self.places.first[0]}").check()
        await moderator.see("move-reason").select_option("other_department")
        await expect(moderator.see("move-preview")).to_have_attribute("data-ready", "true")
        await self.look("moderator-move", moderator.page)
        await leaving.open_options()
        await self.look("turn-options", leaving.page)
        await leaving.press("leave")
        await leaving.sees("leave-dialog")
        await self.look("turn-leave-dialog", leaving.page)
        await leaving.press("leave-confirm")
        await leaving.at("left")
        await self.look("turn-left", leaving.page)
        await moderator.press("move-confirm")
        await moderator.sees("move-refused")
        await self.look("moderator-refused", moderator.page)
        await moderator.press("move-close")
        await moderator.move(number, self.places.first[0])
        await moderator.sees("said", unbroken(number))
        await self.look("moderator-moved", moderator.page)
        await citizen.sees("moved")
        await self.look("turn-moved", citizen.page)

    async def _attention(self, director: Director, citizen: Citizen) -> None:
        await director.call_next()
        await citizen.at("called")
        await sees(citizen.page, "red", video="self-video")
        await self.look("turn-called", citizen.page)
        await self.look("director-reserved", director.page)
        await citizen.answer()
        await director.phase("in_call")
        await sees(citizen.page, "blue")
        await sees(director.page, "red")
        await self.look("turn-in-call", citizen.page)
        await director.hand_over(
            "Presente el reporte en la ventanilla 7",
            requirement="Identificación oficial",
            cost="Sin costo",
            place="Ventanilla 7, planta baja",
            due="2026-12-04",
        )
        await director.press("step-template-wait_for_visit")
        await expect(director.page.locator("#cost")).to_have_value("Sin costo")
        await director.press("add-step")
        await expect(citizen.see("next-steps").locator("li")).to_have_count(2)
        await self.look("turn-in-call-steps", citizen.page)
        await self.look("director-in-call", director.page)
        await citizen.press("hang-up")
        await citizen.sees("hang-up-dialog")
        await self.look("turn-hang-up-dialog", citizen.page)
        await citizen.press("hang-up-confirm")
        await self._result(director, citizen)

    async def _result(self, director: Director, citizen: Citizen) -> None:
        await director.phase("wrap_up")
        await citizen.at("recording")
        await self.look("turn-recording", citizen.page)
        await self.look("director-wrap-up", director.page)
        await director.press("record-outcome")
        await expect(director.see("outcome-form").locator(".error-summary")).to_be_visible()
        await self.look("director-wrap-up-errors", director.page)
        await director.record(
            "in_process", "scheduled", due="2026-12-03", note="La cuadrilla va el jueves por la mañana."
        )
        await citizen.at("served")
        await self.look("turn-served", citizen.page)
        folio, pin = await citizen.folio_and_pin()
        await citizen.page.goto("/seguimiento")
        await citizen.page.locator("#folio").fill(folio)
        await citizen.page.locator("#pin").fill(pin)
        await citizen.press("follow-submit")
        await citizen.sees("found")
        await self.look("follow-found", citizen.page)

    async def _absent(self, director: Director) -> None:
        citizen, _ = await self.join(self.places.first, "Hilda", "Una banqueta rota")
        await director.call_next()
        await citizen.at("called")
        await self.house.rows("UPDATE reservation SET answer_until = app_now() WHERE ended_at IS NULL RETURNING id")
        await citizen.at("absent")
        await self.look("turn-absent", citizen.page)
        await director.phase("available")
        await self.look("director-absent", director.page)

    async def _breaks(self, director: Director) -> None:
        await director.press("pause")
        await director.sees("pause-dialog")
        await self.look("director-pause-dialog", director.page)
        await director.press("pause-5")
        await director.phase("paused")
        await self.look("director-paused", director.page)
        await director.press("resume")
        await director.phase("available")
        await director.close_room()
        await director.phase("closed")
        await until(director.page, "!probe.live()")
