"""The folio afterwards: outcome and next steps for whoever has the PIN, the same answer for anything else."""

import pytest

from audiencia.privacy import attempts
from audiencia.privacy.store import erase_person
from audiencia.queue.call.commitments import Promise
from audiencia.queue.call.conclude import Outcome
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.integration.queue.joining.pages.test_join_page import FILLED
from tests.integration.queue.joining.pages.test_join_page import FORM as TAKE
from tests.support.contexts import DEPARTMENT, PROMISE, STEP, account, attend, folio_and_pin, join
from tests.support.page_browser import Browser, NewBrowser

PAGE = "/seguimiento"
NOTE = "Su reporte quedó con prioridad\nTraiga su recibo"
IN_LINES = f'<p class="keep-lines">{NOTE}</p>'


async def attended(context: AppContext, promise: Promise | None = None) -> tuple[str, str]:
    """An attention that ended; its folio and PIN."""
    attention_id = await join(context)
    director = await account(context, "obras", Role.DIRECTOR, "x", DEPARTMENT)
    await attend(
        context, director, Outcome("in_process", "inspection", NOTE, "interno: revisar con cuadrilla"), promise
    )
    return await folio_and_pin(context, attention_id)


async def test_outcome_note_and_next_steps(browser: Browser, context: AppContext) -> None:
    folio, pin = await attended(context)
    seen = await browser.send(PAGE, {"folio": f" {folio.lower().replace('-', ' ')} ", "pin": f"{pin[:3]} {pin[3:]}"})
    assert seen.status == 200 and seen.path == "/seguimiento/expediente"
    for text in (folio, NOTE, STEP.step, STEP.requirement, STEP.place, "OP-001", 'data-testid="found-outcome"'):
        assert text in seen.text
    assert "cuadrilla" not in seen.text and pin not in seen.text
    assert seen.headers["Cache-Control"] == "no-store"


async def test_what_does_not_open_is_said_in_its_place(browser: Browser, context: AppContext) -> None:
    folio, pin = await attended(context, PROMISE)
    assert PROMISE.text in (await browser.send(PAGE, {"folio": folio, "pin": pin})).text
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE attention SET note_citizen_sealed = 'x'")
        await tx.conn.execute("UPDATE commitment SET text_sealed = 'x'")
        await tx.conn.execute("UPDATE case_file SET matter_sealed = 'x'")
    seen = await browser.send(PAGE, {"folio": folio, "pin": pin})
    assert seen.status == 200 and STEP.step in seen.text and seen.text.count('data-testid="unreadable"') == 3
    async with context.database.begin() as tx:
        assert {row["place"] for row in await tx.conn.fetch("SELECT place FROM unreadable")} == {
            "attention.note_citizen", "case.matter", "commitment.text",
        }  # fmt: skip
        await tx.conn.execute("UPDATE person SET key_wrapped = '\\x01ff'")
    seen = await browser.get("/seguimiento/expediente")
    assert seen.status == 200 and folio in seen.text and STEP.step not in seen.text
    assert seen.text.count('data-testid="step-unreadable"') == 1
    refused = await browser.post("/seguimiento/expediente/mensaje", seen.hidden | {"message": "Sigue igual"})
    assert refused.status == 409 and "dañado y no se puede abrir" in refused.text and "Sigue igual" in refused.text
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM unreadable WHERE place = 'person.key'") == 1


async def test_in_english(new_browser: NewBrowser, context: AppContext) -> None:
    folio, pin = await attended(context)
    seen = await (await new_browser(**{"Accept-Language": "en"})).send(PAGE, {"folio": folio, "pin": pin})
    assert '<html lang="en">' in seen.text and "Your next steps" in seen.text and "1 December 2026" in seen.text


async def test_still_waiting(browser: Browser, context: AppContext) -> None:
    folio, pin = await folio_and_pin(context, await join(context))
    seen = await browser.send(PAGE, {"folio": folio, "pin": pin})
    assert 'data-testid="found-state"' in seen.text and 'data-testid="found-outcome"' not in seen.text


