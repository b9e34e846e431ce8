"""The directory's pages without script, its JSON, and where a service leads."""

import json

from audiencia.core.errors import Code
from audiencia.http.limits import rates
from audiencia.runtime.context import AppContext
from audiencia.signaling.messages_in import AddNextStep
from tests.support.page_browser import NewBrowser

LEAK = "/directorio/agua/fuga-de-agua"


async def test_a_service_is_found_by_a_form_and_leads_on_with_its_topic(new_browser: NewBrowser) -> None:
    browser = await new_browser()
    listed = await browser.get("/directorio?q=fuga+de+aga")
    assert LEAK in listed.text and "servicios para" in listed.text
    page = await browser.get(LEAK)
    assert page.status == 200 and "<title>Reparación de una fuga de agua · Agua y Drenaje" in page.text
    for leads in ("/unirse/agua/fugas", "/peticiones/nueva?area=agua&amp;tema=fugas", "tel:5500000103"):
        assert leads in page.text
    described = json.loads(page.text.split('<script type="application/ld+json"')[1].split(">", 1)[1].split("<")[0])
    assert described["@type"] == "GovernmentService" and described["name"] == "Reparación de una fuga de agua"
    # Search engines ignore a canonical address without its host (RFC 6596, 3).
    for path in ("/directorio", "/directorio/agua", LEAK):
        assert f'<link rel="canonical" href="{browser.origin}{path}">' in (await browser.get(path)).text
    form = await browser.get("/peticiones/nueva?area=agua&tema=fugas")
    assert form.hidden["topic"] == "agua/fugas"


async def test_what_is_not_there_says_what_to_do(new_browser: NewBrowser) -> None:
    browser = await new_browser()
    nothing = await browser.get("/directorio?q=<b>xqzwk</b>")
    assert "No encontramos nada para «&lt;b&gt;xqzwk&lt;/b&gt;»" in nothing.text
    for path, code in (
        ("/directorio/agua/nada", Code.UNKNOWN_SERVICE),
        ("/directorio/presidencia", Code.UNKNOWN_DEPARTMENT),
        ("/directorio.json?lang=fr&q=agua", Code.BAD_INPUT),
    ):
        assert (await browser.get(path)).code == code


async def test_a_complaint_about_public_servants_goes_to_the_confidential_form(new_browser: NewBrowser) -> None:
    page = await (await new_browser()).get("/directorio/contraloria/denuncia-corrupcion")
    assert "/peticiones/queja" in page.text and "/peticiones/nueva?" not in page.text


async def test_the_search_as_json_may_be_kept_and_greets_nobody(new_browser: NewBrowser) -> None:
    browser = await new_browser()
    answer = await browser.get("/directorio.json?lang=en&q=street+light")
    assert json.loads(answer.text)["found"][0] == {
        "name": "Street light repair",
        "department": "Public Services",
        "url": "/directorio/servicios-publicos/luminaria-apagada",
    }
    assert answer.headers["Cache-Control"] == "public, no-cache" and "Set-Cookie" not in answer.headers
    assert json.loads((await browser.get("/directorio.json?q=a")).text) == {"found": []}


async def test_the_steps_of_every_service_fit_into_what_a_director_hands_over(
    context: AppContext, new_browser: NewBrowser
) -> None:
    browser = await new_browser()
    ids = {"command_id": "8f7a4c1e-5a53-4f0e-9f2e-3a1d6a0c9b11", "ticket_id": "8f7a4c1e-5a53-4f0e-9f2e-3a1d6a0c9b12"}
    for number, one in enumerate(context.in_force.files.services):
        if number % 9:
            continue
        answer = await browser.get(f"/directorio/{one.department}/{one.slug}/pasos.json?lang=es-MX")
        steps = json.loads(answer.text)["steps"]
        assert [step["step"] for step in steps][: len(one.steps)] == [step.es for step in one.steps]
        assert steps[0]["cost"] == one.cost.es
        for step in steps:
            AddNextStep.model_validate(ids | step)


async def test_who_asks_too_often_waits(new_browser: NewBrowser) -> None:
    browser = await new_browser()
    await browser.get("/directorio")
    codes = [
        (await browser.get(f"/directorio.json?q=agua{number % 5}")).status
        for number in range(rates.SEARCHES_PER_VISIT.amount + 1)
    ]
    assert codes[-1] == 429 and set(codes[:-1]) == {200}
