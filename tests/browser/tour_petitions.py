"""A walk through the weekday channel: the form with its errors, the acknowledgement, and the front desk's part in it."""

from dataclasses import dataclass

from tests.browser.people import Citizen, Staff, go_to, go_to_consents
from tests.browser.petitioning import DRAWING, PHOTOGRAPH, Petition, fill, unfold
from tests.browser.walk import Walk


@dataclass
class PetitionsTour(Walk):
    """From the landing page to a new PIN at the counter."""

    async def go(self) -> None:
        """The whole way."""
        citizen = await self.bring(Citizen)
        await self._form(citizen)
        await self._sent(citizen)
        await self._complaint(citizen)
        await self._desk()

    async def _form(self, citizen: Citizen) -> None:
        page = citizen.page
        await page.goto("/")
        await citizen.press("to-petitions")
        await page.wait_for_url("**/peticiones")
        await self.look("petitions", page)
        await citizen.press("petition-start")
        await page.wait_for_url("**/peticiones/nueva")
        await self.look("petition-department", page)
        await citizen.press("department-agua")
        await self.look("petition-topic", page)
        await citizen.press("topic-fugas")
        await self.look("petition-form", page)
        await go_to(page, "#files", filled=False)
        await page.locator("#files").set_input_files([PHOTOGRAPH, DRAWING])
        await self.look("petition-form-files", page)
        await go_to(page, "#name", filled=False)
        await unfold(page, "more-answer")
        await page.locator("#behalf-minor").check()
        await self.look("petition-form-person", page)
        await go_to_consents(page, filled=False)
        await self.look("petition-form-consents", page)
        await citizen.press("petition-submit")
        await citizen.sees("error-summary")
        await self.look("petition-form-with-errors", page)
        citizen.visitor.watch.forgive()

    async def _sent(self, citizen: Citizen) -> None:
        page = citizen.page
        await fill(page)
        await unfold(page, "more-answer")
        await page.locator("#behalf-group").check()
        await page.locator("#group_name").fill("Vecinos de La Asunción")
        await page.locator("#files").set_input_files([PHOTOGRAPH])
        await citizen.press("petition-submit")
        await page.wait_for_url("**/peticiones/recibida")
        await self.look("petition-received", page)

    async def _complaint(self, citizen: Citizen) -> None:
        await citizen.page.goto("/peticiones/queja")
        await self.look("complaint-form", citizen.page)

    async def _desk(self) -> None:
        desk = await self.bring(Staff)
        page = desk.page
        await desk.sign_in("ventanilla", self.house.passwords["ventanilla"])
        await desk.press("desk-to-petition")
        await page.wait_for_url("**/ventanilla/peticion")
        await desk.press("desk-petition-submit")
        await desk.sees("error-summary")
        desk.visitor.watch.forgive()
        await self.look("desk-petition-with-errors", page)
        name = {"es-MX": "Eulalia Xólotl", "en": "Remigia Ixtlán"}[self.language]
        await fill(page, Petition(name=name))
        await page.locator("#answer_by-page").check()
        await page.locator("#source-telephone").check()
        await desk.press("desk-petition-submit")
        await desk.sees("petition-slip")
        await self.look("desk-petition-slip", page)
        await page.goto("/ventanilla/folio")
        await page.locator("#identified").check()
        await page.locator("#name").fill(name.upper())
        await desk.press("lost-find")
        await desk.sees("lost-found")
        await self.look("desk-lost-folio", page)
        await desk.press("lost-renew")
        await desk.sees("petition-slip")
        await self.look("desk-new-pin", page)