async def test_the_same_answer_for_everything_else(browser: Browser, context: AppContext) -> None:
    folio, pin = await folio_and_pin(context, await join(context))
    wrong_pin = f"{(int(pin) + 1) % 10**6:06d}"
    answers = []
    for typed, typed_pin in ((folio, wrong_pin), ("MTP-26-000G-40R43", pin)):
        seen = await browser.send(PAGE, {"folio": typed, "pin": typed_pin})
        assert seen.status == 404 and typed in seen.text and typed_pin not in seen.text
        answers.append(seen.text.replace(typed, "").split("<main")[1].split("csrf")[0])
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("folio", "pin"), [("", "123456"), ("MTP-26-000G-40R43", ""), ("nada", "123456"), ("x" * 41, "1" * 13)]
)
async def test_not_even_a_folio(browser: Browser, folio: str, pin: str) -> None:
    seen = await browser.send(PAGE, {"folio": folio, "pin": pin})
    assert seen.status == 400 and 'data-testid="error-summary"' in seen.text


async def test_guessing_a_pin_is_stopped_for_this_folio_alone(browser: Browser, context: AppContext) -> None:
    folio, pin = await folio_and_pin(context, await join(context))
    other, other_pin = await folio_and_pin(context, await join(context))
    for guess in range(attempts.FREE):
        assert (await browser.send(PAGE, {"folio": folio, "pin": f"{guess:06d}"})).status == 404
    blocked = await browser.send(PAGE, {"folio": folio, "pin": pin})
    assert blocked.status == 429 and int(blocked.headers["Retry-After"]) > 0 and blocked.code == "too_many_requests"
    assert (await browser.send(PAGE, {"folio": other, "pin": other_pin})).status == 200
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = shift + interval '16 minutes'")
    assert (await browser.send(PAGE, {"folio": folio, "pin": pin})).status == 200


async def test_whoever_guesses_a_pin_locks_out_nobody_else(new_browser: NewBrowser, context: AppContext) -> None:
    folio, pin = await folio_and_pin(context, await join(context))
    stranger = await new_browser(**{"X-Forwarded-For": "203.0.113.7"})
    for guess in range(12):
        await stranger.send(PAGE, {"folio": folio, "pin": f"{guess:06d}"})
    assert (await stranger.send(PAGE, {"folio": folio, "pin": pin})).status == 429
    owner = await new_browser(**{"X-Forwarded-For": "198.51.100.1"})
    assert (await owner.send(PAGE, {"folio": folio, "pin": pin})).status == 200
    # Known by then, the owner's browser may come to the very network of who guesses.
    async with context.database.begin() as tx:
        assert await tx.conn.fetchval("SELECT count(*) FROM attempt WHERE right_at IS NOT NULL") == 1
    moved = await new_browser(**{"X-Forwarded-For": "203.0.113.7"})
    moved.set_cookie("__Host-device", owner.cookies["__Host-device"])
    assert (await moved.send(PAGE, {"folio": folio, "pin": pin})).status == 200


async def test_the_browser_that_took_the_number_is_known_by_its_folio(
    new_browser: NewBrowser, context: AppContext
) -> None:
    mine, other = await new_browser(), await new_browser()
    await mine.send(TAKE, FILLED)
    attention_id = context.keyring.read_ticket_token(mine.cookies["__Host-turno"])
    assert attention_id is not None
    folio, pin = await folio_and_pin(context, attention_id)
    for guess in range(attempts.FREE + 1):
        await other.send(PAGE, {"folio": folio, "pin": f"{guess:06d}"})
    assert (await other.send(PAGE, {"folio": folio, "pin": pin})).status == 429
    assert (await mine.send(PAGE, {"folio": folio, "pin": pin})).status == 200


