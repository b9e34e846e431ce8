"""A walk through the pages of those who attend nobody: figures, who saw which data, the record, accounts, interpretation."""

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.async_api import Page, expect

from tests.browser.people import Citizen, Staff
from tests.browser.walk import Walk

PLACE = ("desarrollo-economico", "empleo")
SERVICE = {
    "name_es": "Feria de colores",
    "summary_es": "Una feria de empleo cada mes.",
    "who_es": "Cualquier persona.",
    "time_es": "El mismo día",
    "steps_es": "Traiga su solicitud\nPase con quien contrata",
}
RIGHTS = {
    "rights": "/datos-personales/solicitudes",
    "rights-new": "/datos-personales/nueva",
    "blocked": "/datos-personales/bloqueados",
}
OWN = {"own-account": "/cuenta", "own-application": "/cuenta/aplicacion", "own-passkey": "/cuenta/llave"}
STAYS = """(() => { const own = window.setTimeout;
    window.setTimeout = (work, ms, ...given) => own(work, ms >= 10_000 ? 2 ** 31 - 1 : ms, ...given); })()"""
"""A page that loads itself again does not do so while it is looked at."""
PAST_SESSIONS = """
    WITH made AS (
        INSERT INTO session (day, lobby_at, opens_at, closes_at, state)
        SELECT (app_now() - ago)::date, app_now() - ago, app_now() - ago, app_now() - ago + interval '4 hours', 'closed'
        FROM unnest(ARRAY[interval '7 days', interval '14 days']) AS ago RETURNING id
    ), lines AS (INSERT INTO queue (session_id, department_id) SELECT made.id, department.id FROM made, department)
    SELECT id, (app_now() AT TIME ZONE 'America/Mexico_City')::date AS today FROM made
"""


