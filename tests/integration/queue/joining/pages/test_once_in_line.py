"""Once in a line: the page says what to do, and a number only to the browser that holds its secret."""

from uuid import uuid4

from audiencia.core.ids import AttentionId
from audiencia.core.unbroken import unbroken
from audiencia.runtime.context import AppContext
from tests.integration.queue.joining.pages.test_join_page import FILLED, FORM, rows
from tests.support.contexts import folio_and_pin, join
from tests.support.page_browser import Browser, NewBrowser

OTHER = {"contact": "722 999 0001", "name": "Beto Ruiz"}


async def test_a_contact_tells_strangers_nothing(new_browser: NewBrowser, context: AppContext) -> None:
    """Whether somebody with this telephone waits in the line or not, the answer is the same."""
    owner = await new_browser()
    await owner.send(FORM, FILLED)
    answers = []
    for contact in ("+52 1 7221234567", "722 555 0190"):
        stranger = await new_browser()
        seen = await stranger.send(FORM, FILLED | {"contact": contact, "name": "Otra Persona"}, follow=False)
        answers.append((seen.status, seen.headers["Location"], seen.text))
        assert stranger.cookies["__Host-turno"] != owner.cookies["__Host-turno"]
    assert answers[0] == answers[1] and answers[0][:2] == (303, "/turno")
    assert await rows(context, "ticket") == 3


async def test_whoever_came_first_with_a_contact_keeps_its_owner_out_of_nothing(
    new_browser: NewBrowser, context: AppContext
) -> None:
    await (await new_browser()).send(FORM, FILLED | {"name": "Impostora"})
    owner = await new_browser()
    assert "OP-002" in (await owner.send(FORM, FILLED)).text


async def test_the_same_device_without_its_number(browser: Browser, context: AppContext) -> None:
    await browser.send(FORM, FILLED)
    browser.set_cookie("__Host-turno", "")
    seen = await browser.send(FORM, FILLED | OTHER)
    assert seen.status == 409 and seen.code == "device_in_line"
    assert (
        unbroken("OP-001") not in seen.text
        and 'id="other_person-error"' in seen.text
        and 'data-testid="recover"' in seen.text
    )
    taken = await browser.post(FORM, seen.hidden | FILLED | OTHER | {"other_person": "yes"})
    assert taken.path == "/turno" and "OP-002" in taken.text
    assert await rows(context, "ticket") == 2


async def test_another_person_at_a_device_that_holds_a_number(browser: Browser, context: AppContext) -> None:
    first = await browser.send(FORM, FILLED)
    shown = await browser.get(FORM)
    assert shown.code == "device_in_line" and f"{FORM}?otra=si" in shown.text
    assert 'name="name"' not in shown.text and unbroken("OP-001") in shown.text
    form = await browser.get(f"{FORM}?otra=si")
    folio = first.text.split("MTP-")[1][:13]
    assert form.status == 200 and unbroken(f"MTP-{folio}") in form.text
    refused = await browser.post(FORM, form.hidden | FILLED | OTHER)
    assert refused.code == "device_in_line" and OTHER["name"] in refused.text and unbroken("OP-001") in refused.text
    assert 'id="other_person-error"' in refused.text
    taken = await browser.post(FORM, refused.hidden | FILLED | OTHER | {"other_person": "yes"})
    assert "OP-002" in taken.text
    assert await rows(context, "ticket") == 2


async def test_a_device_is_known_for_a_year_and_kept_as_an_index(browser: Browser, context: AppContext) -> None:
    seen = await browser.get(FORM)
    cookie = next(value for value in seen.headers.getall("Set-Cookie") if value.startswith("__Host-device="))  # type: ignore[attr-defined]
    for part in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=31536000"):
        assert part in cookie
    device = browser.cookies["__Host-device"]
    await browser.send(FORM, FILLED)
    assert browser.cookies["__Host-device"] == device and len(device) == 22
    async with context.database.read() as conn:
        kept = await conn.fetchval("SELECT device_index FROM ticket")
        everything = str(await conn.fetch("SELECT t::text FROM ticket t"))
    assert kept == context.keyring.blind_index(f"device:{device}") and device not in everything


async def test_a_forged_device_is_replaced(browser: Browser) -> None:
    browser.set_cookie("__Host-device", "x' OR 1=1")
    await browser.get(FORM)
    assert len(browser.cookies["__Host-device"]) == 22 and "'" not in browser.cookies["__Host-device"]


async def test_the_number_comes_back_with_folio_and_pin(new_browser: NewBrowser, context: AppContext) -> None:
    attention_id = await join(context)
    folio, pin = await folio_and_pin(context, attention_id)
    browser = await new_browser()
    found = await browser.send("/seguimiento", {"folio": folio, "pin": pin})
    assert 'data-testid="open-here"' in found.text and pin not in found.text
    opened = await browser.post("/seguimiento/turno", {name: found.hidden[name] for name in ("csrf", "proof")})
    assert opened.path == "/turno" and "OP-001" in opened.text and folio in opened.text


