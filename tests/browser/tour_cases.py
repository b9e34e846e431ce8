"""A walk through a department's cases: the list, one case and all its acts, several at once, search, and what went elsewhere."""

from dataclasses import dataclass

from playwright.async_api import FilePayload, expect

from tests.browser.people import Citizen, Staff
from tests.browser.petitions import pin_of, send
from tests.browser.walk import Walk
from tests.support.letters import code_on, text_of
from tests.unit.http.uploads import corpus

PLACES = {"es-MX": ("obras-publicas", "baches"), "en": ("tesoreria", "predial")}
OTHER = "agua"
"""No walk begins there: its list is not empty any more."""


@dataclass
class CasesTour(Walk):
    """One officer's morning."""

    async def go(self) -> None:
        """The whole way."""
        place = PLACES[self.language]
        one = await self.bring(Staff)
        login = f"direccion-{place[0]}"
        await one.sign_in(login, self.house.passwords[login])
        await one.open_menu()
        await one.press("cases-link")
        await one.sees("no-cases")
        await self.look("cases-none", one.page)
        for due_in in (-9, -2, 0, 2, 14):
            await send(self.house, place, "Hay un bache hondo frente a la escuela.", due_in=due_in)
        folio = await send(self.house, place, "Hay un bache frente al mercado, ya se cayeron dos motos.")
        await self._search(one)
        await self._case(one, folio)
        await self._answer(one, folio)
        await self._read(folio)
        await self._join(one, place)
        await self._many(one)
        await self._turn(one)

    async def _search(self, one: Staff) -> None:
        await one.page.goto("/expedientes")
        await one.sees("overdue")
        await self.look("cases", one.page)
        await one.page.locator("#how").select_option("person")
        await one.page.locator("#q").fill("Rosa Pérez Luna")
        await one.press("find")
        await one.sees("error-summary")
        await self.look("cases-errors", one.page)
        one.visitor.watch.forgive()
        await one.page.locator("#why").select_option("person_telephoned")
        await one.press("find")
        await one.sees("found-cases")
        await self.look("cases-found", one.page)
        await one.page.locator("#how").select_option("subject")
        await one.page.locator("#q").fill("luminaria")
        await one.press("find")
        await one.sees("nothing-found")
        await self.look("cases-nothing-found", one.page)

    async def _case(self, one: Staff, folio: str) -> None:
        await one.page.goto(f"/expedientes/{folio}")
        await one.sees("matter")
        await self.look("case", one.page)
        await one.press("take")
        await expect(one.see("done")).to_be_focused()
        await one.press("begin")
        await self._fill(one, "subject", "Bache, llamar al 722 123 45 67", "name-subject")
        await one.sees("error-summary")
        await self.look("case-personal-subject", one.page)
        one.visitor.watch.forgive()
        await one.page.locator("#subject").fill("Bache frente al mercado")
        await one.press("name-subject")
        await self._fill(one, "note", "La cuadrilla 3 tiene la mezcla.", "note")
        await self._fill(one, "message", "Ya recibimos su reporte; vamos a revisarlo.", "write")
        await self._fill(one, "question", "¿De qué lado de la calle está?", "ask")
        await expect(one.see("urgency").first).to_have_attribute("data-urgency", "stopped")
        await self.look("case-asked", one.page)

    async def _answer(self, one: Staff, folio: str) -> None:
        await self._open(one, "answer")
        await one.page.locator("#answer").fill("La cuadrilla tapó el bache el jueves 26.\nGracias por avisarnos.")
        await one.page.locator("#delivery-telephone").check()
        await one.press("answer-preview")
        await one.sees("answer-document")
        await self.look("case-answer-preview", one.page)
        await one.press("answer-edit")
        await expect(one.page.locator("#answer")).to_have_value(
            "La cuadrilla tapó el bache el jueves 26.\nGracias por avisarnos."
        )
        await one.press("answer-preview")
        await one.page.locator("#files").set_input_files(
            FilePayload(name="dictamen.pdf", mimeType="application/pdf", buffer=b"no")
        )
        await one.press("answer-send")
        await one.sees("error-summary")
        await self.look("case-answer-bad-file", one.page)
        one.visitor.watch.forgive()
        photo = FilePayload(name="reparado.jpg", mimeType="image/jpeg", buffer=corpus.jpeg())
        await one.page.locator("#files").set_input_files(photo)
        await one.press("answer-send")
        await expect(one.see("case-page")).to_have_attribute("data-state", "answered")
        await one.press("deliver")
        await expect(one.see("deliver")).to_have_count(0)
        await self.look("case-answered", one.page)
        async with one.page.expect_download() as download:
            await one.press("answer-pdf")
        given = await download.value
        assert given.suggested_filename == f"respuesta-{folio}.pdf"
        await self._verify(folio, code_on(text_of((await given.path()).read_bytes())))

    async def _verify(self, folio: str, code: str) -> None:
        """Somebody opens the link that is drawn on the letter."""
        stranger = await self.bring(Citizen)
        await stranger.page.goto(f"/verificar#{folio}.{code.replace('-', '')}")
        await expect(stranger.see("verify-submit")).to_be_focused()
        assert stranger.page.url.endswith("/verificar")
        await self.look("verify", stranger.page)
        await stranger.press("verify-submit")
        await stranger.sees("genuine")
        await stranger.page.locator("#text").fill("La cuadrilla tapó el bache el jueves 27. Gracias por avisarnos.")
        await stranger.press("verify-text")
        await stranger.sees("other-text")
        await self.look("verify-other-text", stranger.page)

    async def _read(self, folio: str) -> None:
        """The citizen reads the answer, and takes its file along."""
        citizen = await self.bring(Citizen)
        await citizen.page.goto("/seguimiento")
        await citizen.page.locator("#folio").fill(folio)
        await citizen.page.locator("#pin").fill(await pin_of(self.house, folio))
        await citizen.press("follow-submit")
        await citizen.sees("case-answer")
        await self.look("case-answered-with-file", citizen.page)
        async with citizen.page.expect_download() as download:
            await citizen.see("case-file").first.click()
        assert (await download.value).suggested_filename == "reparado.jpg"

    async def _join(self, one: Staff, place: tuple[str, str]) -> None:
        """Six people report one thing, and one answer reaches five of them."""
        said = (
            "Hay una zanja abierta en la calle Juárez",
            "La zanja de Juárez sigue abierta",
            "En la calle Juárez dejaron una zanja",
        )
        folios = [
            await send(self.house, place, said[number % 3], contact=f"722 123 40 {number:02}", files=())
            for number in range(6)
        ]
        await one.page.goto(f"/expedientes/{folios[0]}")
        await one.press("join-link")
        await one.sees("join-page")
        for folio in folios[1:]:
            await one.page.locator(f"#case-{folio}").check()
        await self.look("case-join", one.page)
        await one.press("join")
        await expect(one.see("done")).to_be_focused()
        await expect(one.see("alike-case")).to_have_count(5)
        await one.page.locator(f"[data-testid=alike-case]:text('{folios[5]}')").click()
        await one.press("separate")
        await expect(one.see("alike")).to_have_count(0)
        await one.page.goto(f"/expedientes/{folios[0]}")
        await self._open(one, "answer")
        await one.page.locator("#answer").fill("Rosa Pérez: la zanja se cerró el lunes.")
        await one.page.locator("#others-answer").check()
        await self.look("case-joined", one.page)
        await one.press("answer-preview")
        await one.sees("error-summary")
        await expect(one.page.locator("#others-answer")).to_be_checked()
        one.visitor.watch.forgive()
        await one.page.locator("#answer").fill("La zanja se cerró el lunes. Gracias por avisarnos.")
        await one.press("answer-preview")
        await one.sees("others-too")
        await self.look("case-answer-all", one.page)
        await self._change(one, folios[2])
        await one.page.locator("#files").set_input_files(
            FilePayload(name="Rosa Pérez Luna.jpg", mimeType="image/jpeg", buffer=corpus.jpeg())
        )
        await one.press("answer-send")
        await expect(one.page.locator("[data-names-refused]")).to_be_visible()
        await self.look("case-answer-all-names", one.page)
        one.visitor.watch.forgive()
        await one.page.locator("#files").set_input_files(
            FilePayload(name="zanja cerrada.jpg", mimeType="image/jpeg", buffer=corpus.jpeg())
        )
        await one.press("answer-send")
        await one.sees("others-changed", folios[2])
        await one.sees("files-not-sent", "zanja cerrada.jpg")
        await self.look("case-answer-all-changed", one.page)
        one.visitor.watch.forgive()
        await one.press("answer-send")
        await expect(one.see("done")).to_be_focused()
        await self.look("case-answered-all", one.page)
        citizen = await self.bring(Citizen)
        await citizen.page.goto("/seguimiento")
        await citizen.page.locator("#folio").fill(folios[3])
        await citizen.page.locator("#pin").fill(await pin_of(self.house, folios[3]))
        await citizen.press("follow-submit")
        await citizen.sees("case-people")
        await citizen.sees("case-answer")
        await self.look("case-one-of-five", citizen.page)

    async def _change(self, one: Staff, folio: str) -> None:
        """Another window of the same officer writes a note about a joined case."""
        page = await one.page.context.new_page()
        await page.goto(f"/expedientes/{folio}")
        await page.locator("[data-testid=act-note]").click()
        await page.locator("#note").fill("La cuadrilla vuelve el martes.")
        await page.locator("[data-testid=note]").click()
        await expect(page.locator("[data-testid=done]")).to_be_visible()
        await page.close()

    async def _many(self, one: Staff) -> None:
        await one.page.goto("/expedientes")
        await one.page.locator("[data-pick-all]").click()
        await expect(one.page.locator("[data-picked]")).not_to_be_empty()
        await one.press("preview")
        await one.sees("many-preview")
        await self.look("cases-many", one.page)
        await one.press("many-confirm")
        await expect(one.see("done")).to_be_focused()
        await self.look("cases-done", one.page)

    async def _turn(self, one: Staff) -> None:
        folio = await one.see("case-row").first.get_attribute("data-folio")
        await one.page.goto(f"/expedientes/{folio}")
        await self._open(one, "department")
        await one.page.locator("#department").select_option(OTHER)
        await one.page.locator("#reason").select_option("other_department")
        await one.press("turn")
        await one.sees("turn-preview")
        await self.look("case-turn", one.page)
        await one.press("turn-confirm")
        await one.sees("done")
        await one.page.goto(f"/expedientes/{folio}")
        await self.look("case-gone", one.page)
        one.visitor.watch.forgive()

    async def _open(self, one: Staff, field: str) -> None:
        box = one.page.locator("details.act", has=one.page.locator(f"#{field}"))
        if not await one.page.locator(f"#{field}").is_visible():
            await box.locator("summary").click()

    async def _fill(self, one: Staff, field: str, text: str, button: str) -> None:
        await self._open(one, field)
        await one.page.locator(f"#{field}").fill(text)
        await one.press(button)
