"""What people take along of a visit: the PDF, the dates for a calendar, what they share; and what they say of it without script."""

from datetime import date

from icalendar import Calendar

from audiencia.core.ids import AttentionId
from audiencia.queue.call.commitments import Promise
from audiencia.queue.call.conclude import Outcome
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import DEPARTMENT, PROMISE, STEP, account, attend, folio_and_pin, join
from tests.support.letters import text_of
from tests.support.page_browser import Browser, NewBrowser, Seen

PAGE, CASE = "/seguimiento", "/seguimiento/expediente"
NOTE = "Su reporte quedó con prioridad"
MISSING = "Falta la firma de la licencia"
UNREADABLE = "Un paso a seguir que no se puede abrir: pregunte cuál es, por teléfono o en la ventanilla."


async def opened(
    browser: Browser, context: AppContext, outcome: str = "resolved_immediately", promise: Promise | None = None
) -> tuple[AttentionId, Seen]:
    """The page of a visit that ended, opened with folio and PIN."""
    attention_id = await join(context)
    director = await account(context, "obras", Role.DIRECTOR, "x", DEPARTMENT)
    known = next(one for one in context.municipality.dispositions if one.outcome == outcome)
    await attend(context, director, Outcome(known.outcome, known.code, NOTE, "interno: revisar"), promise)
    folio, pin = await folio_and_pin(context, attention_id)
    seen = await browser.send(PAGE, {"folio": folio, "pin": pin})
    assert pin not in seen.text
    return attention_id, seen


async def test_the_dates_of_the_steps_go_into_a_calendar(browser: Browser, context: AppContext) -> None:
    _, seen = await opened(browser, context)
    assert 'action="/seguimiento/pasos.ics"' in seen.text
    file = await browser.post("/seguimiento/pasos.ics", seen.hidden)
    assert file.headers["Content-Type"].startswith("text/calendar") and file.headers["Cache-Control"] == "no-store"
    assert "attachment" in file.headers["Content-Disposition"]
    [event] = Calendar.from_ical(file.text).walk("VEVENT")
    assert event["summary"] == STEP.step and event["location"] == STEP.place
    assert event.decoded("dtstart") == STEP.due == date(2026, 12, 1)
    assert STEP.requirement in str(event["description"])
    again = await browser.post("/seguimiento/pasos.ics", seen.hidden)
    assert Calendar.from_ical(again.text).walk("VEVENT")[0]["uid"] == event["uid"]


async def test_the_result_is_a_paper(browser: Browser, context: AppContext) -> None:
    _, seen = await opened(browser, context)
    file = await browser.post("/seguimiento/resultado.pdf", seen.hidden)
    assert file.status == 200 and file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Cache-Control"] == "no-store"


async def test_neither_is_for_a_stranger(browser: Browser, new_browser: NewBrowser, context: AppContext) -> None:
    _, seen = await opened(browser, context)
    stranger = await new_browser()
    theirs = (await stranger.get(PAGE)).hidden
    for name in ("resultado.pdf", "pasos.ics"):
        refused = await stranger.post(f"{PAGE}/{name}", theirs | {"proof": seen.hidden["proof"]})
        assert (refused.status, refused.code) == (403, "csrf")
        assert (await stranger.get(f"/turno/{name}")).status != 200


async def test_before_there_is_a_result_there_is_nothing_to_take(browser: Browser, context: AppContext) -> None:
    folio, pin = await folio_and_pin(context, await join(context))
    seen = await browser.send(PAGE, {"folio": folio, "pin": pin})
    assert "resultado.pdf" not in seen.text and "visit-rating" not in seen.text
    assert (await browser.post("/seguimiento/resultado.pdf", seen.hidden)).status == 404


async def test_what_is_shared_has_result_and_steps(browser: Browser, context: AppContext) -> None:
    _, seen = await opened(browser, context)
    shared = seen.text.split('data-copy="')[1].split('"')[0]
    for text in (NOTE, STEP.step, "1 de diciembre"):
        assert text in shared
    assert "revisar" not in shared