async def test_a_proof_is_good_for_one_visit_and_one_secret(new_browser: NewBrowser, context: AppContext) -> None:
    attention_id = await join(context)
    folio, pin = await folio_and_pin(context, attention_id)
    browser, thief = await new_browser(), await new_browser()
    found = await browser.send("/seguimiento", {"folio": folio, "pin": pin})
    theirs = (await thief.get("/seguimiento")).hidden["csrf"]
    proof = found.hidden["proof"]
    for wrong in (proof, proof[:-1] + ("A" if proof[-1] != "A" else "B"), "", "x" * 64, "é" * 64):
        for path in ("/seguimiento/turno", "/seguimiento/resuelto"):
            seen = await thief.post(path, {"csrf": theirs, "proof": wrong, "resolved": "no"})
            assert (seen.status, seen.code) == (403, "csrf")
    assert "__Host-turno" not in thief.cookies
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE attention SET secret_generation = 2")
    seen = await browser.post("/seguimiento/turno", {"csrf": found.hidden["csrf"], "proof": proof})
    assert (seen.status, seen.code) == (404, "folio_unknown")


async def carried_over(context: AppContext) -> AttentionId:
    """A visit that closing time cut off."""
    attention_id = await join(context)
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "UPDATE ticket SET state = 'carried_over', contact_index = NULL, needs = NULL WHERE attention_id = $1",
            attention_id,
        )
    return attention_id


async def preferential(context: AppContext) -> list[tuple[str, bool]]:
    """Numbers that were not carried over, with their preference."""
    async with context.database.read() as conn:
        found = await conn.fetch("SELECT number, preferential FROM ticket WHERE state = 'waiting' ORDER BY number")
    return [tuple(row) for row in found]


async def test_an_earlier_visit_by_folio_and_pin(browser: Browser, context: AppContext) -> None:
    folio, pin = await folio_and_pin(context, await carried_over(context))
    half = await browser.send(FORM, FILLED | {"carried_folio": folio})
    assert half.status == 400 and 'id="carried_pin-error"' in half.text and "<details" in half.text
    wrong = await browser.post(
        FORM, half.hidden | FILLED | {"carried_folio": folio, "carried_pin": f"{int(pin) ^ 1:06d}"}
    )
    assert wrong.status == 400 and 'id="carried_folio-error"' in wrong.text and folio in wrong.text
    assert f"{int(pin) ^ 1:06d}" not in wrong.text
    taken = await browser.post(FORM, wrong.hidden | FILLED | {"carried_folio": folio, "carried_pin": pin})
    assert taken.path == "/turno"
    assert await preferential(context) == [("OP-002", True)]


async def test_an_earlier_visit_by_the_browsers_own_secret(browser: Browser, context: AppContext) -> None:
    attention_id = await carried_over(context)
    folio, _ = await folio_and_pin(context, attention_id)
    browser.set_cookie("__Host-turno", context.keyring.ticket_token(attention_id, 1))
    form = await browser.get(FORM)
    assert unbroken(folio) in form.text and 'name="use_carried" value="yes" checked' in form.text
    await browser.post(FORM, form.hidden | FILLED | {"use_carried": "yes"})
    assert await preferential(context) == [("OP-002", True)]


async def test_who_does_not_use_the_earlier_visit_keeps_it(browser: Browser, context: AppContext) -> None:
    attention_id = await carried_over(context)
    browser.set_cookie("__Host-turno", context.keyring.ticket_token(attention_id, 1))
    await browser.send(FORM, FILLED)
    assert await preferential(context) == [("OP-002", False)]
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM attention WHERE carried_from IS NOT NULL") == 0


async def test_its_own_pages_say_what_comes_next(browser: Browser, context: AppContext) -> None:
    attention_id = await carried_over(context)
    folio, pin = await folio_and_pin(context, attention_id)
    assert 'data-testid="carried-over"' in (await browser.send("/seguimiento", {"folio": folio, "pin": pin})).text
    browser.set_cookie("__Host-turno", context.keyring.ticket_token(attention_id, 1))
    assert 'data-testid="carried-over"' in (await browser.get("/turno")).text


async def test_what_is_sent_twice_leads_to_the_number(browser: Browser, context: AppContext) -> None:
    form = (await browser.get(FORM)).hidden | FILLED
    for _ in range(2):
        seen = await browser.post(FORM, form, follow=False)
        assert (seen.status, seen.headers["Location"]) == (303, "/turno")
    other = await browser.post(FORM, form | {"submission_id": str(uuid4())})
    assert other.code == "device_in_line"
    assert await rows(context, "ticket") == 1