async def test_each_look_is_recorded(browser: Browser, context: AppContext) -> None:
    attention_id = await join(context)
    folio, pin = await folio_and_pin(context, attention_id)
    await browser.send(PAGE, {"folio": folio, "pin": pin})
    await browser.send(PAGE, {"folio": folio, "pin": "x"})
    async with context.database.read() as conn:
        actions = await conn.fetch(
            "SELECT action, actor_kind FROM audit WHERE object_id = $1 AND why = 'follow_up' ORDER BY id",
            str(attention_id),
        )
    assert [tuple(row) for row in actions] == [("followed_up", "citizen"), ("follow_up_failed", "citizen")]


async def test_what_was_allowed_is_taken_back_and_allowed_again(browser: Browser, context: AppContext) -> None:
    """On the page of a number that is still waiting, and once there is a case."""
    folio, pin = await folio_and_pin(context, await join(context, purposes=("attention", "follow_up")))
    seen = await browser.send(PAGE, {"folio": folio, "pin": pin})
    assert "Lo autorizó el" in seen.text and 'data-testid="consent-withdraw"' in seen.text
    seen = await browser.post(f"{PAGE}/autorizaciones", seen.hidden | {"allow": "no"})
    assert seen.status == 200 and "Lo retiró el" in seen.text and 'data-testid="consent-allow"' in seen.text
    seen = await browser.post(f"{PAGE}/autorizaciones", seen.hidden | {"allow": "yes", "notice_hash": "0" * 64})
    assert 'data-testid="error-summary"' in seen.text and "Lo retiró el" in seen.text
    seen = await browser.post(f"{PAGE}/autorizaciones", seen.hidden | {"allow": "yes"})
    assert "Lo autorizó el" in seen.text
    for wrong in ({"allow": ""}, {"allow": "no", "purpose": "attention"}):
        assert (await browser.post(f"{PAGE}/autorizaciones", seen.hidden | wrong)).status == 400
    assert (await browser.post(f"{PAGE}/autorizaciones", seen.hidden | {"allow": "no", "proof": ""})).status == 403


async def test_what_was_allowed_with_a_case_is_taken_back_on_its_page(browser: Browser, context: AppContext) -> None:
    folio, pin = await attended(context)
    page = f"{PAGE}/expediente"
    seen = await browser.send(PAGE, {"folio": folio, "pin": pin})
    assert seen.path == page
    for allow, state in (("yes", "Lo autorizó el"), ("no", "Lo retiró el")):
        seen = await browser.send(f"{page}/autorizaciones", {"allow": allow}, page=page)
        assert (seen.status, seen.path) == (200, page) and state in seen.text


async def test_an_erased_person_is_unknown(browser: Browser, context: AppContext) -> None:
    folio, pin = await folio_and_pin(context, await join(context))
    async with context.database.begin() as tx:
        await erase_person(tx.conn, context.keyring, await tx.conn.fetchval("SELECT id FROM person"))
    seen = await browser.send(PAGE, {"folio": folio, "pin": pin})
    assert seen.status == 404 and 'data-testid="error-summary"' in seen.text


async def resolved_at_once(context: AppContext) -> tuple[str, str]:
    """An attention with an immediate answer; its folio and PIN."""
    attention_id = await join(context)
    director = await account(context, "obras", Role.DIRECTOR, "x", DEPARTMENT)
    await attend(context, director, Outcome("resolved_immediately", "information_given", NOTE, ""))
    return await folio_and_pin(context, attention_id)


async def said(context: AppContext) -> tuple[bool | None, bool, str]:
    """What the citizen says, whether it is open again, and what the director recorded."""
    async with context.database.read() as conn:
        row = await conn.fetchrow("SELECT citizen_says_resolved, reopened, outcome FROM attention")
    assert row is not None
    return row["citizen_says_resolved"], row["reopened"], row["outcome"]


