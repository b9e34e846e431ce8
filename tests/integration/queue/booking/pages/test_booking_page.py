"""Booking a place without script: the windows and what is left, the own page, the calendar, checking in, giving it up."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from limits import parse

from audiencia.core.unbroken import unbroken
from audiencia.http.limits import rates
from audiencia.http.site import SITE
from audiencia.queue.booking import booking, check_in
from audiencia.queue.joining import status
from audiencia.queue.sessions import sessions
from audiencia.queue.sessions.clock import ClockLook
from audiencia.runtime.channels import Channels
from audiencia.runtime.context import AppContext, InForce
from audiencia.staff.roles import Role
from tests.integration.cases.pages.test_case_page import sent
from tests.integration.queue.joining.pages.test_join_page import FILLED
from tests.support.away import away
from tests.support.contexts import TOPIC, account, folio_and_pin, join
from tests.support.page_browser import Browser, NewBrowser
from tests.support.page_fixtures import OpenSite

PASSWORD = "tapo7-rilu3-semi4-kado5"
FORM = f"/citas/obras-publicas/{TOPIC}"
ZONE = ZoneInfo("America/Mexico_City")
TEN = datetime(2026, 12, 8, 10, tzinfo=ZONE)
AT_TEN = {"starts_at": TEN.astimezone(UTC).isoformat()}


async def it_is(context: AppContext, day: int, at: str) -> None:
    """That time of December 2026, and the jornada follows."""
    moment = datetime.combine(date(2026, 12, day), time.fromisoformat(at), ZONE)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = $1 - clock_timestamp(), since = clock_timestamp()", moment)
    await sessions.follow_clock(context)


@pytest.fixture(autouse=True)
async def wednesday(context: AppContext) -> None:
    """The demonstration is over, and the next session is planned."""
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = shift + interval '13 hours'")
    await sessions.follow_clock(context)
    await it_is(context, 2, "10:00")
    await sessions.plan_next(context)


def left(text: str) -> dict[str, bool]:
    """Each window with whether it can be chosen."""
    found = re.findall(r'<input type="radio"([^>]*)data-testid="slot-(\d\d:\d\d)"', text)
    return {at: "disabled" not in rest for rest, at in found}


async def book(browser: Browser, **fields: str) -> Mapping[str, str]:
    """Fills the form in and sends it; gives the hidden fields of the own page."""
    form = await browser.get(FORM)
    seen = await browser.post(FORM, form.hidden | FILLED | AT_TEN | fields)
    assert (seen.status, seen.path) == (200, "/turno"), seen.text
    assert '"complaint":"/peticiones/queja"' in seen.text.replace(": ", ":"), "who reports an official is led there"
    return seen.hidden


async def test_from_the_first_page_to_the_own_appointment(browser: Browser) -> None:
    home = (await browser.get("/")).text
    assert 'href="/areas?cita=si" data-testid="book"' in home and "martes 8 de diciembre de 2026" in home
    areas = await browser.get("/areas?cita=si")
    assert "<h1>Aparte un lugar para el martes 8 de diciembre de 2026</h1>" in areas.text
    assert 'href="/areas/obras-publicas?cita=si"' in areas.text and areas.hidden["back"] == "/areas?cita=si"
    area = (await browser.get("/areas/obras-publicas?cita=si")).text
    assert f'href="/unirse/obras-publicas/{TOPIC}"' not in area
    assert f'href="{FORM}" data-testid="book-{TOPIC}"' in area
    closed = await browser.get(f"/unirse/obras-publicas/{TOPIC}")
    assert closed.status == 409 and f'href="{FORM}" data-testid="book-instead"' in closed.text
    form = await browser.get(FORM)
    assert "checked" not in form.text
    assert list(left(form.text)) == ["10:00", "10:30", "11:00", "11:30", "12:00", "12:30", "13:00", "13:30"]
    assert form.text.count("Quedan 2 lugares") == 8
    await book(browser)
    seen = (await browser.get("/turno")).text
    assert "Tiene una cita" in seen and "martes 8 de diciembre de 2026" in seen
    assert "entre las 10:00 y las 10:30" in seen
    assert 'data-testid="check-in"' not in seen  # it is Wednesday
    assert "OP-001" in seen


async def test_all_that_is_wrong_is_said_at_once(browser: Browser) -> None:
    form = await browser.get(FORM)
    seen = await browser.post(FORM, form.hidden)
    assert seen.status == 400
    wrong = ["starts_at", "name", "matter", "read_notice", "consent_attention"]
    assert re.findall(r'<li><a href="#(\w+)">', seen.text) == wrong
    assert "Elija un horario" in seen.text
    for odd in ("soon", "2026-12-08T10:00:00", TEN.replace(minute=7).isoformat()):
        again = await browser.post(FORM, form.hidden | FILLED | {"starts_at": odd})
        assert again.status == 400 and '<a href="#starts_at">' in again.text and "Ana" in again.text


async def test_who_is_too_late_for_an_hour_sees_the_others_and_keeps_what_was_written(new_browser: NewBrowser) -> None:
    slow = await new_browser()
    form = await slow.get(FORM)
    for contact in ("722 555 0101", "722 555 0102"):
        await book(await new_browser(), contact=contact)
    seen = await slow.post(FORM, form.hidden | FILLED | AT_TEN | {"contact": ""})
    assert seen.status == 409
    assert "Alguien acaba de tomar el último lugar de ese horario" in seen.text
    assert '<a href="#starts_at">' in seen.text
    assert not left(seen.text)["10:00"] and left(seen.text)["10:30"]
    assert FILLED["matter"] in seen.text


async def test_a_form_sent_twice_is_one_place(browser: Browser, context: AppContext) -> None:
    form = await browser.get(FORM)
    for _ in range(2):
        assert (await browser.post(FORM, form.hidden | FILLED | AT_TEN)).path == "/turno"
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM booking") == 1
    other = await browser.get(FORM)
    assert other.code == "device_in_line" and 'name="name"' not in other.text


async def test_when_all_is_taken_the_page_says_what_to_do(open_site: OpenSite, context: AppContext) -> None:
    full = context.municipality.model_copy(
        update={"booking": context.municipality.booking.model_copy(update={"per_slot": 0})}
    )
    server = await open_site()
    site = server.app[SITE]
    object.__setattr__(site, "context", replace(site.context, in_force=InForce(full)))
    async with Browser(server.make_url("/")) as browser:
        seen = await browser.get(FORM)
        assert (seen.status, seen.code) == (409, "booking_closed")
        assert 'data-testid="booking"' not in (await browser.get("/areas/obras-publicas")).text
        assert 'data-testid="book"' not in (await browser.get("/")).text


async def test_outside_the_days_nothing_is_offered(browser: Browser, context: AppContext) -> None:
    await it_is(context, 1, "12:00")
    assert "Desde el miércoles 2 de diciembre de 2026" in (await browser.get("/")).text
    await it_is(context, 8, "09:00")
    seen = await browser.get(FORM)
    assert (seen.status, seen.code) == (409, "booking_closed")
    assert (await browser.get("/citas/obras-publicas/nada")).code == "unknown_topic"


async def test_checking_in_from_the_lobby_on(browser: Browser, context: AppContext) -> None:
    hidden = await book(browser)
    early = await browser.post("/turno/llegada", hidden)
    assert early.code == "session_not_open_yet"
    await it_is(context, 8, "09:20")
    page = await browser.get("/turno")
    assert 'data-testid="check-in"' in page.text
    seen = await browser.post("/turno/llegada", page.hidden)
    assert seen.path == "/turno" and 'data-testid="appointment"' not in seen.text
    # The same button again, from a page that was open beside it, leads to how it is now.
    assert (await browser.post("/turno/llegada", page.hidden)).path == "/turno"
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT state FROM ticket WHERE number = 'OP-001'") == "postponed"


async def test_by_a_clock_that_is_doubted_the_page_names_no_time_at_which_the_place_lapses(
    browser: Browser, context: AppContext
) -> None:
    await book(browser)

    async def told() -> tuple[bool, bool, bool]:
        seen, file = [(await browser.get(path)).text for path in ("/turno", "/turno/cita.ics")]
        unfolded = file.replace("\r\n ", "")
        assert "Desde las 09:00 abra la página de su turno y avise que ya llegó." in unfolded
        return "10:10" in seen, "A las 10:10 el lugar queda libre." in unfolded, "no se libera" in seen

    assert await told() == (True, True, False)
    ticks = iter((0.0, -7200.0))  # by them somebody set the clock ahead
    look = ClockLook(context, lambda: next(ticks))
    for _ in range(2):
        await look.look()
    assert await told() == (False, False, True)
    await it_is(context, 8, "09:20")
    assert 'data-testid="check-in"' in (await browser.get("/turno")).text and await told() == (False, False, True)


async def test_who_is_at_the_counter_is_checked_in_there(new_browser: NewBrowser, context: AppContext) -> None:
    await book(await new_browser())
    staff_id = await account(context, "ventanilla", Role.FRONT_DESK, PASSWORD)
    await it_is(context, 8, "09:20")
    desk = await new_browser()
    await desk.send("/entrar", {"username": "ventanilla", "password": PASSWORD})
    found = await desk.send("/ventanilla/buscar", {"q": "OP-001"}, page="/ventanilla")
    assert "Tiene cita" in found.text and 'data-testid="llegada"' in found.text
    async with context.database.read() as conn:
        (ticket,) = await conn.fetch("SELECT id, version FROM ticket")
    sent = {"ticket": str(ticket["id"]), "version": str(ticket["version"]), "csrf": found.hidden["csrf"]}
    stale = await desk.post("/ventanilla/llegada", sent | {"version": "0", "command_id": str(uuid4())})
    assert stale.status == 409
    seen = await desk.post("/ventanilla/llegada", sent | {"command_id": str(uuid4())})
    assert seen.status == 200 and 'data-testid="llegada"' not in seen.text
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT state FROM ticket") == "postponed"
        done = "SELECT actor_id, object_id FROM audit WHERE action = 'checked_in'"
        assert [tuple(row) for row in await conn.fetch(done)] == [(staff_id, str(ticket["id"]))]


async def test_a_place_is_booked_for_a_case_that_is_open_without_writing_it_again(
    browser: Browser, context: AppContext
) -> None:
    petition = await sent(context)
    followed = await browser.send("/seguimiento", {"folio": petition.folio, "pin": petition.pin})
    path = re.search(r'href="(/citas/[^"]+folio=si)" data-testid="case-book"', followed.text)
    assert path is not None
    form = await browser.get(path[1])
    box = f'id="about_case" name="about_case" value="{petition.folio}" checked'
    assert box in form.text and unbroken(petition.folio) in form.text
    fields = form.hidden | FILLED | AT_TEN | {"about_case": petition.folio}
    assert (await browser.post(path[1].partition("?")[0], fields)).path == "/turno"
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT about_case FROM attention") == petition.case_id


async def test_giving_the_place_up(browser: Browser, context: AppContext) -> None:
    hidden = await book(browser)
    assert (await browser.post("/turno/cancelar", {**hidden, "csrf": "x"})).code == "csrf"
    seen = await browser.post("/turno/cancelar", hidden)
    assert seen.path == "/turno" and 'data-testid="appointment"' not in seen.text
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT state FROM ticket") == "left"
    assert (await browser.get(FORM)).text.count("Quedan 2 lugares") == 8


async def test_the_calendar_file(browser: Browser) -> None:
    await book(browser)
    seen = await browser.get("/turno/cita.ics")
    assert seen.headers["Content-Type"].startswith("text/calendar")
    assert seen.headers["Cache-Control"] == "no-store"
    lines = seen.text.split("\r\n")
    assert "DTSTART:20261208T160000Z" in lines and "DTEND:20261208T163000Z" in lines
    assert lines.count("BEGIN:VALARM") == 2
    for personal in ("Ana", FILLED["matter"], FILLED["contact"]):
        assert personal not in seen.text
    again = (await browser.get("/turno/cita.ics")).text
    uid = next(line for line in lines if line.startswith("UID:"))
    assert uid in again.split("\r\n")


async def test_a_number_of_the_day_has_no_appointment(new_browser: NewBrowser, context: AppContext) -> None:
    await it_is(context, 8, "10:00")
    attention_id = await join(context)
    browser = await new_browser()
    browser.set_cookie("__Host-turno", context.keyring.ticket_token(attention_id, 1))
    assert (await browser.get("/turno/cita.ics")).status in (403, 404)


async def test_after_the_grace_the_own_page_says_how_to_go_on(browser: Browser, context: AppContext) -> None:
    await book(browser)
    await it_is(context, 8, "09:00")
    await it_is(context, 8, "10:10")
    assert await check_in.lapse_unused(context) == 1
    seen = await browser.get("/turno")
    assert 'data-testid="appointment-lapsed"' in seen.text and "Su lugar quedó libre" in seen.text
    assert (await browser.get(f"/unirse/obras-publicas/{TOPIC}")).status == 200


async def test_a_reminder_is_offered_where_it_can_be_sent_and_needs_an_address(
    open_site: OpenSite, context: AppContext
) -> None:
    server = await open_site()
    async with Browser(server.make_url("/")) as browser:
        assert 'name="tell"' not in (await browser.get(FORM)).text
        site = server.app[SITE]
        object.__setattr__(site, "context", replace(site.context, channels=Channels(mail=True)))
        form = await browser.get(FORM)
        assert 'name="tell" value="yes">' in form.text
        wrong = await browser.post(FORM, form.hidden | FILLED | AT_TEN | {"tell": "yes", "contact": ""})
        assert wrong.status == 400 and '<a href="#contact">' in wrong.text
        nowhere = await browser.post(FORM, form.hidden | FILLED | AT_TEN | {"contact": "la casa azul"})
        assert nowhere.status == 400 and "no es un teléfono ni un correo" in nowhere.text
        await browser.post(FORM, form.hidden | FILLED | AT_TEN | {"tell": "yes", "contact": "ana@example.org"})
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT kind FROM outbox") == "booking_confirmed"


async def test_strangers_have_no_appointment(browser: Browser) -> None:
    assert (await browser.get("/turno/cita.ics")).status == 403


DESK = "/ventanilla/cita"


@pytest.fixture
async def desk(new_browser: NewBrowser, context: AppContext) -> Browser:
    """Somebody at the front desk, signed in."""
    await account(context, "ventanilla", Role.FRONT_DESK, PASSWORD)
    browser = await new_browser()
    await browser.send("/entrar", {"username": "ventanilla", "password": PASSWORD})
    return browser


async def test_the_front_desk_books_for_somebody_and_prints_the_slip(desk: Browser, context: AppContext) -> None:
    assert f'href="{DESK}"' in (await desk.get("/ventanilla")).text
    empty = await desk.get(DESK)
    assert 'data-testid="desk-see-hours"' in empty.text and 'data-testid="slots"' not in empty.text
    form = await desk.get(f"{DESK}?tema=obras-publicas/{TOPIC}")
    assert len(left(form.text)) == 8
    wrong = await desk.post(DESK, form.hidden)
    assert wrong.status == 400
    for field in ("starts_at", "name", "matter", "read_notice", "medium"):
        assert f'<a href="#{field}">' in wrong.text, field
    said = {
        "name": "Zenaida",
        "matter": "Un bache",
        "medium": "phone",
        "read_notice": "yes",
        "consent_attention": "yes",
    }
    no_phone = await desk.post(DESK, form.hidden | said | AT_TEN)
    assert no_phone.status == 400 and '<a href="#contact">' in no_phone.text and "Zenaida" in no_phone.text
    filled = form.hidden | said | AT_TEN | {"contact": "722 555 0199"}
    slips = [await desk.post(DESK, filled) for _ in range(2)]
    for slip in slips:
        assert 'data-testid="slip-appointment"' in slip.text and "martes 8 de diciembre de 2026" in slip.text
        assert "entre las 10:00 y las 10:30" in slip.text and "Zenaida" not in slip.text
    pins = {re.search(r'data-testid="slip-pin">(\d+)<', slip.text)[1] for slip in slips}  # type: ignore[index]
    async with context.database.read() as conn:
        (row,) = await conn.fetch(
            "SELECT attention.id, folio, made_by, medium, state FROM attention JOIN ticket ON attention_id = attention.id"
        )
        consents = await conn.fetch("SELECT DISTINCT means, witness FROM consent")
    assert (row["medium"], row["state"]) == ("phone", "booked")
    assert [tuple(one) for one in consents] == [("telephone", row["made_by"])]
    assert pins == {context.keyring.pin(row["id"], 1)}
    assert 'data-testid="desk-slot"' in (await desk.get("/ventanilla")).text
    followed = await desk.send("/seguimiento", {"folio": row["folio"], "pin": pins.pop()})
    assert 'data-testid="found"' in followed.text


async def test_at_the_front_desk_a_booked_number_is_found_and_given_up_also_while_another_day_goes_on(
    desk: Browser, context: AppContext
) -> None:
    await book(desk)
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "INSERT INTO session (day, opens_at, closes_at, lobby_at, state)"
            " SELECT day - 7, opens_at - interval '7 days', closes_at - interval '7 days', lobby_at - interval '7 days', 'open'"
            " FROM session WHERE state = 'planned'"
        )
    found = await desk.send("/ventanilla/buscar", {"q": "OP-001"}, page="/ventanilla")
    assert "Tiene cita" in found.text and 'data-testid="desk-slot"' in found.text
    async with context.database.read() as conn:
        (ticket,) = await conn.fetch("SELECT id, version FROM ticket")
    sent = {"ticket": str(ticket["id"]), "version": str(ticket["version"]), "csrf": found.hidden["csrf"]}
    again = await desk.post("/ventanilla/talon", sent | {"command_id": str(uuid4())})
    assert 'data-testid="slip-appointment"' in again.text
    gone = await desk.post("/ventanilla/cancelar", sent | {"command_id": str(uuid4())})
    assert gone.status == 200
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT state FROM ticket") == "cancelled"


async def test_the_front_desk_is_told_when_nothing_can_be_booked(desk: Browser, context: AppContext) -> None:
    await it_is(context, 1, "12:00")
    seen = await desk.get(DESK)
    assert 'data-testid="desk-no-days"' in seen.text and "miércoles 2 de diciembre de 2026" in seen.text
    await it_is(context, 8, "09:00")
    await desk.send("/entrar", {"username": "ventanilla", "password": PASSWORD})
    assert (await desk.get(f"{DESK}?tema=obras-publicas/{TOPIC}")).status == 409
    assert (await desk.get(f"{DESK}?tema=nada")).status == 400


async def test_while_a_session_goes_on_numbers_are_given_beside_the_places(
    browser: Browser, context: AppContext
) -> None:
    await it_is(context, 3, "10:00")
    page = (await browser.get("/areas/obras-publicas")).text
    assert 'data-testid="booking"' in page and f'data-testid="topic-{TOPIC}"' not in page
    await sessions.open_demo(context)
    page = (await browser.get("/areas/obras-publicas")).text
    assert f'href="/unirse/obras-publicas/{TOPIC}"' in page and f'href="{FORM}"' in page
    assert "tome aquí su turno, desde" not in page


async def test_who_asked_to_be_told_of_the_place_takes_it_back_under_the_folio(
    browser: Browser, context: AppContext
) -> None:
    await book(browser, tell="yes")
    async with context.database.read() as conn:
        attention_id = await conn.fetchval("SELECT attention_id FROM ticket JOIN booking ON ticket_id = ticket.id")
    folio, pin = await folio_and_pin(context, attention_id)
    seen = await browser.send("/seguimiento", {"folio": folio, "pin": pin})
    assert 'data-testid="consent-booking_notices"' in seen.text and "Que se le avise de su lugar" in seen.text
    asked = {"allow": "no", "purpose": "booking_notices"}
    seen = await browser.post("/seguimiento/autorizaciones", seen.hidden | asked)
    part = seen.text.split('data-testid="consent-booking_notices"')[1].split("</form>")[0]
    assert "Lo retiró el" in part and "<button" not in part
    again = await browser.post("/seguimiento/autorizaciones", seen.hidden | asked | {"allow": "yes"})
    assert again.status == 400


async def test_what_was_typed_comes_back_while_the_database_is_away(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = await browser.get(FORM)
    for module, name in ((booking, "book"), (booking, "windows"), (status, "interpreters")):
        monkeypatch.setattr(module, name, away)
    seen = await browser.post(FORM, form.hidden | FILLED | AT_TEN)
    assert seen.status == 503 and FILLED["name"] in seen.text and FILLED["matter"] in seen.text
    assert seen.hidden["starts_at"] == AT_TEN["starts_at"]
    monkeypatch.undo()
    assert (await browser.post(FORM, seen.hidden | FILLED)).path == "/turno"


async def test_the_desks_booking_comes_back_while_the_database_is_away(
    browser: Browser, context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    await account(context, "ventanilla", Role.FRONT_DESK, PASSWORD)
    await browser.send("/entrar", {"username": "ventanilla", "password": PASSWORD})
    page = "/ventanilla/cita"
    form = await browser.get(f"{page}?tema=obras-publicas/{TOPIC}")
    for name in ("book", "windows", "days"):
        monkeypatch.setattr(booking, name, away)
    seen = await browser.post(page, form.hidden | FILLED | AT_TEN | {"medium": "counter"})
    assert seen.status == 503 and FILLED["name"] in seen.text and FILLED["matter"] in seen.text
    assert seen.hidden["starts_at"] == AT_TEN["starts_at"] and "desk-no-days" not in seen.text
    monkeypatch.undo()
    kept = await browser.post(page, seen.hidden | FILLED | {"medium": "counter"})
    assert kept.status == 200 and "desk-booking-form" not in kept.text


async def test_what_was_typed_comes_back_when_a_limit_is_reached(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = await browser.get(FORM)
    monkeypatch.setattr(rates, "JOINS_PER_VISIT", parse("0/hour"))
    seen = await browser.post(FORM, form.hidden | FILLED | AT_TEN)
    assert seen.status == 429 and FILLED["name"] in seen.text and FILLED["matter"] in seen.text
    assert int(seen.headers["Retry-After"]) > 0
    monkeypatch.undo()
    assert (await browser.post(FORM, seen.hidden | FILLED | AT_TEN)).path == "/turno"