async def test_a_step_note_or_commitment_that_does_not_open_is_said(browser: Browser, context: AppContext) -> None:
    attention_id, _ = await opened(browser, context, promise=PROMISE)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE next_step SET content_sealed = 'x'")
        await tx.conn.execute("UPDATE attention SET note_citizen_sealed = 'x'")
        await tx.conn.execute("UPDATE commitment SET text_sealed = 'x'")
    folio, pin = await folio_and_pin(context, attention_id)
    browser.set_cookie("__Host-turno", context.keyring.ticket_token(attention_id, 1))
    for seen in (await browser.send(PAGE, {"folio": folio, "pin": pin}), await browser.get("/turno")):
        assert (
            seen.status == 200 and seen.text.count('data-testid="step-unreadable"') == 1 and 'id="steps"' in seen.text
        )
        shared = seen.text.split('data-copy="')[1].split('"')[0]
        assert f"1. {UNREADABLE} · " in shared and "1 de diciembre" in shared and "No se puede abrir." in shared
        assert STEP.step not in seen.text
        assert seen.text.count('data-testid="unreadable"') == 2 and "1 de diciembre de 2099" in seen.text
    _, _, paper = await browser.download("/turno/resultado.pdf")
    assert "Un paso a seguir que no se puede abrir" in text_of(paper)
    assert text_of(paper).count("No se puede abrir.") == 2 and "1 de diciembre de 2099" in text_of(paper)
    _, _, days = await browser.download("/turno/pasos.ics")
    [entry] = Calendar.from_ical(days).walk("VEVENT")
    assert (str(entry["SUMMARY"]), entry.decoded("DTSTART")) == (UNREADABLE, STEP.due)


async def test_a_no_and_why_without_script(browser: Browser, context: AppContext) -> None:
    attention_id, seen = await opened(browser, context)
    folio, _pin = await folio_and_pin(context, attention_id)
    assert 'data-testid="word-why"' not in seen.text and "Si dice que no" in seen.text
    seen = await browser.post("/seguimiento/resuelto", seen.hidden | {"resolved": "no"})
    assert seen.path == CASE and "Si dice que no" not in seen.text
    assert f'novalidate data-written data-draft-key="{folio} falta" data-draft="fresh" data-home="{CASE}"' in seen.text
    seen = await browser.post(
        "/seguimiento/resuelto", seen.hidden | {"resolved": "no", "cause": "partly", "why": MISSING}
    )
    assert seen.status == 200 and 'value="partly" checked' in seen.text
    assert f'data-sent="{folio} falta" data-testid="word-text">{MISSING}<' in seen.text
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT not_resolved_why FROM attention") == "partly"


async def test_what_cannot_be_kept_stays_in_the_form_of_the_own_page(browser: Browser, context: AppContext) -> None:
    attention_id, _ = await opened(browser, context)
    browser.set_cookie("__Host-turno", context.keyring.ticket_token(attention_id, 1))
    own = await browser.get("/turno")
    no = {"csrf": own.hidden["csrf"], "resolved": "no"}
    await browser.post("/turno/resuelto", no)
    without_cause = await browser.post("/turno/resuelto", no | {"why": MISSING})
    assert without_cause.status == 400 and f">{MISSING}</textarea>" in without_cause.text
    assert 'href="#cause"' in without_cause.text
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE person SET key_wrapped = '\\x01ff'")
    refused = await browser.post("/turno/resuelto", no | {"cause": "partly", "why": MISSING})
    assert refused.status == 409 and 'data-testid="error-summary"' in refused.text
    assert f">{MISSING}</textarea>" in refused.text and 'value="partly" checked' in refused.text
    assert "por teléfono" in refused.text
    kept = await browser.post("/turno/resuelto", no | {"cause": "partly"})
    assert kept.path == "/turno", "the choice alone is kept"


async def test_each_refusal_on_the_own_page_says_its_own_reason(browser: Browser, context: AppContext) -> None:
    attention_id = await join(context)
    browser.set_cookie("__Host-turno", context.keyring.ticket_token(attention_id, 1))
    own = await browser.get("/turno")
    without_cause = await browser.post("/turno/resuelto", own.hidden | {"resolved": "no", "why": MISSING})
    assert without_cause.status == 400 and 'href="#cause"' in without_cause.text
    too_early = await browser.post("/turno/resuelto", own.hidden | {"resolved": "yes"})
    assert too_early.status == 409 and 'data-testid="error-summary"' in too_early.text
    assert 'href="#cause"' not in too_early.text
    assert 'data-testid="error-summary"' not in (await browser.get("/turno")).text


