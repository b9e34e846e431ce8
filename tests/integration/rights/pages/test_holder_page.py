"""The citizen's page of personal data: a request with folio and PIN, its state, a question and its answer; and the front desk's form."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from limits import parse

from audiencia.core.ids import StaffId
from audiencia.http.limits import rates
from audiencia.privacy.retention.suppression import block
from audiencia.privacy.store import erase_person
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account, folio_and_pin, join
from tests.support.page_browser import Browser, NewBrowser, Seen
from tests.support.page_cases import send

PAGE, DESK = "/seguimiento/datos", "/datos-personales/nueva"
PASSWORD = "tapo7-rilu3-semi4-kado5"
WRONG = "Mi calle se escribe Xicohténcatl"
FOLDED = '<details class="panel unfold"'
MOTHER = "Su madre, con acta de nacimiento"


async def opened_visit(browser: Browser, context: AppContext) -> Seen:
    """The page of personal data, from the page of a visit."""
    folio, pin = await folio_and_pin(context, await join(context))
    seen = await browser.send("/seguimiento", {"folio": folio, "pin": pin})
    return await browser.post(f"{PAGE}/abrir", seen.hidden)


async def ask(browser: Browser, **changed: str) -> Seen:
    """A correction is asked for."""
    return await browser.send(PAGE, {"right": "rectification", "capacity": "self", "text": WRONG} | changed)


async def test_a_request_from_the_page_of_a_visit(browser: Browser, context: AppContext) -> None:
    page = await opened_visit(browser, context)
    assert page.status == 200 and page.path == PAGE and 'data-testid="right-form"' in page.text
    assert FOLDED not in page.text
    seen = await ask(browser)
    assert seen.path == f"{PAGE}?hecho=1" and WRONG in seen.text and "Por responder" in seen.text
    assert f"{FOLDED}>" in seen.text and f"{FOLDED} open>" in (await ask(browser, text="")).text
    async with context.database.read() as conn:
        row = await conn.fetchrow("SELECT state, identity, means, due_on, received_on FROM rights_request")
        sealed = await conn.fetchval("SELECT text_sealed FROM rights_event")
        actions = await conn.fetch("SELECT object_kind, why FROM audit WHERE action = 'right_asked'")
    assert row is not None and (row["state"], row["identity"], row["means"]) == ("received", "folio_pin", "web")
    assert row["due_on"] > row["received_on"] + timedelta(days=20) and WRONG.encode() not in sealed
    assert [tuple(one) for one in actions] == [("attention", "rectification")]


async def test_a_request_from_the_page_of_a_petition(browser: Browser, context: AppContext) -> None:
    folio = await send(context)
    async with context.database.read() as conn:
        case_id = await conn.fetchval("SELECT id FROM case_file")
    await browser.send("/seguimiento", {"folio": folio, "pin": context.keyring.pin(case_id, 1)})
    seen = await ask(browser, right="access", text="")
    assert "Por responder" in seen.text and "Acceso" in seen.text


async def test_who_asks_for_somebody_else_says_who_and_is_told_what_to_bring(
    browser: Browser, context: AppContext
) -> None:
    await opened_visit(browser, context)
    refused = await ask(browser, capacity="guardian")
    assert refused.status == 400 and 'href="#asker"' in refused.text and WRONG in refused.text
    seen = await ask(browser, capacity="guardian", asker=MOTHER)
    assert "Traiga a la oficina" in seen.text
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT identity FROM rights_request") is None


async def test_without_folio_and_pin_and_after_the_pin_was_renewed_there_is_nothing(
    browser: Browser, context: AppContext
) -> None:
    assert (await browser.get(PAGE)).path == "/seguimiento"
    await opened_visit(browser, context)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE attention SET secret_generation = secret_generation + 1")
    assert (await browser.get(PAGE)).path == "/seguimiento"


async def test_without_an_open_folio_what_was_typed_comes_back(browser: Browser, context: AppContext) -> None:
    hidden = (await opened_visit(browser, context)).hidden
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE attention SET secret_generation = secret_generation + 1")
    for path, fields in (
        (PAGE, {"right": "rectification", "capacity": "guardian", "text": WRONG, "asker": MOTHER}),
        (f"{PAGE}/{uuid4()}/aclarar", {"reply": WRONG}),
    ):
        seen = await browser.post(path, hidden | fields)
        assert seen.status == 409 and "Nada se envió" in seen.text and 'data-testid="follow-submit"' in seen.text
        shown = re.findall(r"readonly>([^<]*)</textarea>", seen.text)
        assert shown == [fields[name] for name in ("text", "asker", "reply") if name in fields]
    plain = await browser.post(PAGE, hidden | {"right": "access", "capacity": "self"})
    assert plain.status == 409 and "Nada se envió" in plain.text and "readonly" not in plain.text


async def test_what_comes_too_often_keeps_what_was_typed(
    browser: Browser, context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened_visit(browser, context)
    monkeypatch.setattr(rates, "FOLLOWS_PER_ADDRESS", parse("1/hour"))
    assert (await ask(browser)).status == 200
    seen = await ask(browser, text="Y mi apellido es Ñáñez")
    assert seen.status == 429 and 'data-testid="error-summary"' in seen.text and "Ñáñez</textarea>" in seen.text


async def test_whose_data_were_destroyed_holds_nothing(browser: Browser, context: AppContext) -> None:
    await opened_visit(browser, context)
    async with context.database.begin() as tx:
        await erase_person(tx.conn, context.keyring, await tx.conn.fetchval("SELECT id FROM person"))
    assert (await browser.get(PAGE)).path == "/seguimiento"


async def test_the_same_form_with_other_words_is_another_request(browser: Browser, context: AppContext) -> None:
    page = await opened_visit(browser, context)
    for text in (WRONG, WRONG, "Y mi apellido es Ñáñez"):
        seen = await browser.post(PAGE, page.hidden | {"right": "rectification", "capacity": "self", "text": text})
    folio = seen.text.split('data-draft-key="')[1].split(" datos")[0]
    assert seen.text.count('data-testid="right"') == 2 and WRONG in seen.text
    assert f'data-sent="{folio} datos">Y mi apellido es Ñáñez<' in seen.text and seen.text.count("data-sent=") == 1


async def test_the_same_form_makes_one_request_and_five_are_open_at_most(browser: Browser, context: AppContext) -> None:
    page = await opened_visit(browser, context)
    filled = page.hidden | {"right": "access", "capacity": "self", "text": ""}
    for _ in range(2):
        await browser.post(PAGE, filled)
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM rights_request") == 1
    for _ in range(4):
        assert (await ask(browser)).status == 200
    assert "Hay 5 solicitudes" in (await ask(browser)).text


async def test_a_page_of_another_folio_asks_nothing(browser: Browser, context: AppContext) -> None:
    first = await opened_visit(browser, context)
    folio = await send(context)
    async with context.database.read() as conn:
        case_id = await conn.fetchval("SELECT id FROM case_file WHERE folio = $1", folio)
    await browser.send("/seguimiento", {"folio": folio, "pin": context.keyring.pin(case_id, 1)})
    refused = await browser.post(PAGE, first.hidden | {"right": "rectification", "capacity": "self", "text": WRONG})
    assert refused.status == 409 and "En este dispositivo se abrió otro expediente" in refused.text
    assert f"readonly>{WRONG}</textarea>" in refused.text and refused.text.count(WRONG) == 1
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM rights_request") == 0


@pytest.fixture
async def desk_id(context: AppContext) -> StaffId:
    return await account(context, "ventanilla", Role.FRONT_DESK, PASSWORD)


async def test_the_front_desk_takes_one_after_seeing_an_identification(
    new_browser: NewBrowser, context: AppContext, desk_id: StaffId
) -> None:
    desk = await new_browser()
    await desk.send("/entrar", {"username": "ventanilla", "password": PASSWORD})
    folio, _pin = await folio_and_pin(context, await join(context))
    filled = {"folio": folio, "right": "access", "capacity": "deceased", "asker": "Su hija, con acta", "text": ""}
    refused = await desk.send(DESK, filled)
    assert refused.status == 400 and 'href="#identity"' in refused.text and "Para mí" not in refused.text
    seen = await desk.send(DESK, filled | {"identity": "passport"})
    assert 'data-testid="right-made"' in seen.text
    async with context.database.read() as conn:
        row = await conn.fetchrow("SELECT identity, identified_by, taken_by, means, capacity FROM rights_request")
        actor = await conn.fetchval("SELECT actor_id FROM audit WHERE action = 'right_asked'")
    assert row is not None and tuple(row) == ("passport", desk_id, desk_id, "counter", "deceased") and actor == desk_id
    assert 'data-testid="right-blocked"' not in seen.text
    async with context.database.begin() as tx:
        await block(tx.conn, await tx.conn.fetchval("SELECT id FROM person"), "retention")
    over_blocked = await desk.send(DESK, filled | {"identity": "passport"})
    assert 'data-testid="right-made"' in over_blocked.text and 'data-testid="right-blocked"' in over_blocked.text
    other, _pin = await folio_and_pin(context, await join(context))
    kept = (await desk.get(DESK)).hidden | filled | {"identity": "passport"}
    for _ in range(2):
        assert (await desk.post(DESK, kept)).status == 200
    await desk.post(DESK, kept | {"folio": other})  # a page that the browser kept
    async with context.database.read() as conn:
        made = await conn.fetch("SELECT folio, count(*) FROM rights_request GROUP BY folio")
    assert {tuple(one) for one in made} == {(folio, 3), (other, 1)}
    unknown = await desk.send(DESK, filled | {"folio": "AAA", "identity": "passport"})
    assert unknown.status == 400 and 'href="#folio"' in unknown.text


async def test_the_front_desk_takes_a_consent_back_after_seeing_an_identification(
    new_browser: NewBrowser, context: AppContext, desk_id: StaffId
) -> None:
    desk = await new_browser()
    await desk.send("/entrar", {"username": "ventanilla", "password": PASSWORD})
    folio, _pin = await folio_and_pin(context, await join(context, purposes=("attention", "follow_up")))
    filled = {"withdraw_folio": folio, "withdraw_identity": "passport", "purpose": "follow_up"}
    for name in filled:
        refused = await desk.send(f"{DESK}/retirar", {**filled, name: ""}, page=DESK)
        assert refused.status == 400 and f'href="#{name}"' in refused.text
    for wrong in ({"withdraw_folio": "MTP-26-A1A3-PCJA7"}, {"purpose": "attention"}):
        assert (await desk.send(f"{DESK}/retirar", filled | wrong, page=DESK)).status == 400
    for said in ("withdrawn", "not-withdrawn"):
        assert f'data-testid="{said}"' in (await desk.send(f"{DESK}/retirar", filled, page=DESK)).text
    async with context.database.read() as conn:
        acts = await conn.fetch("SELECT actor_id, why FROM audit WHERE action = 'consent_withdrawn'")
        left = await conn.fetch("SELECT purpose FROM consent WHERE revoked_at IS NULL")
    assert [tuple(one) for one in acts] == [(desk_id, "seen_passport")] and [one["purpose"] for one in left] == [
        "attention"
    ]
