"""The directory's pages without script, its JSON, and where a service leads."""

import json
import logging

import pytest
from limits import parse

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
        "kind": "service",
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


async def test_who_asks_too_often_waits(new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch) -> None:
    # The minute is not over meanwhile.
    monkeypatch.setattr(rates, "SEARCHES_PER_VISIT", parse(f"{rates.SEARCHES_PER_VISIT.amount}/hour"))
    browser = await new_browser()
    await browser.get("/directorio")
    codes = [
        (await browser.get(f"/directorio.json?q=agua{number % 5}")).status
        for number in range(rates.SEARCHES_PER_VISIT.amount + 1)
    ]
    assert codes[-1] == 429 and set(codes[:-1]) == {200}


async def test_a_crisis_shows_whom_to_call_first_in_both_languages_and_leaves_no_trace(
    new_browser: NewBrowser, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = await new_browser()
    page = await browser.get("/directorio?q=me+pega+mi+esposo")
    assert page.text.index('data-testid="crisis"') < page.text.index("<h1") < page.text.index('data-testid="services"')
    assert page.text.index("tel:911") < page.text.index("tel:8009112000") and "Llame ahora" in page.text
    assert "/directorio/mujeres/violencia-contra-mujeres" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    for lang, typed, number, name in (
        ("en", "i+want+to+die", "tel:8009112000", "800 911 2000 · Line of Life"),
        ("es-MX", "me+pega+mi+esposo", "tel:911", "911 · Emergencias"),
    ):
        answer = await browser.get(f"/directorio.json?lang={lang}&q={typed}")
        first = json.loads(answer.text)["found"][0]
        assert (first["kind"], first["url"], first["name"]) == ("call", number, name)
        assert answer.headers["Cache-Control"] == "no-store"
    # The test's own server writes each request; the product's has no such log (`http/serving/listening.py`).
    ours = [one.getMessage() for one in caplog.records if one.name != "aiohttp.access"]
    said = " ".join(ours) + "".join(capfd.readouterr())
    assert "esposo" not in said and "want to die" not in said and "want+to+die" not in said
    calm = await browser.get("/directorio?q=se+murio+mi+papa+y+necesito+acta")
    assert 'data-testid="crisis"' not in calm.text


async def test_what_is_not_done_here_is_said_with_whom_to_ask(new_browser: NewBrowser) -> None:
    browser = await new_browser()
    page = await browser.get("/directorio?q=pazaporte")
    assert 'data-testid="elsewhere-pasaporte"' in page.text and "Esto no se hace aquí" in page.text
    assert "Secretaría de Relaciones Exteriores" in page.text and "https://citas.sre.gob.mx" in page.text
    suggested = json.loads((await browser.get("/directorio.json?lang=en&q=us+visa")).text)["found"][0]
    assert suggested["kind"] == "elsewhere" and suggested["url"] == "/directorio/otras-autoridades#visa"
    assert 'id="visa"' in (await browser.get("/directorio/otras-autoridades")).text


async def test_a_search_for_a_petition_leads_to_its_form(new_browser: NewBrowser) -> None:
    browser = await new_browser()
    assert 'name="para" value="peticion"' in (await browser.get("/peticiones/nueva")).text
    page = await browser.get("/directorio?para=peticion&q=vachez")
    assert "/peticiones/nueva?area=obras-publicas&amp;tema=baches" in page.text
    assert 'name="para" value="peticion"' in page.text
    complaint = await browser.get("/directorio.json?para=peticion&lang=en&q=bribe")
    assert json.loads(complaint.text)["found"][0]["url"] == "/peticiones/queja"
    topic = json.loads((await browser.get("/directorio.json?lang=en&q=medidor+de+agua")).text)["found"]
    assert "/unirse/agua/medidor" in [one["url"] for one in topic]


async def test_what_an_administrator_changes_is_found_so(new_browser: NewBrowser, context: AppContext) -> None:
    browser = await new_browser()
    assert LEAK in (await browser.get("/directorio?q=fuga")).text
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE service SET words = '{manantial}' WHERE slug = 'fuga-de-agua'")
    context.in_force.replace(context.municipality, context.in_force.version + 1)
    assert LEAK in (await browser.get("/directorio?q=manantiales")).text