async def test_a_no_under_the_folio_opens_it_again(browser: Browser, context: AppContext) -> None:
    folio, pin = await resolved_at_once(context)
    found = await browser.send(PAGE, {"folio": folio, "pin": pin})
    assert "se abre de nuevo" in found.text and 'data-testid="open-here"' not in found.text and IN_LINES in found.text
    form = {name: found.hidden[name] for name in ("csrf", "proof")}
    no = await browser.post(f"{PAGE}/resuelto", form | {"resolved": "no"})
    assert no.status == 200 and "Usted dijo: no se resolvió" in no.text and folio in no.text and pin not in no.text
    assert "abierto de nuevo" in no.text
    assert await said(context) == (False, True, "resolved_immediately")
    yes = await browser.post(f"{PAGE}/resuelto", form | {"resolved": "yes"})
    assert "Usted dijo: sí" in yes.text
    assert await said(context) == (True, False, "resolved_immediately")
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = shift + interval '49 hours'")
    late = await browser.post(f"{PAGE}/resuelto", form | {"resolved": "no", "cause": "other", "why": "Sigue el bache"})
    assert late.status == 409 and "48 horas" in late.text and 'data-testid="error-summary"' in late.text
    assert late.text.count("Sigue el bache") == 1 and "readonly>Sigue el bache</textarea>" in late.text
    assert 'data-testid="word-no"' not in late.text and "Usted dijo: sí" in late.text
    assert (await browser.post(f"{PAGE}/resuelto", form | {"resolved": "perhaps"})).code == "bad_input"


async def test_the_word_on_the_own_page_without_script(browser: Browser, context: AppContext) -> None:
    await resolved_at_once(context)
    async with context.database.read() as conn:
        attention_id = await conn.fetchval("SELECT id FROM attention")
    browser.set_cookie("__Host-turno", context.keyring.ticket_token(attention_id, 1))
    own = await browser.get("/turno")
    assert IN_LINES in own.text and STEP.step in own.text and 'data-testid="word-yes"' in own.text
    assert own.text.count('class="button second" type="submit" name="resolved"') == 2, (
        "neither answer is the better one"
    )
    after = await browser.post("/turno/resuelto", {"csrf": own.hidden["csrf"], "resolved": "no"})
    assert after.path == "/turno" and "Usted dijo: no se resolvió" in after.text
    assert await said(context) == (False, True, "resolved_immediately")
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = shift + interval '49 hours'")
    late = await browser.post("/turno/resuelto", {"csrf": own.hidden["csrf"], "resolved": "yes"})
    assert late.status == 409 and "48 horas" in late.text and 'data-testid="error-summary"' in late.text
    assert "readonly" not in late.text
    why = {"resolved": "no", "cause": "other", "why": "Sigue el bache"}
    late = await browser.post("/turno/resuelto", {"csrf": own.hidden["csrf"], **why})
    assert late.status == 409 and "readonly>Sigue el bache</textarea>" in late.text


async def test_what_was_written_before_the_pin_was_renewed_comes_back(browser: Browser, context: AppContext) -> None:
    folio, pin = await resolved_at_once(context)
    form = (await browser.send(PAGE, {"folio": folio, "pin": pin})).hidden
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE attention SET secret_generation = secret_generation + 1")
    written = {"resolved": "no", "cause": "other", "why": "Sigue el bache"}
    seen = await browser.post(f"{PAGE}/resuelto", form | written)
    assert seen.status == 409 and "Nada se envió" in seen.text and "readonly>Sigue el bache</textarea>" in seen.text
    assert await said(context) == (None, False, "resolved_immediately")
    plain = await browser.post(f"{PAGE}/resuelto", form | {"resolved": "yes"})
    assert plain.status == 409 and "Nada se envió" in plain.text and "readonly" not in plain.text


async def test_what_is_in_process_says_that_it_stays_so(browser: Browser, context: AppContext) -> None:
    folio, pin = await attended(context)
    found = await browser.send(PAGE, {"folio": folio, "pin": pin})
    assert "sigue en proceso" in found.text and 'data-testid="word-no"' in found.text
