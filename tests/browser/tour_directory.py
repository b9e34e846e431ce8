"""A walk through the directory: found with and without script, read, and handed over in a call."""

from dataclasses import dataclass

from playwright.async_api import Page, expect

from tests.browser.people import Citizen, Staff
from tests.browser.walk import Walk

LEAK = "/directorio/agua/fuga-de-agua"
PAGES = {
    "directory-on-landing": "/",
    "directory": "/directorio",
    "directory-found": "/directorio?q=fuga+de+aga",
    "directory-nothing": "/directorio?q=xqzwk",
    "directory-department": "/directorio/agua",
    "directory-service": LEAK,
}
WITH_DOCUMENTS = {
    "documents": "/documentos",
    "documents-of-department": "/directorio/agua",
    "documents-found": "/directorio?q=formato+de+toma+de+agua",
}
DOCUMENTS = (
    {"what": "call", "name_es": "Concurso de dibujo: cuidemos el agua", "name_en": "Drawing contest: let us save water",
     "summary_es": "Para niñas y niños de primaria; entregue el dibujo en la ventanilla", "summary_en": "For children at primary school",
     "department": "agua", "until": "2099-12-31T14:00"},
    {"what": "format", "name_es": "Solicitud de toma de agua", "name_en": "Application for a water connection",
     "summary_es": "Llénela y llévela firmada, con una identificación", "summary_en": "Fill it in, sign it, and bring an identification",
     "department": "agua"},
    {"what": "regulation", "name_es": "Bando municipal", "name_en": "Municipal code", "summary_es": "Las reglas del municipio",
     "summary_en": "The rules of the municipality"},
)  # fmt: skip
WATER = ("agua", "fugas")
SERVICE = {"es-MX": "Reparación de una fuga de agua", "en": "Water leak repair"}
STEP = {"es-MX": "Reporte la fuga con su ubicación exacta", "en": "Report the leak with its exact place"}


@dataclass
class DirectoryTour(Walk):
    """From the landing page to the steps on a citizen's screen."""

    async def go(self) -> None:
        """The whole way."""
        await self._without_script()
        await self._pages()
        await self._documents()
        await self._while_typing()
        await self._in_the_call()

    async def _without_script(self) -> None:
        citizen = await self.bring(Citizen, script=False)
        page = citizen.page
        await page.goto("/")
        await page.locator("#q").fill("fuga de aga")
        await citizen.press("directory-submit")
        await page.wait_for_url("**/directorio?q=fuga+de+aga")
        await citizen.see("services").locator("a").first.click()
        await page.wait_for_url(f"**{LEAK}")
        await expect(citizen.see("to-petition")).to_have_attribute("href", "/peticiones/nueva?area=agua&tema=fugas")
        await citizen.press("to-audience")
        await page.wait_for_url("**/unirse/agua/fugas")

    async def _pages(self) -> None:
        """Each page as it is seen."""
        page = (await self.bring(Citizen)).page
        for name, path in PAGES.items():
            await page.goto(path)
            await self.look(name, page)
        # The numbers of the steps are drawn in their circles, and not a second time beside them.
        await expect(page.get_by_test_id("steps")).to_have_css("list-style-type", "none")

    async def _documents(self) -> None:
        """One of each kind is published, and read."""
        page = (await self.bring(Citizen)).page
        await page.goto("/documentos")
        await self.look("documents-none", page)
        office = await self.bring(Staff)
        await office.sign_in("administracion", self.house.passwords["administracion"])
        for one in DOCUMENTS:
            await office.page.goto("/administracion/documentos")
            await office.press("new-document")
            for name in ("what", "department"):
                await office.page.locator(f"#add-document-{name}").select_option(one.get(name, ""))
            for name, text in {**one, "url": "https://example.org/documento.pdf"}.items():
                if name not in ("what", "department"):
                    await office.page.locator(f"#add-document-{name}").fill(text)
            await office.see("add-document").get_by_role("button").click()
            await office.sees("done")
        await self.look("content-documents", office.page)
        await office.press("new-document")
        await self.look("content-document-form", office.page)
        for name, path in WITH_DOCUMENTS.items():
            await page.goto(path)
            await self.look(name, page)

    async def _while_typing(self) -> None:
        citizen = await self.bring(Citizen)
        page, options = citizen.page, citizen.page.get_by_role("option")
        await page.goto("/directorio")
        field = page.get_by_role("combobox")
        await field.fill("vache")  # at once: what is found for less of it would be there for a moment
        await expect(options.first).to_be_visible()
        await field.press("ArrowDown")
        await expect(options.first).to_have_attribute("aria-selected", "true")
        assert await field.get_attribute("aria-activedescendant") == await options.first.get_attribute("id")
        await self.look("directory-suggestions", page)
        await field.press("Escape")
        await expect(options).to_have_count(0)
        assert await field.input_value() == "vache"
        await field.fill("fuga de agua")
        await expect(options.first).to_be_visible()
        await field.press("ArrowDown")
        await field.press("Enter")
        await page.wait_for_url(f"**{LEAK}")
        await self._on_paper(page)

    async def _on_paper(self, page: Page) -> None:
        """Printed, the page is what is to be known, without what leads elsewhere."""
        await page.emulate_media(media="print")
        for hidden in (".topbar", ".footer", "[data-testid=to-audience]"):
            await expect(page.locator(hidden)).to_be_hidden()
        await expect(page.locator(".printed-only")).to_be_visible()
        await self.look("directory-printed", page)
        await page.emulate_media(media="screen")

    async def _in_the_call(self) -> None:
        citizen, _ = await self.join(WATER, "Rosa Peña", "Se tira el agua en mi calle")
        director = await self.director(WATER[0])
        await director.open_room_at_once()
        await director.call_next()
        await citizen.answer()
        await director.phase("in_call")
        page = director.page
        await director.see("from-directory").locator("summary").click()
        await director.see("directory-service").press_sequentially("fuga de aga")
        found = director.see("directory-services").get_by_role("button").first
        # What was found for the first letters may be another.
        await expect(found).to_contain_text(SERVICE[self.language])
        await found.click()
        await director.sees("directory-steps", STEP[self.language])
        await page.locator("#directory-step-1").uncheck()
        await self.look("director-steps-from-directory", page)
        await director.press("hand-over-steps")
        await expect(director.see("directory-steps")).to_have_count(0)
        await citizen.sees("next-steps", STEP[self.language])
        await expect(page.get_by_test_id("remove-step")).to_have_count(1)
        await director.end_call()
        await director.record("resolved_immediately", "information_given")
        await director.close_room()