async def test_of_a_visit_about_a_complaint_no_draft_is_kept_on_the_own_page(
    browser: Browser, context: AppContext
) -> None:
    attention_id, _ = await opened(browser, context)
    browser.set_cookie("__Host-turno", context.keyring.ticket_token(attention_id, 1))
    own = await browser.get("/turno")
    no = {"csrf": own.hidden["csrf"], "resolved": "no"}
    assert "data-draft-key" in (await browser.post("/turno/resuelto", no)).text
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "UPDATE topic SET leads_to = (SELECT id FROM department WHERE slug = 'presidencia')"
            " WHERE id = (SELECT topic_id FROM attention WHERE id = $1)", attention_id
        )  # fmt: skip
    own = await browser.get("/turno")
    assert 'data-testid="word-why" novalidate data-written>' in own.text and "data-draft-key" not in own.text


async def test_of_a_complaint_that_came_from_a_visit_no_draft_is_kept(browser: Browser, context: AppContext) -> None:
    attention_id, seen = await opened(browser, context, "in_process")
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE case_file SET kind = 'complaint' WHERE attention_id = $1", attention_id)
    seen = await browser.post("/seguimiento/resuelto", seen.hidden | {"resolved": "no"})
    assert 'data-testid="word-why" novalidate data-written>' in seen.text and "data-draft" not in seen.text


async def test_another_reason_asks_for_words(browser: Browser, context: AppContext) -> None:
    _, seen = await opened(browser, context)
    seen = await browser.post("/seguimiento/resuelto", seen.hidden | {"resolved": "no"})
    seen = await browser.post("/seguimiento/resuelto", seen.hidden | {"resolved": "no", "cause": "other"})
    assert seen.status == 400 and "Escriba qué falta" in seen.text and 'value="other" checked' in seen.text


async def test_what_cannot_be_kept_stays_in_the_page(browser: Browser, context: AppContext) -> None:
    _, seen = await opened(browser, context)
    seen = await browser.post("/seguimiento/resuelto", seen.hidden | {"resolved": "no"})
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE person SET key_wrapped = '\\x01ff'")
    no = {"resolved": "no", "cause": "partly", "why": MISSING}
    seen = await browser.post("/seguimiento/resuelto", seen.hidden | no)
    assert seen.status == 409 and f">{MISSING}</textarea>" in seen.text and 'value="partly" checked' in seen.text


async def test_words_without_a_reason_are_asked_for_it_and_not_dropped(browser: Browser, context: AppContext) -> None:
    _, seen = await opened(browser, context)
    seen = await browser.post("/seguimiento/resuelto", seen.hidden | {"resolved": "no"})
    seen = await browser.post("/seguimiento/resuelto", seen.hidden | {"resolved": "no", "why": MISSING})
    assert seen.status == 400 and "Elija por qué no se resolvió" in seen.text and f">{MISSING}</textarea>" in seen.text
    seen = await browser.post(
        "/seguimiento/resuelto", seen.hidden | {"resolved": "no", "cause": "partly", "why": MISSING}
    )
    assert seen.status == 200 and f">{MISSING}</p>" in seen.text
    seen = await browser.post("/seguimiento/resuelto", seen.hidden | {"resolved": "no", "cause": "unclear", "why": ""})
    assert 'value="unclear" checked' in seen.text and f">{MISSING}</p>" in seen.text, "another reason keeps the words"
    seen = await browser.post("/seguimiento/resuelto", seen.hidden | {"resolved": "yes"})
    assert MISSING not in seen.text


async def test_a_visit_is_rated_by_one_button(browser: Browser, context: AppContext) -> None:
    _, seen = await opened(browser, context)
    assert seen.text.count('name="rating"') == 5
    seen = await browser.post("/seguimiento/calificar", seen.hidden | {"rating": "4"})
    assert seen.status == 200 and 'value="4" aria-pressed="true"' in seen.text
    assert (await browser.post("/seguimiento/calificar", seen.hidden | {"rating": "6"})).status == 400
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT rating FROM attention") == 4