@dataclass
class RolesTour(Walk):
    """Each role's page, with something in it."""

    async def go(self) -> None:
        """The whole way."""
        citizen, _ = await self.join(PLACE, "Rosa Pérez Luna", "Busco un empleo", adjustments=("sign_language",))
        folio, _pin = await citizen.folio_and_pin()
        await self._interpreter()
        await self._privacy_officer(folio)
        await self._administrator()
        await self._auditor()
        await self._communication()
        await self._everybody()
        await citizen.leave()

    async def _office(self, login: str) -> Staff:
        one = await self.bring(Staff)
        await one.sign_in(login, self.house.passwords[login])
        return one

    async def _interpreter(self) -> None:
        one = await self._office("interprete-lsm")
        await one.page.add_init_script(STAYS)
        await one.press("reload")
        await one.sees("waiting-count")
        await expect(one.see("waiting-count")).not_to_have_text("0")
        await self.look("interpreter", one.page)
        await one.press("stop")
        await one.press("go")
        await one.sees("come")
        await self.look("interpreter-gone", one.page)
        await one.press("come")
        await one.sees("not-booked")
        director = await self.director(PLACE[0])
        await director.open_room_at_once()
        await director.call_next()
        await one.press("reload")
        await one.sees("booked")
        await self.look("interpreter-booked", one.page)
        await director.withdraw()
        await director.close_room()

    async def _privacy_officer(self, folio: str) -> None:
        one = await self._office("datos-personales")
        await one.sees("disclosed-today")
        await self.look("privacy-officer", one.page)
        await one.page.locator("#folio").fill("MTP-26-0000-00000")
        await one.press("look-up")
        await one.sees("error-summary")
        await self.look("privacy-officer-unknown", one.page)
        one.visitor.watch.forgive()
        await one.page.locator("#folio").fill(folio)
        await one.press("look-up")
        await one.sees("trail")
        await expect(one.see("trail")).to_be_focused()
        await self.look("privacy-officer-trail", one.page)
        await self._pages(one, RIGHTS | OWN)

    async def _pages(self, one: Staff, pages: Mapping[str, str]) -> None:
        for name, path in pages.items():
            await one.page.goto(f"{self.house.url}{path}")
            await self.look(name, one.page)

    async def _administrator(self) -> None:
        one = await self._office("administracion")
        await one.sees("administration")
        await self.look("administrator", one.page)
        await one.press("new-account")
        await one.press("account-submit")
        await one.sees("error-summary")
        await self.look("administrator-errors", one.page)
        one.visitor.watch.forgive()
        login = f"paseo-{self.language.lower()}"
        await one.page.locator("#role").select_option("moderator")
        await one.page.locator("#name").fill("Moderación de la tarde")
        await one.page.locator("#login").fill(login)
        await one.press("account-submit")
        await one.sees("given")
        await expect(one.see("given")).to_be_focused()
        await self.look("administrator-given", one.page)
        await self._found(one, login)
        await one.press(f"acts-{login}")
        await self.look("administrator-row-menu", one.page)
        await one.press(f"deactivate-{login}")
        await expect(one.see(f"account-{login}")).to_be_focused()
        await expect(one.see(f"state-{login}")).to_have_text(
            "Desactivada" if self.language == "es-MX" else "Deactivated"
        )
        await self.look("administrator-deactivated", one.page)
        await self._invited(one)
        await self._content(one)
        await self._services(one)
        await self._pages(one, {"retention": "/administracion/conservacion"})

    async def _invited(self, one: Staff) -> None:
        """Somebody is invited by a link, chooses a password on a telephone, and is given another name."""
        login = f"invitada-{self.language.lower()}"
        await one.press("new-account")
        await one.page.locator("#role").select_option("front_desk")
        await one.page.locator("#name").fill("Ventanilla de la tarde")
        await one.page.locator("#login").fill(login)
        await one.press("account-invite")
        await expect(one.see("invited")).to_be_focused()
        await self.look("administrator-invited", one.page)
        person = await self.bring(Citizen)
        await self._accepts(person, await one.see("invitation-link").inner_text())
        await self._found(one, login)
        await one.press(f"acts-{login}")
        await one.press(f"change-{login}")
        await one.page.locator("#name").fill("")
        await one.press("account-save")
        await one.sees("error-summary")
        await self.look("administrator-account-errors", one.page)
        one.visitor.watch.forgive()
        await one.page.locator("#name").fill("Ventanilla vespertina")
        await one.press("account-save")
        await expect(one.see(f"account-{login}")).to_be_focused()
        await one.see("undo-account").first.click()
        await one.sees("done")
        await self.look("administrator-undone", one.page)

    async def _found(self, one: Staff, login: str) -> None:
        await one.page.locator("#q").fill(login)
        await one.page.keyboard.press("Enter")
        await one.sees("whole-list")

    async def _accepts(self, person: Citizen, link: str) -> None:
        page = person.page
        await page.goto("/invitacion#" + link.rpartition("#")[2].strip())
        await expect(page.locator("#typed")).to_be_hidden()
        await page.locator("#password").fill("corta")
        await person.press("accept")
        await person.sees("error-summary")
        await self.look("invitation-errors", page)
        person.visitor.watch.forgive()
        for field in ("#password", "#again"):
            await page.locator(field).fill("tres gatos en la azotea")
        await person.press("accept")
        await page.wait_for_url("**/ventanilla")

    async def _services(self, one: Staff) -> None:
        """A service is added with a mistake first, found by a citizen, and withdrawn."""
        page, department = one.page, PLACE[0]
        await self._subpage(page, "servicios")
        await self.look("administrator-services", page)
        await one.press("add-service")
        await page.locator("#new-area").select_option(department)
        await one.press("add-service-go")
        target = f"#add-service-{department}"
        for name, text in SERVICE.items():
            await page.locator(f"{target}-{name}").fill(text)
        await page.locator(f"{target}-cost_es").fill("")
        await one.press("service-submit")
        await one.sees("error-summary")
        await self.look("administrator-service-errors", page)
        one.visitor.watch.forgive()
        await page.locator(f"{target}-cost_es").fill("Sin costo")
        await one.press("service-submit")
        await one.sees("done")
        await self.look("administrator-service", page)
        other = await page.context.new_page()
        await other.goto(f"{self.house.url}/directorio?q=feria+de+colores")
        found = other.locator(f'a[href="/directorio/{department}/feria-de-colores"]')
        await expect(found).to_be_visible()
        await one.press("retire")
        await one.sees("put-back")
        await other.reload()
        await expect(found).to_have_count(0)
        await other.close()

    async def _content(self, one: Staff) -> None:
        """A topic is added, found by a citizen, and taken back; each page of what is changed on a working day."""
        new, page = f"add-topic-{PLACE[0]}", one.page
        await self._subpage(page, "titulares")
        await self.look("administrator-roster", page)
        await self._subpage(page, "areas")
        await self.look("administrator-areas", page)
        await page.locator("#q").fill(PLACE[1].replace("-", " "))
        await page.keyboard.press("Enter")
        await one.sees("whole-list")
        await self.look("administrator-areas-found", page)
        await page.locator(f'th a[href="/administracion/areas/{PLACE[0]}"]').click()
        await one.sees("area-page")
        await self._department(one)
        await page.locator(f"details:has(> [data-testid={new}]) > summary").click()
        await one.see(new).get_by_role("button").click()
        await one.sees("error-summary")
        await self.look("administrator-area-errors", page)
        one.visitor.watch.forgive()
        await page.locator(f"#{new}-name_es").fill("Ferias de empleo")
        await one.see(new).get_by_role("button").click()
        await one.sees("done")
        await self.look("administrator-area", page)
        other = await page.context.new_page()
        await other.goto(f"{self.house.url}/areas/{PLACE[0]}")
        await expect(other.get_by_test_id("topic-ferias-de-empleo")).to_be_visible()
        await one.see("undo").first.click()
        await one.sees("done")
        await other.reload()
        await expect(other.get_by_test_id("topic-ferias-de-empleo")).to_have_count(0)
        await other.close()
        for name, path in (("days", "dias"), ("templates", "plantillas")):
            await self._subpage(page, path)
            await self.look(f"administrator-{name}", page)

    async def _department(self, one: Staff) -> None:
        """How a department attends is folded away, and open again where something is wrong."""
        form = one.see(f"change-department-{PLACE[0]}")
        await form.locator("details > summary").click()
        await form.locator("[name=cap]").fill("muchas")
        await form.get_by_role("button").click()
        await one.sees("error-summary")
        await self.look("administrator-department-errors", one.page)
        one.visitor.watch.forgive()
        await form.locator("[name=cap]").fill("")
        await form.get_by_role("button").click()
        await one.sees("done")

    async def _subpage(self, page: Page, path: str) -> None:
        await page.locator(f'.staff-nav a[href="/administracion/{path}"]').click()
        await expect(page.locator(f'.staff-nav a[href="/administracion/{path}"]')).to_have_attribute(
            "aria-current", "page"
        )

    async def _auditor(self) -> None:
        one = await self._office("auditoria")
        await one.sees("audit-log")
        await self.look("auditor", one.page)
        await one.page.locator("#dia").fill("2020-01-01")
        await one.press("filter")
        await one.sees("no-entries")
        await self.look("auditor-nothing", one.page)

    async def _communication(self) -> None:
        one = await self._office("comunicacion")
        await one.sees("in-all")
        await self.look("communication", one.page)
        await one.press("to-report")
        await one.sees("press")
        await self.look("report", one.page)

    async def _everybody(self) -> None:
        """The figures for everybody, of two sessions of which nobody is left to speak; and in an election period."""
        citizen = await self.bring(Citizen)
        made = await self.house.rows(PAST_SESSIONS)
        office = await self._office("administracion")
        await office.page.goto("/administracion/periodo-electoral")
        await office.press("period-submit")
        await office.sees("error-summary")
        await self.look("election-errors", office.page)
        office.visitor.watch.forgive()
        await citizen.page.goto("/cifras/diccionario")
        await self.look("public-figures-dictionary", citizen.page)
        await citizen.page.goto("/cifras")
        await citizen.sees("all-weeks")
        await self.look("public-figures", citizen.page)
        await citizen.page.goto("/cifras/peticiones")
        await citizen.sees("no-figures")
        await self.look("public-figures-petitions", citizen.page)
        for field in ("begins_on", "ends_on"):
            await office.page.locator(f"#{field}").fill(str(made[0]["today"]))
        await office.press("period-submit")
        await office.sees("in-force")
        await self.look("election", office.page)
        await citizen.page.goto("/cifras?idioma=es-MX")
        await citizen.sees("suspended")
        await self.look("public-figures-suspended", citizen.page)
        await office.page.locator("[data-testid^=lift-]").first.click()
        await expect(office.see("in-force")).to_have_count(0)
        await self.house.rows("DELETE FROM queue WHERE session_id = ANY($1)", [one["id"] for one in made])
        await self.house.rows("DELETE FROM session WHERE id = ANY($1)", [one["id"] for one in made])
