"""Pages of the weekday channel on a small telephone: what each is for comes within three screens."""

from tests.browser.chromium import PHONE
from tests.browser.conftest import People, engine_alone
from tests.browser.heights import lowest
from tests.browser.installation import Installation
from tests.browser.petitioning import Petition, fill
from tests.browser.petitions import answer, ask, look_up, send

browsers = engine_alone

PETITION, COMPLAINT = "/peticiones/nueva?area=agua&tema=fugas", "/peticiones/queja"
MAIN = {
    "/": "#q", "/areas": "main a[href^='/areas/']", "/areas/agua": "main a[href^='/unirse/']",
    "/directorio": "#q", "/directorio?q=me+quiero+morir": "main a[href^='tel:']",
    "/directorio?q=fuga": "[data-testid=services] a", "/directorio?q=pasaporte": "main a[href^='tel:']",
    "/directorio/agua": "main a[href^='/directorio/agua/']", "/directorio/agua/fuga-de-agua": "[data-testid=to-petition]",
    "/directorio/otras-autoridades": "main a[href^='tel:']", "/documentos": "#call", "/peticiones": "[data-testid=petition-start]",
    "/peticiones/nueva": "#q", "/peticiones/nueva?area=agua": "[data-testid=topic-fugas]",
    PETITION: "[data-testid=form-next]", COMPLAINT: "[data-testid=form-next]",
    "/peticiones/otra": "[data-testid=error-page] a.button", "/sin-conexion/es-MX": "main h1",
    "/aviso": "[data-testid=to-your-call]", "/cifras": "[data-testid=no-figures], [data-testid=attended]",
    "/cifras/peticiones": "[data-testid=no-figures], [data-testid=received]", "/cifras/diccionario": "main h2",
    "/seguimiento": "[data-testid=follow-submit]", "/verificar": "[data-testid=verify-submit]",
    "/seguimiento/expediente": "[data-testid=case-more]", "/seguimiento/datos": "[data-testid=right-send]",
}  # fmt: skip
"""What a page of the weekday channel is for. Each step of its forms: `tests/browser/queue/test_heights.py`."""
QUESTION = "¿Frente a qué número está la fuga, y desde cuándo sale agua? Si puede, mande una foto de la calle. " * 3
"""As long as departments write."""


async def test_what_a_page_of_the_weekday_channel_is_for_comes_within_three_screens(
    house: Installation, people: People
) -> None:
    folio = await send(house, ("agua", "fugas"), "Hay una fuga en la calle Hidalgo")
    citizen = await people.citizen("red", script=False)
    await look_up(house, citizen, folio)
    low = {}
    for path, selector in MAIN.items():
        await citizen.page.goto(path)
        low[path] = await lowest(citizen, selector)
    citizen.visitor.watch.forgive()  # the page that does not exist
    assert {path: at for path, at in low.items() if not 0 < at <= 3 * PHONE["height"]} == {}
    assert people.problems() == []


async def test_what_a_sent_petition_waits_for_comes_within_three_screens(house: Installation, people: People) -> None:
    """Folio and PIN, the question of a department, and the answer."""
    citizen = await people.citizen("red", script=False)
    await citizen.page.goto(PETITION)
    await fill(citizen.page, Petition(name="Ana Ñ"))
    await citizen.press("petition-submit")
    low = {"received": await lowest(citizen, "[data-testid=received-pin]")}
    folio = await citizen.see("received-folio").inner_text()
    await citizen.press("received-follow")
    await ask(house, folio, QUESTION)
    await citizen.page.goto("/seguimiento/expediente")
    low["asked"] = await lowest(citizen, "[data-testid=case-clarify]")
    await citizen.page.locator("#reply").fill("Frente al kiosco")
    await citizen.press("case-clarify")
    await answer(house, folio, QUESTION)
    await citizen.page.goto("/seguimiento/expediente")
    low["answered"] = await lowest(citizen, "[data-testid=case-accept]")
    low["rating"] = await lowest(citizen, "[data-testid=case-rating] button")
    assert {what: at for what, at in low.items() if not 0 < at <= 3 * PHONE["height"]} == {}
    assert people.problems() == []
